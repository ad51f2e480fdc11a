import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

export interface WorkspaceRow {
  id: string
  slug: string
  name: string
  denial_text: string | null
  created_at: Date
}

export async function getWorkspace(db: Executor, workspaceId: string): Promise<WorkspaceRow> {
  const row = await db
    .selectFrom('workspace')
    .select(['id', 'slug', 'name', 'denial_text', 'created_at'])
    .where('id', '=', workspaceId)
    .executeTakeFirst()
  if (!row) throw new Failure('workspace.not_found')
  return row
}

/**
 * Locks a workspace, so that whatever its owners, members and invitations depend on takes turns. Rows that only point at the workspace
 * can still be written meanwhile.
 */
export async function lockWorkspace(tx: Tx, workspaceId: string): Promise<void> {
  await tx.selectFrom('workspace').select('id').where('id', '=', workspaceId).forNoKeyUpdate().execute()
}

/** Fails: workspace.slug_taken. */
export async function insertWorkspace(tx: Tx, row: Omit<WorkspaceRow, 'denial_text'>): Promise<void> {
  await tx
    .insertInto('workspace')
    .values(row)
    .execute()
    .catch((error: unknown) => {
      if (violates(error, 'workspace_slug_key')) throw new Failure('workspace.slug_taken', { detail: `“${row.slug}” is taken.` })
      throw error
    })
}

/** The slugs in use that begin like this one. */
export async function slugsLike(db: Executor, slug: string): Promise<Set<string>> {
  const rows = await db.selectFrom('workspace').select('slug').where('slug', 'like', `${slug}%`).execute()
  return new Set(rows.map((it) => it.slug))
}

export const findWorkspaceBySlug = (db: Executor, slug: string) =>
  db.selectFrom('workspace').select(['id', 'slug', 'name']).where('slug', '=', slug).executeTakeFirst()

export async function updateWorkspace(
  tx: Tx,
  workspaceId: string,
  change: { name: string; denial_text: string | null },
): Promise<void> {
  await tx.updateTable('workspace').set(change).where('id', '=', workspaceId).execute()
}

/** The membership with which somebody owns a new workspace, or owns one again. */
export async function putOwner(tx: Tx, workspaceId: string, personId: string, now: Date): Promise<void> {
  await tx
    .insertInto('membership')
    .values({ workspace_id: workspaceId, person_id: personId, role: 'owner', status: 'active', joined_at: now })
    .onConflict((it) => it.columns(['workspace_id', 'person_id']).doUpdateSet({ role: 'owner', status: 'active' }))
    .execute()
}

/** From now on the set-up link is worthless: this installation has somebody. */
export async function markSetUp(tx: Tx, now: Date): Promise<void> {
  await tx
    .updateTable('installation')
    .set({ set_up_at: now, setup_token_hash: null })
    .where('id', '=', 1)
    .where('set_up_at', 'is', null)
    .execute()
}
