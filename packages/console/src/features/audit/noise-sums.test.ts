import { expect, test } from 'vitest'
import { byDay, byKind } from './noise-sums.ts'

const counts = [
  { day: '2026-03-01', label: 'Calls without a sign-in', count: 4 },
  { day: '2026-03-01', label: 'Sign-ins as nobody known', count: 2 },
  { day: '2026-03-03', label: 'Sign-ins as nobody known', count: 5 },
]

test('thirty days in order, quiet ones with nought', () => {
  const days = byDay(counts, new Date('2026-03-03T23:30:00Z'))
  expect(days).toHaveLength(30)
  expect(days.slice(-3).map(({ day, count }) => [day, count])).toEqual([
    ['2026-03-01', 6],
    ['2026-03-02', 0],
    ['2026-03-03', 5],
  ])
  expect(days[0]?.day).toBe('2026-02-02')
})

test('kinds are summed, the largest first', () => {
  expect(byKind(counts)).toEqual([
    { label: 'Sign-ins as nobody known', count: 7 },
    { label: 'Calls without a sign-in', count: 4 },
  ])
})
