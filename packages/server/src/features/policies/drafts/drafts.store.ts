import type { DraftContents } from '@bailiwick/contracts'
import { type Selectable, sql, type Updateable } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { DraftBase } from '../../../platform/db/lifecycle-schema.ts'
import type { Database } from '../../../platform/db/schema.ts'
import { Failure } from '../../../platform/failure.ts'

type Table = Database['policy_draft']

export interface DraftRow extends Selectable<Table> {
  created_by_name: string | null
  created_by_email: string | null
  updated_by_name: string | null
  updated_by_email: string | null
}

const selectDrafts = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('policy_draft')
    .leftJoin('person as creator', 'creator.id', 'policy_draft.created_by')
    .leftJoin('person as editor', 'editor.id', 'policy_draft.updated_by')
    .selectAll('policy_draft')
    .select([
      'creator.name as created_by_name',
      'creator.email as created_by_email',
      'editor.name as updated_by_name',
      'editor.email as updated_by_email',
    ])
    .where('policy_draft.workspace_id', '=', workspaceId)

export async function getDraft(db: Executor, workspaceId: string, draftId: string): Promise<DraftRow> {
  const row = await selectDrafts(db, workspaceId).where('policy_draft.id', '=', draftId).executeTakeFirst()
  if (!row) throw new Failure('draft.not_found')
  return row
}

/** Drafts, the newest change first; `after` is the [time, id] of the last one seen. */
export async function listDrafts(
  db: Executor,
  workspaceId: string,
  find: { state?: Table['state']; after?: string[]; limit: number },
): Promise<DraftRow[]> {
  let query = selectDrafts(db, workspaceId)
    .orderBy('policy_draft.updated_at', 'desc')
    .orderBy('policy_draft.id', 'desc')
    .limit(find.limit + 1)
  if (find.state) query = query.where('policy_draft.state', '=', find.state)
  if (find.after)
    query = query.where(
      sql<boolean>`(policy_draft.updated_at, policy_draft.id) < (${find.after[0]}::timestamptz, ${find.after[1]})`,
    )
  return query.execute()
}

export async function insertDraft(
  tx: Tx,
  draft: {
    id: string
    workspaceId: string
    title: string
    reason: string
    baseRevision: number | null
    base: DraftBase
    contents: DraftContents
    restores: number | null
    createdBy: string | null
    at: Date
  },
): Promise<void> {
  await tx
    .insertInto('policy_draft')
    .values({
      id: draft.id,
      workspace_id: draft.workspaceId,
      title: draft.title,
      reason: draft.reason,
      state: 'open',
      edit: 1,
      base_revision: draft.baseRevision,
      base: JSON.stringify(draft.base),
      contents: JSON.stringify(draft.contents),
      restores: draft.restores,
      created_by: draft.createdBy,
      created_at: draft.at,
      updated_by: draft.createdBy,
      updated_at: draft.at,
    })
    .execute()
}

export async function updateDraft(tx: Tx, draftId: string, change: Updateable<Table>): Promise<void> {
  await tx.updateTable('policy_draft').set(change).where('id', '=', draftId).execute()
}

/** Scheduled drafts whose time has come, in every workspace. */
export async function listDue(db: Executor, now: Date): Promise<{ id: string; workspace_id: string }[]> {
  return db
    .selectFrom('policy_draft')
    .select(['id', 'workspace_id'])
    .where('state', '=', 'scheduled')
    .where('publish_at', '<=', now)
    .orderBy('publish_at')
    .limit(100)
    .execute()
}
