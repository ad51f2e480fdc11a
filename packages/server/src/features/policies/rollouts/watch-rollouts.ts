import { sql } from 'kysely'
import { systemActor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { judge } from './judge.ts'
import { listRunning, type RolloutRow } from './rollouts.store.ts'
import { advanceRollout, haltRollout } from './rollouts.ts'
import { hoursOf, seeRollout } from './sight.ts'

type App = Pick<Platform, 'db' | 'clock' | 'log' | 'feed'> & { standing: Standing }

const everyMs = 30_000

/** Looks after rollouts that run: one replica at a time, every half minute. Closing waits for the round that runs. */
export function watchRollouts(app: App): { close(): Promise<void> } {
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= lookAtRollouts(app)
      .catch((error: unknown) => app.log.warn({ err: error }, 'rollouts could not be looked at; trying again in half a minute'))
      .finally(() => {
        round = undefined
      })
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await round
    },
  }
}

/** One round: halts what has to halt, and lets go on what is due. Everything by the clock and by what was seen until now. */
export async function lookAtRollouts(app: App): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      mine: boolean
    }>`select pg_try_advisory_xact_lock(hashtext('bailiwick.rollouts')) as mine`.execute(tx)
    if (!rows[0]?.mine) return
    await app.feed.catchUp()
    for (const row of await listRunning(tx)) await lookAt(app, row)
  })
}

async function lookAt(app: App, row: RolloutRow): Promise<void> {
  const workspace = app.standing.workspace(row.workspace_id)
  if (!workspace) return
  const now = app.clock.now()
  const actor = systemActor(row.workspace_id)
  const sight = await seeRollout(app, app.db, row)
  const because = judge(sight.onNew, sight.onOld, workspace.controls.haltSilentPercent, hoursOf(row, now))
  const minutes = row.stages[row.stage]?.minutes ?? null
  try {
    if (because !== null) await haltRollout(app, actor, row.id, because, sight)
    else if (minutes !== null && now.getTime() >= row.stage_started_at.getTime() + minutes * 60_000) {
      await advanceRollout(app, actor, row.id, row.stage)
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Somebody decided in this moment; their word counts.
    app.log.info({ rollout: row.id, code: error.code }, 'a rollout was changed while it was looked at')
  }
}
