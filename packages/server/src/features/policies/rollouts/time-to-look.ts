import type { Actor } from '../../../platform/actor.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { reached, type Standing } from '../../standing/index.ts'
import { onceMs, requireReleased } from '../brake/index.ts'
import { type Comparison, compare, withRuling } from '../impact/index.ts'
import { findRevisionInForce, findRevisionOnItsWay, readRuling } from '../revisions/index.ts'
import type { RolloutRow } from './rollouts.store.ts'

type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/**
 * Stages keep a large change apart from a sudden one only while there is time to look between them: somebody who goes on at once is held
 * by the mass-change brake like somebody who publishes for everybody. What goes on by itself was judged when the rollout began.
 * Fails: change.held.
 */
export async function requireTimeToLook(app: App, tx: Tx, actor: Actor, row: RolloutRow, released: boolean): Promise<void> {
  if (actor.kind === 'system' || app.clock.now().getTime() - row.stage_started_at.getTime() >= onceMs) return
  await requireReleased(app, tx, actor, {
    comparison: await foreseeNextStage(app, tx, row),
    operation: {
      kind: 'rollout.advanced',
      input: { rolloutId: row.id, expectedStage: row.stage },
      what: `moves the rollout of “${row.title}” on to its next stage`,
    },
    released,
    addsUp: true,
  })
}

/** Whom the next stage reaches, or, after the last one, everybody else. What is in force is read from SQL, as publishing does. */
export async function foreseeNextStage({ clock, standing }: App, db: Executor, row: RolloutRow): Promise<Comparison> {
  const { workspace_id: workspaceId, stages, stage } = row
  const known = standing.workspace(workspaceId)
  if (!known) throw new Failure('workspace.not_found')
  const ruling = await readRuling(db, await findRevisionOnItsWay(db, workspaceId))
  const inForce = withRuling(known, await readRuling(db, await findRevisionInForce(db, workspaceId)))
  const at = (index: number) => ({ ...inForce, rollout: { id: row.id, ...reached(stages, index), ruling } })
  const then = stage + 1 < stages.length ? at(stage + 1) : withRuling(inForce, ruling)
  return compare({ clock, standing: { ...standing, workspace: () => at(stage) } }, workspaceId, { workspace: then })
}
