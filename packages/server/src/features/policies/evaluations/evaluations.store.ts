import { sql } from 'kysely'
import type { Db, Executor, Tx } from '../../../platform/db/db.ts'
import type { ObservedCandidate } from '../../../platform/db/schema.ts'

const selectEvaluations = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('policy_evaluation')
    .leftJoin('person', 'person.id', 'policy_evaluation.started_by')
    .select([
      'policy_evaluation.id',
      'draft_id',
      'title',
      'group_ids',
      'started_at',
      'started_by',
      'person.name as started_by_name',
      'person.email as started_by_email',
      'ends_at',
      'ended_at',
      'calls',
    ])
    .where('policy_evaluation.workspace_id', '=', workspaceId)

export type EvaluationRow = Awaited<ReturnType<typeof listEvaluations>>[number]

/** Runs, newest first; nobody keeps more than a few. */
export const listEvaluations = (db: Executor, workspaceId: string) =>
  selectEvaluations(db, workspaceId).orderBy('started_at', 'desc').orderBy('policy_evaluation.id', 'desc').limit(200).execute()

export const findEvaluation = (db: Executor, workspaceId: string, id: string) =>
  selectEvaluations(db, workspaceId).where('policy_evaluation.id', '=', id).executeTakeFirst()

export interface NewEvaluation {
  id: string
  workspaceId: string
  draftId: string
  title: string
  candidate: ObservedCandidate
  groupIds: string[]
  startedBy: string | null
  startedAt: Date
  endsAt: Date
}

export async function insertEvaluation(tx: Tx, it: NewEvaluation): Promise<void> {
  await tx
    .insertInto('policy_evaluation')
    .values({
      id: it.id,
      workspace_id: it.workspaceId,
      draft_id: it.draftId,
      title: it.title,
      candidate: JSON.stringify(it.candidate),
      group_ids: it.groupIds,
      started_by: it.startedBy,
      started_at: it.startedAt,
      ends_at: it.endsAt,
    })
    .execute()
}

/** Ends a run; false when it is unknown or had ended before. */
export async function endEvaluation(tx: Tx, workspaceId: string, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('policy_evaluation')
    .set({ ended_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Runs of a workspace that look at its calls now. */
export const listRunning = (tx: Tx, workspaceId: string, now: Date) =>
  tx
    .selectFrom('policy_evaluation')
    .select(['id', 'draft_id', 'group_ids', 'candidate'])
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now)
    .execute()

/** Runs that nobody ended; all of them, or those named. */
export const loadRuns = (db: Executor, ids?: string[]) =>
  db
    .selectFrom('policy_evaluation')
    .select(['id', 'workspace_id', 'group_ids', 'ends_at', 'candidate'])
    .where('ended_at', 'is', null)
    .$if(ids !== undefined, (it) => it.where('id', 'in', ids ?? []))
    .execute()

/** What was counted since the last write. */
export interface Counted {
  evaluationId: string
  personId: string
  kind: string
  key: string
  inForce: string
  inDraft: string
  count: number
  at: Date
}

/** Adds counts to those that stand; both numbers in one transaction, so that they fit together. */
export async function addCounts(db: Db, counts: Counted[], calls: Map<string, number>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const [id, more] of [...calls].sort()) {
      await tx
        .updateTable('policy_evaluation')
        .set((eb) => ({ calls: eb('calls', '+', more) }))
        .where('id', '=', id)
        .execute()
    }
    for (const it of counts) {
      await tx
        .insertInto('policy_evaluation_count')
        .values({
          evaluation_id: it.evaluationId,
          person_id: it.personId,
          kind: it.kind,
          key: it.key,
          verdict_now: it.inForce,
          verdict_then: it.inDraft,
          count: it.count,
          last_at: it.at,
        })
        .onConflict((row) =>
          row.columns(['evaluation_id', 'person_id', 'kind', 'key', 'verdict_now', 'verdict_then']).doUpdateSet((eb) => ({
            count: eb('policy_evaluation_count.count', '+', it.count),
            last_at: sql<Date>`greatest(policy_evaluation_count.last_at, ${it.at}::timestamptz)`,
          })),
        )
        .execute()
    }
  })
}

/** Counts of these runs over all people, the most frequent first. */
export const readCounts = (db: Executor, ids: string[]) =>
  db
    .selectFrom('policy_evaluation_count')
    .select(['evaluation_id', 'kind', 'key', 'verdict_now', 'verdict_then'])
    .select(({ fn }) => [
      fn.sum<number>('count').as('count'),
      fn.count<number>('person_id').distinct().as('people'),
      fn.max('last_at').as('last_at'),
    ])
    .where('evaluation_id', '=', sql<string>`any(${ids})`)
    .groupBy(['evaluation_id', 'kind', 'key', 'verdict_now', 'verdict_then'])
    .orderBy('count', 'desc')
    .execute()

export const countPeople = (db: Executor, ids: string[]) =>
  db
    .selectFrom('policy_evaluation_count')
    .select('evaluation_id')
    .select(({ fn }) => fn.count<number>('person_id').distinct().as('people'))
    .where('evaluation_id', '=', sql<string>`any(${ids})`)
    .groupBy('evaluation_id')
    .execute()
