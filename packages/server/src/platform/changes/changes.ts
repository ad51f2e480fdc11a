import { sql } from 'kysely'
import pg from 'pg'
import type { Db, Executor } from '../db/db.ts'
import type { Log } from '../log.ts'

/** What may change in memory: a topic and the key to load again. */
export const topics = [
  'workspace',
  'member',
  'grant',
  'access_token',
  'upstream',
  'signing_key',
  'enrolment',
  'evaluation',
] as const
export type Topic = (typeof topics)[number]

export interface Change {
  workspaceId: string | null
  topic: Topic
  key: string
}

/** Tells every replica, in the transaction of the change, what to load again. */
export async function announce(tx: Executor, topic: Topic, workspaceId: string | null, key: string): Promise<void> {
  await sql`with told as (insert into change (workspace_id, topic, key) values (${workspaceId}::uuid, ${topic}, ${key}))
    select pg_notify('bailiwick_change', '')`.execute(tx)
}

/** The same for many keys of one topic, in one statement. */
export async function announceMany(tx: Executor, topic: Topic, workspaceId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await sql`with told as (insert into change (workspace_id, topic, key) select ${workspaceId}::uuid, ${topic}, key
    from unnest(${keys}::text[]) key) select pg_notify('bailiwick_change', '')`.execute(tx)
}

/**
 * A part of the state that is kept in memory: how to build it, and how to bring single keys up to date. Both read first and answer what
 * puts it in memory, so that a round that was given up can never put something old over something newer.
 */
export interface Memory {
  topics: readonly Topic[]
  /** Replaces everything: what is not in the database any more leaves memory. */
  loadAll(): Promise<() => void>
  apply(changes: Change[]): Promise<() => void>
}

/** How long a change can be read, in hours. */
const keptHours = 24
/** Who has not read for this long, in hours, may have missed changes that are deleted by now or soon, and reads everything. */
const followedHours = 12

/** How much longer a round may take for each change that it loads, in milliseconds. */
const msPerChange = 0.2

/** Deletes changes that every replica that follows has read. By the database's clock, like the reading. */
export async function forgetOldChanges(db: Db): Promise<void> {
  await sql`delete from change where at < now() - make_interval(hours => ${keptHours})`.execute(db)
}

export interface Feed {
  /** Reads what was committed since the last round; rejects when the database does not answer, or not within two seconds. */
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
  /** How long a round may take before it is given up for another one, on another connection. */
  roundMs?: number
  /** How long who asks waits for a round. */
  waitMs?: number
}

/**
 * Follows committed changes exactly: a round reads the rows whose transaction was not visible to the round before, so a long
 * transaction that commits late is neither missed nor read twice. NOTIFY is a hint that starts a round; polling is the guarantee.
 */
export async function followChanges(options: FeedOptions): Promise<Feed> {
  const { db, url, log, memories, pollEveryMs = 1_000, roundMs = 5_000, waitMs = 2_000 } = options
  let mark = await currentSnapshot(db)
  for (const memory of memories) (await memory.loadAll())()
  let reachedAt = performance.now()
  let round: Promise<void> | undefined
  let again: Promise<void> | undefined
  let closed = false

  async function readRound(): Promise<void> {
    // A connection whose other end is gone without a word answers never; the next round takes another one.
    let givenUp = false
    const giveUp = () => {
      givenUp = true
    }
    const read = async () => {
      const { rows } = await sql<{ snapshot: string; at: string; late: boolean; changes: Change[] }>`
        select pg_current_snapshot()::text as snapshot, now()::text as at,
          now() > ${mark.at}::timestamptz + make_interval(hours => ${followedHours}) as late,
          coalesce((select jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'topic', topic, 'key', key)) from
            (select distinct workspace_id, topic, key from change
              where xid >= pg_snapshot_xmin(${mark.snapshot}::pg_snapshot)
                and not pg_visible_in_snapshot(xid, ${mark.snapshot}::pg_snapshot)) it), '[]') as changes`.execute(db)
      return rows[0]
    }
    const apply = async (row: NonNullable<Awaited<ReturnType<typeof read>>>) => {
      const puts: (() => void)[] = []
      for (const memory of memories) {
        const mine = row.changes.filter((it) => memory.topics.includes(it.topic))
        if (row.late) puts.push(await memory.loadAll())
        else if (mine.length > 0) puts.push(await memory.apply(mine))
      }
      if (givenUp) return
      for (const put of puts) put()
      mark = row
      reachedAt = performance.now()
    }
    const row = await within(roundMs, read())
    // What a directory does to 100,000 people at once is loaded at once, and takes its time.
    if (row) await within(roundMs + row.changes.length * msPerChange, apply(row)).finally(giveUp)
  }

  // A caller that comes during a round may have committed after that round's snapshot, so it waits for the next one.
  function nextRound(): Promise<void> {
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
        return nextRound()
      })
    return again
  }

  const catchUp = () => within(waitMs, nextRound())

  let askedAt = 0
  async function freshen(maxAgeMs: number, patienceMs = 1_000): Promise<number> {
    const now = performance.now()
    if (now - reachedAt <= maxAgeMs) return now - reachedAt
    // While the database is gone, one caller a second waits for it; the others are served at once.
    if (now - askedAt > 1_000) {
      askedAt = now
      await within(patienceMs, nextRound()).catch(() => undefined)
    }
    return performance.now() - reachedAt
  }

  const quietly = () =>
    nextRound().catch((error: unknown) =>
      log.warn({ err: error }, 'the change feed could not be read; serving what is in memory'),
    )
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

/** Where a reader stands: what it could see, and when, by the database's clock (which goes on while a machine sleeps). */
interface Mark {
  snapshot: string
  at: string
}

async function currentSnapshot(db: Db): Promise<Mark> {
  const { rows } = await sql<Mark>`select pg_current_snapshot()::text as snapshot, now()::text as at`.execute(db)
  if (!rows[0]) throw new Error('a query without a table answered no row')
  return rows[0]
}

/** The same promise, for so long; what comes later is heard by nobody. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the change feed had no answer from the database within ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
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
      if (client) await within(1_000, client.end()).catch(() => undefined) // a connection that went silent never says that it ended
    },
  }
}
