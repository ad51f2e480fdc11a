import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

export type GroupNames = ReadonlyMap<string, NamedRef>

/** Groups of a workspace among these ids. */
export async function findGroupNames(db: Executor, workspaceId: string, groupIds: string[]): Promise<GroupNames> {
  if (groupIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${groupIds})`)
    .execute()
  return new Map(rows.map((it) => [it.id, it]))
}
