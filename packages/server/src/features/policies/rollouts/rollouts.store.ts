import type { Stage } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { findGroupNames, groupNamed } from '../../identity/group-names/index.ts'
import type { Sight } from './sight.ts'

const selectRollouts = (db: Executor) =>
  db
    .selectFrom('policy_rollout')
    .innerJoin('policy_draft', 'policy_draft.id', 'policy_rollout.draft_id')
    .innerJoin('revision', 'revision.id', 'policy_rollout.revision_id')
    .leftJoin('revision as previous', 'previous.id', 'policy_rollout.previous_revision_id')
    .leftJoin('person', 'person.id', 'policy_rollout.started_by')
    .selectAll('policy_rollout')
    .select(['policy_draft.title', 'revision.number as revision_number', 'previous.number as previous_number'])
    .select(['person.name as started_by_name', 'person.email as started_by_email'])

export type RolloutRow = Awaited<ReturnType<ReturnType<typeof selectRollouts>['execute']>>[number]

/** Rollouts of a workspace, newest first; `after` is the [started_at, id] of the last one seen. */
export const listRollouts = (db: Executor, workspaceId: string, find: { after?: string[]; limit: number }) =>
  selectRollouts(db)
    .where('policy_rollout.workspace_id', '=', workspaceId)
    .orderBy('policy_rollout.started_at', 'desc')
    .orderBy('policy_rollout.id', 'desc')
    .limit(find.limit + 1)
    .$if(find.after !== undefined, (it) =>
      it.where(
        sql<boolean>`(policy_rollout.started_at, policy_rollout.id) < (${find.after?.[0]}::timestamptz, ${find.after?.[1]})`,
      ),
    )
    .execute()

/** Fails: rollout.not_found. */
export async function getRollout(db: Executor, workspaceId: string, id: string): Promise<RolloutRow> {
  const row = await selectRollouts(db)
    .where('policy_rollout.workspace_id', '=', workspaceId)
    .where('policy_rollout.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Failure('rollout.not_found')
  return row
}

/** Every rollout that runs, of every workspace. */
export const listRunning = (db: Executor): Promise<RolloutRow[]> =>
  selectRollouts(db).where('policy_rollout.state', '=', 'running').execute()

export const insertRollout = (
  tx: Tx,
  row: {
    id: string
    workspace_id: string
    draft_id: string
    revision_id: string
    previous_revision_id: string | null
    stages: Stage[]
    started_by: string | null
    at: Date
  },
) => {
  const { at, stages, ...rest } = row
  const times = { started_at: at, stage_started_at: at }
  return tx
    .insertInto('policy_rollout')
    .values({ ...rest, ...times, stages: JSON.stringify(stages), stage: 0, state: 'running' })
    .execute()
}

export const moveToStage = (tx: Tx, id: string, stage: number, at: Date) =>
  tx
    .updateTable('policy_rollout')
    .set({ stage, stage_started_at: at, state: 'running', halted_because: null })
    .where('id', '=', id)
    .execute()

export const markHalted = (tx: Tx, id: string, because: string) =>
  tx.updateTable('policy_rollout').set({ state: 'halted', halted_because: because }).where('id', '=', id).execute()

/** Ends a rollout, and brings its draft to where that leaves it: published, or open again to be corrected. */
export async function endRollout(
  tx: Tx,
  row: RolloutRow,
  state: 'completed' | 'rolled_back',
  at: Date,
  sight: Sight,
): Promise<void> {
  await tx
    .updateTable('policy_rollout')
    .set({ state, ended_at: at, last_sight: JSON.stringify(sight) })
    .where('id', '=', row.id)
    .execute()
  await tx
    .updateTable('policy_draft')
    .set(
      state === 'completed'
        ? { state: 'published', published_revision: row.revision_number, updated_at: at }
        : { state: 'open', stages: null, updated_at: at },
    )
    .where('id', '=', row.draft_id)
    .execute()
}

/** Names of the groups of a workspace that stages name, by id. */
export async function nameGroups(
  db: Executor,
  workspaceId: string,
  stages: Stage[],
): Promise<(id: string) => { id: string; name: string }> {
  const ids = stages.flatMap((it) => it.groupIds)
  const names = await findGroupNames(db, workspaceId, ids)
  return (id) => groupNamed(names, id)
}
