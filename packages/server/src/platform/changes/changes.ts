import { sql } from 'kysely'
import pg from 'pg'
import type { Db, Executor } from '../db/db.ts'
import type { Log } from '../log.ts'

/** What may change in memory: a topic and the key to load again. */
export const topics = ['workspace', 'member', 'grant', 'upstream', 'signing_key'] as const
export type Topic = (typeof topics)[number]

export interface Change {
  workspaceId: string | null
  topic: Topic
  key: string
}

/** Tells every replica, in the transaction of the change, what to load again. */
export async function announce(tx: Executor, topic: Topic, workspaceId: string | null, key: string): Promise<void> {
  await tx.insertInto('change').values({ workspace_id: workspaceId, topic, key }).execute()
  await sql`select pg_notify('bailiwick_change', '')`.execute(tx)
}

/** A part of the state that is kept in memory: how to build it, and how to bring single keys up to date. */
export interface Memory {
  topics: readonly Topic[]
  loadAll(): Promise<void>
  apply(changes: Change[]): Promise<void>
}

export interface Feed {
  /** Reads what was committed since the last round; rejects when the database does not answer. */
  catchUp(): Promise<void>
  /**
   * Makes sure that memory is at most `maxAgeMs` old, and asks the database when it is older, for at most `waitMs`. Returns the age in
   * milliseconds after that: larger than `maxAgeMs` means that the database did not answer, and what is known is the last good state.
   */
  freshen(maxAgeMs: number, waitMs?: number): Promise<number>
  /** Milliseconds since the last round that reached the database. */
  age(): number
  close(): Promise<void>
}

interface FeedOptions {
  db: Db
  url: string
  log: Log
  memories: readonly Memory[]
  pollEveryMs?: number
}

/**
 * Follows committed changes exactly: a round reads the rows whose transaction was not visible to the round before, so a long
 * transaction that commits late is neither missed nor read twice. NOTIFY is a hint that starts a round; polling is the guarantee.
 */
export async function followChanges({ db, url, log, memories, pollEveryMs = 1_000 }: FeedOptions): Promise<Feed> {
  let mark = await currentSnapshot(db)
  for (const memory of memories) await memory.loadAll()
  let reachedAt = performance.now()
  let round: Promise<void> | undefined
  let again: Promise<void> | undefined
  let closed = false

  async function readRound(): Promise<void> {
    const { rows } = await sql<{ snapshot: string; changes: Change[] }>`
      select pg_current_snapshot()::text as snapshot,
        coalesce((select jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'topic', topic, 'key', key)) from
          (select distinct workspace_id, topic, key from change
            where xid >= pg_snapshot_xmin(${mark}::pg_snapshot) and not pg_visible_in_snapshot(xid, ${mark}::pg_snapshot)) it), '[]') as changes`.execute(
      db,
    )
    const row = rows[0]
    if (!row) return
    for (const memory of memories) {
      const mine = row.changes.filter((it) => memory.topics.includes(it.topic))
      if (mine.length > 0) await memory.apply(mine)
    }
    mark = row.snapshot
    reachedAt = performance.now()
  }

  // A caller that comes during a round may have committed after that round's snapshot, so it waits for the next one.
  function catchUp(): Promise<void> {
    if (!round) {
      round = readRound().finally(() => {
        round = undefined
      })
      return round
    }
    again ??= round
      .catch(() => undefined)
      .then(() => {
        again = undefined
        return catchUp()
      })
    return again
  }

  let askedAt = 0
  async function freshen(maxAgeMs: number, waitMs = 1_000): Promise<number> {
    const now = performance.now()
    if (now - reachedAt <= maxAgeMs) return now - reachedAt
    // While the database is gone, one caller a second waits for it; the others are served at once.
    if (now - askedAt > 1_000) {
      askedAt = now
      await Promise.race([catchUp().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, waitMs).unref())])
    }
    return performance.now() - reachedAt
  }

  const quietly = () =>
    catchUp().catch((error: unknown) => log.warn({ err: error }, 'the change feed could not be read; serving what is in memory'))
  const timer = setInterval(quietly, pollEveryMs)
  const hints = listenForHints(url, quietly, () => closed)
  return {
    catchUp,
    freshen,
    age: () => performance.now() - reachedAt,
    async close() {
      closed = true
      clearInterval(timer)
      await hints.close()
      await (again ?? round)?.catch(() => undefined)
    },
  }
}

async function currentSnapshot(db: Db): Promise<string> {
  const { rows } = await sql<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`.execute(db)
  return rows[0]?.snapshot ?? ''
}

/** Holds one direct connection for LISTEN and opens it again when it breaks. */
function listenForHints(url: string, hint: () => void, closed: () => boolean): { close(): Promise<void> } {
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  function reconnect() {
    if (!closed()) retry = setTimeout(connect, 1_000)
  }
  function connect() {
    const mine = new pg.Client({ connectionString: url, application_name: 'bailiwick-changes', keepAlive: true })
    client = mine
    mine.on('notification', hint)
    mine.on('error', () => undefined) // `end` follows and reconnects
    mine.once('end', reconnect)
    mine.connect().then(
      () => mine.query('listen bailiwick_change').then(hint, () => undefined),
      () => mine.removeAllListeners('end') && reconnect(),
    )
  }
  connect()
  return {
    async close() {
      clearTimeout(retry)
      client?.removeAllListeners('end')
      await client?.end().catch(() => undefined)
    },
  }
}
