import { expect, test } from 'vitest'
import { caretAfter, formatUserCode, isWholeCode } from './user-code.ts'

test.each([
  ['', ''],
  ['ab', 'AB'],
  ['abcd', 'ABCD'],
  ['abcde', 'ABCD-E'],
  [' abcd-efgh\n', 'ABCD-EFGH'],
  ['ABCD EFGH', 'ABCD-EFGH'],
  ['abcdefghij', 'ABCD-EFGH'],
  ['a–b c.d', 'ABCD'],
])('%j is written %j', (typed, formatted) => {
  expect(formatUserCode(typed)).toBe(formatted)
})

test('only eight signs are a whole code', () => {
  expect(isWholeCode(formatUserCode('abcdefg'))).toBe(false)
  expect(isWholeCode(formatUserCode('abcdefgh'))).toBe(true)
})

test('the cursor stays behind the sign that was typed', () => {
  expect(caretAfter('ABCD-EFG', 2)).toBe(2)
  expect(caretAfter('ABCD-EFG', 5)).toBe(6)
  expect(caretAfter('ABCD', 4)).toBe(4)
})
