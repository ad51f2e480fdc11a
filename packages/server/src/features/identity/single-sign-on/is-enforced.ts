import type { Executor } from '../../../platform/db/db.ts'

/** Whether the identity providers are the only way into a workspace. */
export async function isEnforced(db: Executor, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('workspace_security')
    .select('sso_enforced')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row?.sso_enforced ?? false
}
