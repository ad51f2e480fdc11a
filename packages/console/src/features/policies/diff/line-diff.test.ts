import { expect, test } from 'vitest'
import { type DiffRow, diffRows, diffSize } from './line-diff.ts'

const say = (row: DiffRow) =>
  row.kind === 'skipped'
    ? `… ${row.lines}`
    : `${row.kind === 'same' ? '=' : '~'} ${row.before?.number ?? '-'} ${row.before?.text ?? ''} | ${row.after?.number ?? '-'} ${row.after?.text ?? ''}`

test('a changed line stands beside what it was', () => {
  expect(diffRows('a\nb\nc\n', 'a\nB\nc\n').map(say)).toEqual(['= 1 a | 1 a', '~ 2 b | 2 B', '= 3 c | 3 c'])
})

test('lines that only one side has', () => {
  expect(diffRows('a\nb\n', 'a\nx\ny\nb\n').map(say)).toEqual(['= 1 a | 1 a', '~ -  | 2 x', '~ -  | 3 y', '= 2 b | 4 b'])
  expect(diffRows('a\nx\ny\n', 'a\nz\n').map(say)).toEqual(['= 1 a | 1 a', '~ 2 x | 2 z', '~ 3 y | - '])
  expect(diffSize('a\nx\ny\n', 'a\nz\n')).toEqual({ added: 1, removed: 2 })
})

test('equal stretches fold around the changes', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)
  const changed = lines.with(9, 'other')
  expect(diffRows(lines.join('\n'), changed.join('\n'), 2).map(say)).toEqual([
    '… 7',
    '= 8 line 8 | 8 line 8',
    '= 9 line 9 | 9 line 9',
    '~ 10 line 10 | 10 other',
    '= 11 line 11 | 11 line 11',
    '= 12 line 12 | 12 line 12',
    '… 8',
  ])
})

test('equal texts have nothing to show', () => {
  expect(diffRows('a\nb\nc\n', 'a\nb\nc\n').map(say)).toEqual(['… 3'])
  expect(diffSize('', '')).toEqual({ added: 0, removed: 0 })
})
