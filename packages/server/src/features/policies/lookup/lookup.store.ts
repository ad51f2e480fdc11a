import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

/** Groups of a workspace among these ids, by id. */
export async function findGroupNames(db: Executor, workspaceId: string, groupIds: string[]): Promise<Map<string, NamedRef>> {
  const rows = await db
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${groupIds})`)
    .orderBy(sql`lower(name)`)
    .execute()
  return new Map(rows.map((it) => [it.id, it]))
}
