import type { Memory } from '../../../platform/changes/changes.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { MemberStanding, WorkspaceStanding } from '../../standing/index.ts'
import { bundleFor } from '../delivery/index.ts'
import { addCounts, type Counted, loadRuns } from './evaluations.store.ts'
import { isHarmless } from './is-harmless.ts'
import { compare, looksAt, type ObservedRun, toRun } from './observed.ts'
import { whatPasses } from './what-passes.ts'

/** A model call that was let through, as the gateway has it. */
export interface ObservedCall {
  workspace: WorkspaceStanding
  member: MemberStanding
  /** Plain JSON, as the client wrote it. */
  body: Buffer
  sandboxMode: string | null
  now: Date
}

/** Observe-only runs: what drafts would have said to what passes. Verdicts are counted; content is not kept. */
export interface Observers {
  /** Looks at a call if a run looks at its member. Returns at once: the work is done later, and never makes a call fail. */
  observe(call: ObservedCall): void
  /** Writes what was counted. */
  flush(): Promise<void>
}

const writeEveryMs = 2_000
/** Calls that wait to be looked at, and their bytes; more are let pass unseen rather than kept in memory. */
const mostWaiting = { calls: 200, bytes: 64 * 1024 * 1024 }
/** Tool calls that are known again; the oldest leave first. */
const mostRemembered = 20_000

/** Runs in memory, by workspace; the change feed's key is the run. */
export function openObservers(
  app: Pick<Platform, 'db' | 'log' | 'config' | 'clock'>,
): Observers & { memory: Memory; close(): Promise<void> } {
  const { db, log } = app
  const { publicUrl } = app.config
  const runs = new Map<string, ObservedRun>()
  const counts = new Map<string, Counted>()
  const calls = new Map<string, number>()
  const seen = new Set<string>()
  const waiting = { calls: 0, bytes: 0 }

  function look({ workspace, member, body, sandboxMode, now }: ObservedCall, looking: ObservedRun[]): void {
    if (!isHarmless(body)) return
    const passing = whatPasses(JSON.parse(body.toString('utf8')), sandboxMode).filter(
      ({ callId }) => callId === null || isNew(`${member.personId}\n${callId}`),
    )
    const inForce = bundleFor(app, workspace, member).bundle
    for (const run of looking) {
      calls.set(run.id, (calls.get(run.id) ?? 0) + 1)
      const inDraft = run.bundleFor(member)
      for (const { kind, question } of passing) {
        const verdicts = compare(question, inForce, inDraft)
        const id = [run.id, member.personId, kind, verdicts.key, verdicts.inForce, verdicts.inDraft].join('\n')
        const known = counts.get(id)
        const count = (known?.count ?? 0) + 1
        counts.set(id, { evaluationId: run.id, personId: member.personId, kind, ...verdicts, count, at: now })
      }
    }
  }

  function isNew(callId: string): boolean {
    if (seen.has(callId)) return false
    seen.add(callId)
    for (const oldest of seen) {
      if (seen.size <= mostRemembered) break
      seen.delete(oldest)
    }
    return true
  }

  async function flush(): Promise<void> {
    if (calls.size === 0) return
    const [written, callsOf] = [[...counts.values()], new Map(calls)]
    counts.clear()
    calls.clear()
    await addCounts(db, written, callsOf)
  }
  const quietly = () => flush().catch((error: unknown) => log.warn({ err: error }, 'observed verdicts could not be written'))
  const timer = setInterval(quietly, writeEveryMs)

  return {
    observe(call) {
      const looking = [...runs.values()].filter(
        (it) => it.workspaceId === call.workspace.id && looksAt(it, call.member, call.now),
      )
      if (looking.length === 0) return
      const { length } = call.body
      if (waiting.calls >= mostWaiting.calls || waiting.bytes + length > mostWaiting.bytes) return
      waiting.calls++
      waiting.bytes += length
      setImmediate(() => {
        waiting.calls--
        waiting.bytes -= length
        try {
          look(call, looking)
        } catch (error) {
          log.debug({ err: error }, 'a model call could not be observed')
        }
      })
    },
    flush,
    async close() {
      clearInterval(timer)
      await quietly()
    },
    memory: {
      topics: ['evaluation'],
      async loadAll() {
        const rows = await loadRuns(db)
        return () => {
          runs.clear()
          for (const row of rows) runs.set(row.id, toRun(publicUrl, row))
        }
      },
      async apply(changes) {
        const ids = [...new Set(changes.map((it) => it.key))]
        const rows = await loadRuns(db, ids)
        return () => {
          for (const id of ids) runs.delete(id)
          for (const row of rows) runs.set(row.id, toRun(publicUrl, row))
        }
      },
    },
  }
}
