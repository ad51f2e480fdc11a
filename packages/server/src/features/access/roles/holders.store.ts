import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

interface HolderRow {
  id: string
  name: string
  email: string
  kind: 'human' | 'service_account'
  status: 'active' | 'deactivated'
  direct: boolean
  groups: NamedRef[]
  sort_name: string
}

/** Who has a custom role, in order of name; `after` is the [lower(name), id] of the last one seen. */
export async function listRoleHolders(
  db: Executor,
  workspaceId: string,
  roleId: string,
  find: { search?: string; after?: string[]; limit: number },
): Promise<HolderRow[]> {
  let query = db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select((eb) => [
      'person.id',
      'person.name',
      'person.email',
      'person.kind',
      'membership.status',
      sql<string>`lower(person.name)`.as('sort_name'),
      eb
        .exists(
          eb
            .selectFrom('member_role')
            .select('role_id')
            .where('role_id', '=', roleId)
            .whereRef('member_role.workspace_id', '=', 'membership.workspace_id')
            .whereRef('member_role.person_id', '=', 'membership.person_id'),
        )
        .$castTo<boolean>()
        .as('direct'),
      eb
        .selectFrom('group_role')
        .innerJoin('group_member', 'group_member.group_id', 'group_role.group_id')
        .innerJoin('member_group', 'member_group.id', 'group_role.group_id')
        .select(
          sql<NamedRef[]>`coalesce(jsonb_agg(jsonb_build_object('id', member_group.id, 'name', member_group.name)
            order by lower(member_group.name)), '[]')`.as('groups'),
        )
        .where('group_role.role_id', '=', roleId)
        .whereRef('group_member.person_id', '=', 'membership.person_id')
        .$asScalar()
        .$notNull()
        .as('groups'),
    ])
    .where('membership.workspace_id', '=', workspaceId)
    .where(sql<boolean>`membership.person_id in (
      select person_id from member_role where role_id = ${roleId}
      union
      select group_member.person_id from group_role join group_member on group_member.group_id = group_role.group_id
        where group_role.role_id = ${roleId})`)
    .orderBy(sql`lower(person.name)`)
    .orderBy('person.id')
    .limit(find.limit + 1)
  if (find.search) {
    const like = `%${find.search.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) => eb.or([eb('person.name', 'ilike', like), eb('person.email', 'ilike', like)]))
  }
  if (find.after) query = query.where(sql<boolean>`(lower(person.name), person.id) > (${find.after[0]}, ${find.after[1]})`)
  return query.execute()
}
