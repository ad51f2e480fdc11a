import type { Stage } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { enforceRevision, findRevisionInForce, lockPolicies } from '../revisions/index.ts'
import * as store from './rollouts.store.ts'
import { type Sight, seeRollout } from './sight.ts'
import { stageInWords } from './stage-words.ts'
import { requireTimeToLook } from './time-to-look.ts'

export type RolloutApp = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

interface NewRollout {
  draft: { id: string; title: string }
  /** Written and checked, and not in force. */
  revision: { id: string; number: number }
  stages: Stage[]
}

/**
 * Sends a revision on its way in stages, beginning with the first; the caller holds `lockPolicies` and has made sure that none runs.
 * Returns the rollout's id.
 */
export async function startRollout(tx: Tx, clock: Clock, actor: Actor, next: NewRollout): Promise<string> {
  const { workspaceId } = actor
  const previous = await findRevisionInForce(tx, workspaceId)
  const id = newId('rollout')
  await store.insertRollout(tx, {
    id,
    workspace_id: workspaceId,
    draft_id: next.draft.id,
    revision_id: next.revision.id,
    previous_revision_id: previous?.id ?? null,
    stages: next.stages,
    started_by: actor.personId,
    at: clock.now(),
  })
  const groupName = await store.nameGroups(tx, workspaceId, next.stages)
  await record(tx, clock, actor, {
    kind: 'rollout.started',
    subject: { type: 'rollout', id, name: next.draft.title },
    detail: {
      revision: next.revision.number,
      previousRevision: previous?.number ?? null,
      draftId: next.draft.id,
      stages: next.stages.map((it) => stageInWords(it, groupName)),
    },
  })
  await announce(tx, 'workspace', workspaceId, workspaceId)
  return id
}

/**
 * Goes to the next stage, also of a halted rollout; after the last one the revision is in force for everybody.
 * Fails: rollout.not_found, rollout.ended, rollout.stage_passed, change.held.
 * @param released somebody let it pass the mass-change brake
 */
export async function advanceRollout(
  app: RolloutApp,
  actor: Actor,
  id: string,
  expectedStage: number,
  released = false,
): Promise<store.RolloutRow> {
  return change(app, actor, id, async (tx, row) => {
    if (row.stage !== expectedStage) {
      throw new Failure('rollout.stage_passed', { detail: `It is at stage ${row.stage + 1} of ${row.stages.length}.` })
    }
    await requireTimeToLook(app, tx, actor, row, released)
    const next = row.stages[row.stage + 1]
    if (!next) return complete(app, tx, actor, row)
    const groupName = await store.nameGroups(tx, row.workspace_id, row.stages)
    await store.moveToStage(tx, id, row.stage + 1, app.clock.now())
    await tell(app, tx, actor, row, 'rollout.advanced', {
      before: { stage: row.stage + 1, state: row.state },
      after: { stage: row.stage + 2, reaches: stageInWords(next, groupName) },
    })
  })
}

async function complete(app: RolloutApp, tx: Tx, actor: Actor, row: store.RolloutRow): Promise<void> {
  const sight = await seeRollout(app, tx, row)
  await store.endRollout(tx, row, 'completed', app.clock.now(), sight)
  await enforceRevision(tx, app.clock, actor, row.revision_id)
  await tell(app, tx, actor, row, 'rollout.completed', { revision: row.revision_number, seen: sight })
}

/** Stays at this stage until somebody decides; who is on the new side stays there. Fails: rollout.not_found, rollout.ended. */
export async function haltRollout(
  app: RolloutApp,
  actor: Actor,
  id: string,
  because: string,
  sight?: Sight,
): Promise<store.RolloutRow> {
  return change(app, actor, id, async (tx, row) => {
    if (row.state === 'halted') return
    await store.markHalted(tx, id, because || `${actor.name} halted it.`)
    await tell(app, tx, actor, row, 'rollout.halted', { stage: row.stage + 1, because, ...(sight && { seen: sight }) })
  })
}

/** Everybody gets the previous revision again; the draft is open again. Fails: rollout.not_found, rollout.ended. */
export async function rollBack(app: RolloutApp, actor: Actor, id: string, reason: string): Promise<store.RolloutRow> {
  return change(app, actor, id, async (tx, row) => {
    const sight = await seeRollout(app, tx, row)
    await store.endRollout(tx, row, 'rolled_back', app.clock.now(), sight)
    const { previous_number: previousRevision, revision_number: revision, stage } = row
    await tell(app, tx, actor, row, 'rollout.rolled_back', { reason, revision, previousRevision, stage: stage + 1, seen: sight })
  })
}

/** One change of a rollout that has not ended: changes take turns with everything else that changes policies. */
async function change(
  app: RolloutApp,
  actor: Actor,
  id: string,
  work: (tx: Tx, row: store.RolloutRow) => Promise<void>,
): Promise<store.RolloutRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const row = await store.getRollout(tx, actor.workspaceId, id)
    if (row.ended_at) {
      throw new Failure('rollout.ended', { detail: row.state === 'completed' ? 'It is complete.' : 'It was rolled back.' })
    }
    await work(tx, row)
    await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
    return store.getRollout(tx, actor.workspaceId, id)
  })
}

async function tell(
  app: RolloutApp,
  tx: Tx,
  actor: Actor,
  row: store.RolloutRow,
  kind: 'rollout.advanced' | 'rollout.halted' | 'rollout.completed' | 'rollout.rolled_back',
  detail: Record<string, unknown>,
): Promise<void> {
  await record(tx, app.clock, actor, { kind, subject: { type: 'rollout', id: row.id, name: row.title }, detail })
}
