interface Counted {
  /** UTC */
  day: string
  label: string
  count: number
}

const dayMs = 86_400_000
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** The last thirty days in order, quiet ones with nought, so that a course is seen and not only its peaks. */
export function byDay(counts: Counted[], now: Date): { day: string; label: string; count: number }[] {
  const sums = new Map<string, number>()
  for (const { day, count } of counts) sums.set(day, (sums.get(day) ?? 0) + count)
  return Array.from({ length: 30 }, (_, back) => {
    const date = new Date(now.getTime() - (29 - back) * dayMs)
    const day = date.toISOString().slice(0, 10)
    return { day, label: short.format(date), count: sums.get(day) ?? 0 }
  })
}

/** The sum of each kind, the largest first. */
export function byKind(counts: Counted[]): { label: string; count: number }[] {
  const sums = new Map<string, number>()
  for (const { label, count } of counts) sums.set(label, (sums.get(label) ?? 0) + count)
  return [...sums].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count)
}
