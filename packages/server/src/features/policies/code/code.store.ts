import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { DraftRow } from '../drafts/index.ts'

/** Every policy with its current texts, by name. */
export const readPolicies = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('policy')
    .innerJoin('policy_version', (join) =>
      join.onRef('policy_version.policy_id', '=', 'policy.id').onRef('policy_version.number', '=', 'policy.newest_version'),
    )
    .select(['policy.id', 'policy.name', 'policy.purpose', 'policy.owner', 'policy_version.contents', 'policy_version.defaults'])
    .where('policy.workspace_id', '=', workspaceId)
    .where('policy.deleted_at', 'is', null)
    .orderBy(sql`lower(policy.name)`)
    .execute()

export type NamedPolicy = Awaited<ReturnType<typeof readPolicies>>[number]

export const readGroups = (db: Executor, workspaceId: string) =>
  db.selectFrom('member_group').select(['id', 'name']).where('workspace_id', '=', workspaceId).execute()

/** An earlier draft of a folder that says the same about the same revision and still waits: a pipeline that runs again made it. */
export async function findTwin(tx: Tx, draft: DraftRow): Promise<string | undefined> {
  const row = await tx
    .selectFrom('policy_draft')
    .select('id')
    .where('workspace_id', '=', draft.workspace_id)
    .where('id', '<>', draft.id)
    .where('from_code', '=', true)
    .where('state', 'in', ['open', 'submitted'])
    .where('title', '=', draft.title)
    .where('edit', '=', draft.edit)
    .where(sql<boolean>`base_revision is not distinct from ${draft.base_revision}`)
    .where(sql<boolean>`contents = ${JSON.stringify(draft.contents)}::jsonb`)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row?.id
}

/** Marks a draft as one that a folder made. */
export async function markFromCode(tx: Executor, draftId: string): Promise<void> {
  await tx.updateTable('policy_draft').set({ from_code: true }).where('id', '=', draftId).execute()
}

/** Revisions after the newest one that a folder made, oldest first; nothing while no folder ever made one. */
export async function readDrift(db: Tx | Executor, workspaceId: string) {
  return db
    .selectFrom('revision')
    .leftJoin('person', 'person.id', 'revision.created_by')
    .select(['number', 'cause', 'revision.created_at', 'person.name as by'])
    .where('revision.workspace_id', '=', workspaceId)
    .where(
      'number',
      '>',
      sql<number>`(select max(number) from revision made join policy_draft on policy_draft.id = made.draft_id
        where made.workspace_id = ${workspaceId} and policy_draft.from_code)`,
    )
    .orderBy('number')
    .execute()
}
