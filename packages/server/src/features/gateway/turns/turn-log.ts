import type { Db } from '../../../platform/db/db.ts'
import type { Log } from '../../../platform/log.ts'
import { insertTurns, type TurnRow } from './turns.store.ts'

/** Limits of what waits in memory: rows to a statement, rows in all (older ones go first), milliseconds between two writes. */
const turnLogLimits = { batch: 200, waiting: 20_000, everyMs: 500 }

/** Turn records on their way to the database, off the path of the calls that they tell of. */
export interface TurnLog {
  add(row: TurnRow): void
  /** Writes what waits; resolves when it is written or the database is away. */
  flush(): Promise<void>
  /** Rows that are not written yet. */
  waiting(): number
  /** Writes what waits, once, and stops. */
  close(): Promise<void>
}

/** Whether PostgreSQL refuses a value (SQLSTATE classes 22 and 23); anything else passes with time. */
const isRefusedRow = (error: unknown): boolean => error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))

/** Opens the log. While the database is away rows wait, up to the limit; what falls over the edge is counted and said. */
export function openTurnLog(db: Db, log: Log, limits = turnLogLimits): TurnLog {
  let queue: TurnRow[] = []
  let lost = 0
  let running: Promise<void> | undefined
  const timer = setInterval(() => void flush(), limits.everyMs)
  timer.unref()

  async function writeAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, limits.batch)
      try {
        await insertTurns(db, batch)
      } catch (error) {
        if (!isRefusedRow(error)) {
          log.warn({ err: error, waiting: queue.length }, 'turn records wait for the database')
          return
        }
        await oneByOne(batch)
      }
      // Rows may have fallen off the front meanwhile, so the written ones are looked up, not counted.
      const written = new Set(batch)
      queue = queue.filter((it) => !written.has(it))
    }
    if (lost > 0) log.error({ lost }, 'turn records were dropped: the database was away for too long')
    lost = 0
  }

  /** One bad row must not hold back its neighbours. */
  async function oneByOne(batch: TurnRow[]): Promise<void> {
    for (const row of batch) {
      await insertTurns(db, [row]).catch((error: unknown) => log.error({ err: error, turn: row.id }, 'a turn record was refused'))
    }
  }

  function flush(): Promise<void> {
    running ??= writeAll().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    add(row) {
      queue.push(row)
      if (queue.length > limits.waiting) {
        queue.shift()
        lost++
      }
      if (queue.length === limits.batch) void flush()
    },
    flush,
    waiting: () => queue.length,
    async close() {
      clearInterval(timer)
      await running
      await flush()
    },
  }
}
