import type { Db } from '../../../platform/db/db.ts'
import type { Log } from '../../../platform/log.ts'
import { type Counts, type NotedCall, type NotedProblem, type Stretch, writeStretch } from './history.store.ts'

export type Effects = Partial<Omit<Counts, 'calls' | 'errors'>>

/** What directories did, on its way to the database: writing each call by itself would make one row wait for every call. */
export interface SyncHistory {
  note(directoryId: string, call: NotedCall, effects: Effects, problems: NotedProblem[]): void
  /** Writes what waits; whoever reads the history asks for it first. */
  flush(): Promise<void>
  close(): Promise<void>
}

const apartMs = 10 * 60_000

/** How many problems wait at most between two writes; a sync that fails altogether need not tell it a thousand times. */
const waitingProblems = 200

const none: Counts = {
  calls: 0,
  created: 0,
  updated: 0,
  deactivated: 0,
  reactivated: 0,
  groups: 0,
  membersAdded: 0,
  membersRemoved: 0,
  warnings: 0,
  errors: 0,
}

export function openSyncHistory(db: Db, log: Log): SyncHistory {
  let waiting = new Map<string, Stretch[]>()
  let writing = Promise.resolve()

  function note(directoryId: string, call: NotedCall, effects: Effects, problems: NotedProblem[]): void {
    const stretches = waiting.get(directoryId) ?? []
    waiting.set(directoryId, stretches)
    let last = stretches.at(-1)
    if (!last || call.at.getTime() - last.lastAt.getTime() >= apartMs) {
      last = { startedAt: call.at, lastAt: call.at, counts: { ...none }, problems: [], lastCall: call }
      stretches.push(last)
    }
    last.lastAt = call.at
    last.lastCall = call
    last.counts.calls++
    for (const [key, n] of Object.entries(effects)) last.counts[key as keyof Effects] += n ?? 0 // the keys of Effects
    last.counts.errors += problems.filter((it) => it.severity === 'error').length
    if (last.problems.length < waitingProblems) last.problems.push(...problems)
  }

  async function write(): Promise<void> {
    const taken = waiting
    waiting = new Map()
    for (const [directoryId, stretches] of taken) {
      for (const stretch of stretches) {
        await writeStretch(db, directoryId, stretch).catch((error: unknown) =>
          log.warn({ err: error }, 'the history of a directory could not be written; its counts miss some calls'),
        )
      }
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  const timer = setInterval(() => void (waiting.size > 0 && flush()), 500).unref()
  return {
    note,
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
