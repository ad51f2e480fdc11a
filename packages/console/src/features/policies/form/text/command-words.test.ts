import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandOf, patternOf } from './command-words.ts'

test.each([
  ['git push', [{ token: 'git' }, { token: 'push' }]],
  ['git push|commit', [{ token: 'git' }, { any_of: ['push', 'commit'] }]],
  ['  rm   -rf ', [{ token: 'rm' }, { token: '-rf' }]],
  ['echo "a b"', [{ token: 'echo' }, { token: 'a b' }]],
  ['git "a|b"', [{ token: 'git' }, { token: 'a|b' }]],
  ['git push|', [{ token: 'git' }, { any_of: ['push'] }]],
  ['', []],
])('%s', (command, pattern) => {
  expect(patternOf(command)).toEqual(pattern)
})

test('a pattern of another form is left to the text', () => {
  expect(commandOf(['git'])).toBeUndefined()
  expect(commandOf([{ token: 'a', any_of: ['b'] }])).toBeUndefined()
  expect(commandOf([{ any_of: [] }])).toBeUndefined()
})

test('what is shown means the pattern again', () => {
  const word = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', ' ', '|', '"', '\\', '-', 'é', "'") })
  const item = fc.oneof(fc.record({ token: word }), fc.record({ any_of: fc.array(word, { minLength: 1, maxLength: 3 }) }))
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), (pattern) => {
      expect(patternOf(commandOf(pattern) ?? '')).toEqual(pattern)
    }),
    { numRuns: 500 },
  )
})
