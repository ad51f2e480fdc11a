import type { Rollout } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { nameGroups, type RolloutRow } from './rollouts.store.ts'
import type { RolloutApp } from './rollouts.ts'
import { seeRollout } from './sight.ts'

/** A rollout as the API shows it, with what can be seen of both sides now. */
export async function toRollout(app: RolloutApp, db: Executor, actor: Actor, row: RolloutRow): Promise<Rollout> {
  const groupName = await nameGroups(db, row.workspace_id, row.stages)
  const minutes = row.stages[row.stage]?.minutes ?? null
  const due = row.state === 'running' && minutes !== null
  return {
    id: row.id,
    draftId: row.draft_id,
    title: row.title,
    revision: row.revision_number,
    previousRevision: row.previous_number,
    state: row.state,
    stages: row.stages.map((it) => ({ ...it, groups: it.groupIds.map(groupName) })),
    stage: row.stage,
    startedAt: row.started_at.toISOString(),
    stageStartedAt: row.stage_started_at.toISOString(),
    nextStageAt: due ? new Date(row.stage_started_at.getTime() + minutes * 60_000).toISOString() : null,
    endedAt: row.ended_at?.toISOString() ?? null,
    startedBy: row.started_by ? { id: row.started_by, name: row.started_by_name ?? '', email: row.started_by_email ?? '' } : null,
    haltedBecause: row.halted_because,
    ...(await seeRollout(app, db, row)),
    can: canOf(actor, row),
  }
}

function canOf(actor: Actor, { state, ended_at: ended }: RolloutRow): Rollout['can'] {
  if (ended) return { advance: false, halt: false, rollBack: false, why: 'It has ended.' }
  if (!actor.permissions.has('policy.manage')) {
    return { advance: false, halt: false, rollBack: false, why: 'Only who may write policies decides about rollouts.' }
  }
  return { advance: true, halt: state === 'running', rollBack: true, why: null }
}
