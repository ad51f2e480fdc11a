import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const brief = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })

/** Units in seconds, and up to how many of them are said. */
const units = [
  ['minute', 60, 60],
  ['hour', 3_600, 24],
  ['day', 86_400, 60],
  ['month', 2_629_800, 24],
  ['year', 31_557_600, Number.POSITIVE_INFINITY],
] as const

/** A moment as people say it, with the exact time of the reader's zone on hover and focus. `exact` writes it out. */
export function When({ at, exact: written }: { at: string; exact?: boolean }) {
  // The shared tick is up to half a minute old; beside it something that was just done would seem to lie ahead.
  const now = Math.max(useMinute(), Date.now())
  const date = new Date(at)
  const label = exact.format(date)
  if (written) {
    return (
      <time dateTime={at} title={label}>
        {brief.format(date)}
      </time>
    )
  }
  return (
    <Tooltip label={label}>
      <time dateTime={at}>{sayRelative(date.getTime(), now)}</time>
    </Tooltip>
  )
}

/** What is past has passed whole units; what lies ahead is rounded, so that what was made for 14 days ends in 14 days. */
export function sayRelative(at: number, now: number): string {
  const seconds = (at - now) / 1000
  if (Math.abs(seconds) < 60) return seconds > 0 ? 'in a moment' : 'just now'
  for (const [unit, size, most] of units) {
    const amount = seconds > 0 ? Math.max(1, Math.round(seconds / size)) : Math.trunc(seconds / size)
    if (Math.abs(amount) < most) return relative.format(amount, unit)
  }
  return ''
}

// One clock for all: every shown time moves on together, half-minutely.
const listeners = new Set<() => void>()
let tick = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function useMinute(): number {
  return useSyncExternalStore(subscribe, () => tick)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  tick = Date.now()
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const each of listeners) each()
  }, 30_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
