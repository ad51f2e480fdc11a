import { type RawBuilder, sql } from 'kysely'
import type { Executor } from '../../platform/db/db.ts'
import { groupKind } from './schema.ts'
import type { Find } from './users.store.ts'
import type { Column, Columns, Condition } from './where.ts'

const own: Record<string, Column> = {
  id: { expression: sql`dg.group_id`, present: true },
  externalId: { expression: sql`dg.external_id` },
  displayName: { expression: sql`g.name`, present: true },
  'meta.created': { expression: sql`dg.created_at`, present: true },
  'meta.lastModified': { expression: sql`dg.updated_at`, present: true },
  'meta.resourceType': { expression: sql`'Group'::text`, present: true },
  'meta.version': { expression: sql`'W/"' || dg.version || '"'`, present: true },
}

const memberParts: Record<string, Column> = {
  value: { expression: sql`gm.person_id`, present: true },
  display: { expression: sql`mu.display_name`, present: true },
  type: { expression: sql`'User'::text`, present: true },
}

/** Groups of a directory, in SQL. */
export const groupColumns: Columns = {
  kind: groupKind,
  single(_extension, attribute, sub) {
    if (attribute.name === 'meta' && sub === null) return own['meta.created']
    return own[sub ? `${attribute.name}.${sub.name}` : attribute.name]
  },
  some: () => ({
    any: (condition: Condition) => sql<boolean>`exists (select from group_member gm
      join directory_user mu on mu.workspace_id = gm.workspace_id and mu.person_id = gm.person_id and mu.deleted_at is null
        and mu.directory_id = dg.directory_id
      where gm.group_id = dg.group_id and not gm.carried and ${condition})`,
    part: (part) => memberParts[part.name],
  }),
}

export interface GroupRow {
  group_id: string
  name: string
  external_id: string | null
  version: number
  created_at: Date
  updated_at: Date
  /** The members as JSON text: a large group is passed on, not read. Null when they were not asked for. */
  members: string | null
}

/** Groups of a directory; members only when they are shown, because a group may have 100,000. */
export async function listGroups(
  db: Executor,
  directoryId: string,
  baseUrl: string | null,
  { where, order, offset, limit }: Find,
): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`select dg.group_id, g.name, dg.external_id, dg.version, dg.created_at, dg.updated_at,
    ${baseUrl === null ? sql`null::text` : membersJson(baseUrl)} as members
    from directory_group dg join member_group g on g.id = dg.group_id
    where dg.directory_id = ${directoryId} ${where ? sql`and ${where}` : sql``}
    order by ${order ? sql`${order}, ` : sql``}dg.group_id offset ${offset} limit ${limit}`.execute(db)
  return rows
}

const membersJson = (baseUrl: string): RawBuilder<unknown> => sql`(select coalesce(jsonb_agg(jsonb_build_object(
    'value', gm.person_id, 'display', mu.display_name, 'type', 'User', '$ref', ${`${baseUrl}/Users/`}::text || gm.person_id)
    order by gm.person_id), '[]')::text
  from group_member gm join directory_user mu on mu.workspace_id = gm.workspace_id and mu.person_id = gm.person_id
    and mu.deleted_at is null and mu.directory_id = dg.directory_id
  where gm.group_id = dg.group_id and not gm.carried)`

export async function countGroups(db: Executor, directoryId: string, where: Condition | null): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from directory_group dg
    join member_group g on g.id = dg.group_id
    where dg.directory_id = ${directoryId} ${where ? sql`and ${where}` : sql``}`.execute(db)
  return rows[0]?.n ?? 0
}

/** @param baseUrl where members are addressed; null leaves them out */
export async function findGroup(
  db: Executor,
  directoryId: string,
  id: string,
  baseUrl: string | null,
): Promise<GroupRow | undefined> {
  const where = sql<boolean>`dg.group_id = ${id}`
  return (await listGroups(db, directoryId, baseUrl, { where, order: null, offset: 0, limit: 1 }))[0]
}

/** The members of a group as a value filter sees them. */
export async function listMembers(
  db: Executor,
  directoryId: string,
  groupId: string,
): Promise<{ value: string; display: string }[]> {
  const { rows } = await sql<{ value: string; display: string }>`select gm.person_id as value, mu.display_name as display
    from group_member gm join directory_user mu on mu.workspace_id = gm.workspace_id and mu.person_id = gm.person_id
      and mu.deleted_at is null and mu.directory_id = ${directoryId}
    where gm.group_id = ${groupId} and not gm.carried`.execute(db)
  return rows
}
