import { type RawBuilder, sql } from 'kysely'
import type { Executor } from '../../platform/db/db.ts'
import type { Attribute } from './schema.ts'
import { userKind } from './schema.ts'
import type { Column, Columns, Condition } from './where.ts'

const u = (column: string) => sql.ref(`u.${column}`)

const own: Record<string, Column> = {
  id: { expression: u('person_id'), present: true },
  externalId: { expression: u('external_id') },
  userName: { expression: u('user_name'), present: true },
  active: { expression: u('active'), present: true },
  'meta.created': { expression: u('created_at'), present: true },
  'meta.lastModified': { expression: u('updated_at'), present: true },
  'meta.resourceType': { expression: sql`'User'::text`, present: true },
  'meta.version': { expression: sql`'W/"' || u.version || '"'`, present: true },
}

/** The attributes as the directory sent them; a name comes from our schema, never from a request. */
function inAttributes(extension: string | null, attribute: Attribute, sub: Attribute | null): RawBuilder<unknown> {
  const path = [...(extension === null ? [] : [extension]), attribute.name, ...(sub ? [sub.name] : [])]
  return sql`(u.attributes #>> ${path}::text[])`
}

/** Users of a directory, in SQL. */
export const userColumns: Columns = {
  kind: userKind,
  single(extension, attribute, sub) {
    const name = sub ? `${attribute.name}.${sub.name}` : attribute.name
    const column = extension === null ? own[name] : undefined
    if (column) return column
    if (attribute.name === 'meta') return sub === null ? { expression: u('created_at'), present: true } : undefined
    const held = inAttributes(extension, attribute, sub)
    return { expression: (sub ?? attribute).type === 'boolean' ? sql`${held}::boolean` : held }
  },
  some(_extension, attribute) {
    if (attribute.name === 'groups') return groupsOfUser
    return {
      any: (condition: Condition) => sql<boolean>`exists (select from jsonb_array_elements(
        case when jsonb_typeof(u.attributes -> ${attribute.name}) = 'array' then u.attributes -> ${attribute.name} else '[]' end) e
        where ${condition})`,
      part: (part) => {
        const held = sql`(e ->> ${part.name})`
        return { expression: part.type === 'boolean' ? sql`${held}::boolean` : held }
      },
      narrow: (part, text) =>
        attribute.name === 'emails' && part.name === 'value'
          ? sql<boolean>`u.emails @> array[${text.toLowerCase()}]::text[]`
          : undefined,
    }
  },
}

const groupsOfUser = {
  any: (condition: Condition) => sql<boolean>`exists (select from group_member gm
    join directory_group dg on dg.group_id = gm.group_id and dg.directory_id = u.directory_id
    join member_group g on g.id = gm.group_id
    where gm.workspace_id = u.workspace_id and gm.person_id = u.person_id and not gm.carried and ${condition})`,
  part: (part: Attribute): Column | undefined => {
    if (part.name === 'value') return { expression: sql`g.id`, present: true }
    if (part.name === 'display') return { expression: sql`g.name`, present: true }
    if (part.name === 'type') return { expression: sql`'direct'::text`, present: true }
    return undefined
  },
}

/** What an attribute sorts by: of several values the primary one, else the first (RFC 7644 §3.4.2.3). */
export function sortValue(attribute: Attribute, sub: Attribute | null): RawBuilder<unknown> {
  const part = (sub ?? attribute.subAttributes?.find((it) => it.name === 'value'))?.name ?? 'value'
  return sql`(select e ->> ${part} from jsonb_array_elements(
    case when jsonb_typeof(u.attributes -> ${attribute.name}) = 'array' then u.attributes -> ${attribute.name} else '[]' end)
    with ordinality as it (e, n) order by (e ->> 'primary')::boolean desc nulls last, n limit 1)`
}

export interface UserRow {
  person_id: string
  external_id: string | null
  attributes: Record<string, unknown>
  version: number
  created_at: Date
  updated_at: Date
  groups: { value: string; display: string }[] | null
}

export interface Find {
  where: Condition | null
  order: RawBuilder<unknown> | null
  offset: number
  limit: number
}

/** Users of a directory; without an order, in the order of their ids, which is about the order in which they came. */
export async function listUsers(db: Executor, directoryId: string, withGroups: boolean, find: Find): Promise<UserRow[]> {
  const { where, order, offset, limit } = find
  const sorted = sql`order by ${order ? sql`${order}, ` : sql``}u.person_id`
  // The page first: PostgreSQL works out what it selects for the rows before the offset too.
  const { rows } = await sql<UserRow>`select u.person_id, u.external_id, u.attributes, u.version, u.created_at, u.updated_at,
    ${withGroups ? groupsJson : sql`null`} as groups
    from (select * from directory_user u where u.directory_id = ${directoryId} and u.deleted_at is null
      ${where ? sql`and ${where}` : sql``} ${sorted} offset ${offset} limit ${limit}) u ${sorted}`.execute(db)
  return rows
}

const groupsJson = sql`(select jsonb_agg(jsonb_build_object('value', g.id, 'display', g.name) order by g.id)
  from group_member gm join directory_group dg on dg.group_id = gm.group_id and dg.directory_id = u.directory_id
  join member_group g on g.id = gm.group_id
  where gm.workspace_id = u.workspace_id and gm.person_id = u.person_id and not gm.carried)`

export async function countUsers(db: Executor, directoryId: string, where: Condition | null): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from directory_user u
    where u.directory_id = ${directoryId} and u.deleted_at is null ${where ? sql`and ${where}` : sql``}`.execute(db)
  return rows[0]?.n ?? 0
}

export async function findUser(db: Executor, directoryId: string, id: string): Promise<UserRow | undefined> {
  const where = sql<boolean>`u.person_id = ${id}`
  return (await listUsers(db, directoryId, true, { where, order: null, offset: 0, limit: 1 }))[0]
}
