import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const brief = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })

const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
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

function sayRelative(at: number, now: number): string {
  const seconds = (at - now) / 1000
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
  }
  return seconds > 0 ? 'in a moment' : 'just now'
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
