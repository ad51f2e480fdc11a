import type { ErrorCode, NoiseKind } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Actor } from '../actor.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import type { Log } from '../log.ts'
import { record } from './record.ts'

/** What somebody known was refused. */
export interface Refusal {
  code: ErrorCode
  /** `DELETE /api/v1/workspaces/:workspaceId/groups/:groupId`: the route, not the address that was called. */
  route: string
  summary: string
  permission: string | null
}

/**
 * What is noted beside the work: refusals of known actors as facts, calls by nobody known as counts. Nothing here delays an answer or
 * fails it, and a loop of refused calls cannot fill the log.
 */
export interface Evidence {
  /** A fact `access.refused`, once per actor, route and permission in ten minutes (and process). */
  refused(actor: Actor, refusal: Refusal): void
  /** Counts one call by the hour, without where it came from. */
  count(kind: NoiseKind): void
  /** Writes what waits. */
  flush(): Promise<void>
  close(): Promise<void>
}

const quietMs = 10 * 60_000
/** Known refusals that are remembered, and facts that may wait; beyond, they are counted. */
const mostRemembered = 20_000
const mostWaiting = 500

export function openEvidence({ db, clock, log }: { db: Db; clock: Clock; log: Log }, everyMs = 10_000): Evidence {
  const quietUntil = new Map<string, number>()
  let counts = new Map<string, { hour: Date; kind: NoiseKind; count: number }>()
  let waiting: { actor: Actor; refusal: Refusal; at: Date }[] = []
  let writing: Promise<void> = Promise.resolve()

  function count(kind: NoiseKind, by = 1): void {
    const hour = new Date(Math.floor(clock.now().getTime() / 3_600_000) * 3_600_000)
    const key = `${hour.getTime()} ${kind}`
    counts.set(key, { hour, kind, count: (counts.get(key)?.count ?? 0) + by })
  }

  function isNews(key: string): boolean {
    const now = clock.now().getTime()
    if ((quietUntil.get(key) ?? 0) > now) return false
    quietUntil.delete(key)
    quietUntil.set(key, now + quietMs)
    if (quietUntil.size > mostRemembered) for (const oldest of quietUntil.keys()) return quietUntil.delete(oldest)
    return true
  }

  async function writeRefusals(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { actor, refusal, at } = next
      const { route, summary, ...detail } = refusal
      const subject = { type: 'route', id: route, name: summary }
      try {
        await db
          .transaction()
          .execute((tx) => record(tx, { now: () => at }, actor, { kind: 'access.refused', subject, detail: { ...detail } }))
      } catch (error) {
        count('refusals_not_written', 1 + waiting.length)
        waiting = []
        log.warn({ err: error }, 'refusals could not be written to the audit log; they are counted')
      }
    }
  }

  async function writeCounts(): Promise<void> {
    const rows = [...counts.values()]
    if (rows.length === 0) return
    counts = new Map()
    try {
      await db
        .insertInto('noise_count')
        .values(rows)
        .onConflict((it) => it.columns(['hour', 'kind']).doUpdateSet({ count: sql<number>`noise_count.count + excluded.count` }))
        .execute()
    } catch (error) {
      for (const row of rows) {
        const key = `${row.hour.getTime()} ${row.kind}`
        counts.set(key, { ...row, count: row.count + (counts.get(key)?.count ?? 0) })
      }
      log.warn({ err: error }, 'counts of unknown callers could not be written; trying again')
    }
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    writing = writing.then(work)
    return writing
  }
  const flush = () => inTurn(() => writeRefusals().then(writeCounts))
  const timer = setInterval(() => void flush(), everyMs)
  timer.unref()

  return {
    count,
    refused(actor, refusal) {
      const key = JSON.stringify([actor.workspaceId, actor.kind, actor.id, refusal.route, refusal.permission ?? refusal.code])
      if (!isNews(key)) return
      if (waiting.length >= mostWaiting) return count('refusals_not_written')
      waiting.push({ actor, refusal, at: clock.now() })
      if (waiting.length === 1) setImmediate(() => void inTurn(writeRefusals))
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
