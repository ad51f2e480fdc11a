import type { FastifyReply } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { Failure } from '../../../platform/failure.ts'

/** Counts wrong guesses by key within a window. Kept in memory: a guess costs a request, and 40 bits leave room for a few replicas. */
export interface Attempts {
  /** Throws `request.too_many` for a key that has used its guesses up. */
  refuseWhenMany(key: string, reply: FastifyReply): void
  count(key: string): void
}

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
    refuseWhenMany(key, reply) {
      const window = current(key)
      if (!window || window.guesses < max) return
      const seconds = Math.ceil((window.until - clock.now().getTime()) / 1000)
      reply.header('retry-after', String(seconds))
      throw new Failure('request.too_many', { detail: `Too many wrong codes; wait ${Math.ceil(seconds / 60)} minutes.` })
    },
    count(key) {
      if (windows.size > 10_000) windows.clear() // a flood of addresses must not fill the memory
      const window = current(key) ?? { until: clock.now().getTime() + windowMs, guesses: 0 }
      windows.set(key, { ...window, guesses: window.guesses + 1 })
    },
  }
}
