import { expect, test } from 'vitest'
import { sayRelative } from './time.tsx'

const minute = 60_000
const day = 1_440 * minute

test.each([
  [30_000, 'in a moment'],
  [-30_000, 'just now'],
  [-119_000, '1 minute ago'],
  [90 * minute, 'in 2 hours'],
  [14 * day - 1_000, 'in 14 days'],
  [-day, 'yesterday'],
  [59 * day, 'in 59 days'],
  [60 * day - 1_000, 'in 2 months'],
  [90 * day, 'in 3 months'],
  [365 * day - 1_000, 'in 12 months'],
  [3_650 * day, 'in 10 years'],
  [-400 * day, '13 months ago'],
])('%i ms from now is %s', (away, said) => {
  expect(sayRelative(Date.UTC(2026, 0, 1) + away, Date.UTC(2026, 0, 1))).toBe(said)
})
