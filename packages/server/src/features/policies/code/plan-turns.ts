import type { Actor } from '../../../platform/actor.ts'
import type { Clock } from '../../../platform/clock.ts'
import { Failure } from '../../../platform/failure.ts'

/** How many plans wait for their turn, and how many one caller may ask for in a minute. */
const most = { waiting: 4, aMinute: 20 }
const minuteMs = 60_000
/** After so many callers the counts begin anew. */
const mostCallers = 10_000

/**
 * Plans are rehearsed in the workspace's turn, like publishing, and whoever may read may plan: without an end to it, a reader who plans
 * in a loop keeps every connection and everybody who publishes waiting. One plan at a time, a few that wait, and so many a minute.
 * Fails: request.too_many.
 */
export function openPlanTurns(clock: Clock): <T>(actor: Actor, plan: () => Promise<T>) => Promise<T> {
  const asked = new Map<string, { since: number; times: number }>()
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function count(actor: Actor): void {
    const key = `${actor.kind} ${actor.id}`
    const now = clock.now().getTime()
    const known = asked.get(key)
    const mine = known && now - known.since < minuteMs ? known : { since: now, times: 0 }
    if (asked.size > mostCallers) asked.clear()
    asked.set(key, mine)
    if (++mine.times > most.aMinute) throw tooMany(Math.ceil((mine.since + minuteMs - now) / 1_000))
  }

  return async (actor, plan) => {
    count(actor)
    if (waiting >= most.waiting) throw tooMany(5)
    waiting++
    const mine = turn.then(plan)
    turn = mine
      .catch(() => undefined)
      .finally(() => {
        waiting--
      })
    return mine
  }
}

const tooMany = (retryAfterSeconds: number): Failure =>
  new Failure('request.too_many', { detail: 'Plans are made one after the other.', more: { retryAfterSeconds } })
