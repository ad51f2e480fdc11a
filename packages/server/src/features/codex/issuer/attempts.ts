import type { FastifyReply } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { Failure } from '../../../platform/failure.ts'

/** Counts wrong guesses by key within a window. Kept in memory: a guess costs a request, and 40 bits leave room for a few replicas. */
export interface Attempts {
  /**
   * Counts a guess before it is tried, so that a hundred at the same moment are not all let through. Throws `request.too_many` for a key
   * that has used its guesses up.
   */
  begin(key: string, reply: FastifyReply): void
  /** Takes back what `begin` counted: it was no guess. */
  forgive(key: string): void
}

/** A flood of addresses must not fill the memory; the oldest leave first. */
const keptKeys = 10_000

/** At most `max` wrong guesses in `windowMs`, counted from the first of them. */
export function countAttempts(clock: Clock, max: number, windowMs: number): Attempts {
  const windows = new Map<string, { until: number; guesses: number }>()
  const current = (key: string) => {
    const window = windows.get(key)
    if (window && window.until > clock.now().getTime()) return window
    windows.delete(key)
    return undefined
  }
  return {
    begin(key, reply) {
      const window = current(key) ?? { until: clock.now().getTime() + windowMs, guesses: 0 }
      if (window.guesses >= max) {
        const seconds = Math.ceil((window.until - clock.now().getTime()) / 1000)
        reply.header('retry-after', String(seconds))
        throw new Failure('request.too_many', { detail: `Too many wrong codes; wait ${Math.ceil(seconds / 60)} minutes.` })
      }
      windows.set(key, { ...window, guesses: window.guesses + 1 })
      if (windows.size > keptKeys) for (const oldest of windows.keys()) return void windows.delete(oldest)
    },
    forgive(key) {
      const window = current(key)
      if (window) windows.set(key, { ...window, guesses: Math.max(0, window.guesses - 1) })
    },
  }
}
