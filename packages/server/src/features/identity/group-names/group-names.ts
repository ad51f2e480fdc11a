import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

/** Groups by id, in order of name. */
export type GroupNames = ReadonlyMap<string, NamedRef>

/** Of these ids, the groups that the workspace has. */
export async function findGroupNames(db: Executor, workspaceId: string, groupIds: readonly string[]): Promise<GroupNames> {
  if (groupIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${groupIds})`)
    .orderBy(sql`lower(name)`)
    .execute()
  return new Map(rows.map((it) => [it.id, it]))
}

/** The group, or words for one that is gone. */
export const groupNamed = (names: GroupNames, id: string): NamedRef => names.get(id) ?? { id, name: 'a deleted group' }
