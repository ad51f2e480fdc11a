import { expect, test } from 'vitest'
import { sayValue } from './say-value.ts'

test.each([
  ['on-request', '"on-request"'],
  [true, 'true'],
  [4096, '4096'],
  [[], '[]'],
  [['a', 'b "c"'], '["a", "b \\"c\\""]'],
  [{ pattern: [{ token: 'git' }], 'a b': 1 }, '{ pattern = [{ token = "git" }], "a b" = 1 }'],
  [{}, '{}'],
])('%j reads %s', (value, said) => {
  expect(sayValue(value)).toBe(said)
})
