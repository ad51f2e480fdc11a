import { expect, test } from 'vitest'
import { toDetailRows } from './detail-rows.ts'

test('before and after stand side by side and say what changed', () => {
  const { compared } = toDetailRows({ before: { role: 'member', name: 'Ada' }, after: { role: 'admin', name: 'Ada' } })
  expect(compared).toEqual([
    { name: 'Role', before: 'member', after: 'admin', changed: true },
    { name: 'Name', before: 'Ada', after: 'Ada', changed: false },
  ])
})

test('a thing that was made has no before', () => {
  expect(toDetailRows({ after: { enabled: true } }).compared).toEqual([
    { name: 'Enabled', before: null, after: 'yes', changed: true },
  ])
})

test('lists and nested values become rows in words', () => {
  const { further } = toDetailRows({ added: ['Ada', 'Grace'], rules: [{ groupName: 'Engineers' }], note: '' })
  expect(further).toEqual([
    ['Added', 'Ada\nGrace'],
    ['Rules 1 group name', 'Engineers'],
    ['Note', 'none'],
  ])
})

test('an erased fact has nothing to show', () => {
  expect(toDetailRows({})).toEqual({ compared: [], further: [] })
})
