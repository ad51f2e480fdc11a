import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

export interface SecurityRow {
  mfa_required: boolean
  ip_allowlist: string[]
}

export async function findSecurity(db: Executor, workspaceId: string): Promise<SecurityRow> {
  const row = await db
    .selectFrom('workspace_security')
    .select(['mfa_required', 'ip_allowlist'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ?? { mfa_required: false, ip_allowlist: [] }
}

/** Keeps what was set and leaves what other parts keep in the same row. */
export async function putSecurityRow(tx: Tx, workspaceId: string, change: Partial<SecurityRow>): Promise<void> {
  await tx
    .insertInto('workspace_security')
    .values({ workspace_id: workspaceId, access_token_max_days: null, ...change })
    .onConflict((it) => it.column('workspace_id').doUpdateSet(change))
    .execute()
}

/** Active people of a workspace, and how many of them have no second factor here. */
export async function countFactors(db: Executor, workspaceId: string): Promise<{ members: number; without: number }> {
  return db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select([
      sql<number>`count(*)`.as('members'),
      sql<number>`count(*) filter (where not exists (select from factor where factor.person_id = person.id))`.as('without'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'active')
    .where('kind', '=', 'human')
    .executeTakeFirstOrThrow()
}

/** Whether an active owner of a workspace has a second factor. */
export async function hasOwnerWithFactor(db: Executor, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .innerJoin('factor', 'factor.person_id', 'membership.person_id')
    .select('factor.id')
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'active')
    .where('role', '=', 'owner')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
