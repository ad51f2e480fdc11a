import { defaultSettings, delegablePermissions, Permission, RoleName } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../platform/db/db.ts'
import type { AccessSubject, AccessWorld, CustomRole } from './access.ts'

/** What workspaces say about rights, by workspace id; all of them, or those named. */
export async function loadAccessWorlds(db: Executor, ids?: string[]): Promise<ReadonlyMap<string, AccessWorld>> {
  const rows = await db
    .selectFrom('workspace')
    .select((eb) => [
      'workspace.id',
      eb
        .selectFrom('workspace_setting')
        .select(sql<Record<string, boolean>>`coalesce(jsonb_object_agg(key, value), '{}')`.as('it'))
        .whereRef('workspace_setting.workspace_id', '=', 'workspace.id')
        .$asScalar()
        .$notNull()
        .as('settings'),
      eb
        .selectFrom('custom_role')
        .select(
          sql<{ id: string; name: string; permissions: string[] }[]>`coalesce(
            jsonb_agg(jsonb_build_object('id', id, 'name', name, 'permissions', permissions) order by lower(name)), '[]')`.as(
            'it',
          ),
        )
        .whereRef('custom_role.workspace_id', '=', 'workspace.id')
        .$asScalar()
        .$notNull()
        .as('roles'),
      eb
        .selectFrom('group_role')
        .select(sql<[string, string][]>`coalesce(jsonb_agg(jsonb_build_array(group_id, role_id)), '[]')`.as('it'))
        .whereRef('group_role.workspace_id', '=', 'workspace.id')
        .$asScalar()
        .$notNull()
        .as('given'),
    ])
    .$if(ids !== undefined, (it) => it.where('workspace.id', 'in', ids ?? []))
    .execute()
  return new Map(rows.map((row) => [row.id, toWorld(row)]))
}

function toWorld(row: {
  settings: Record<string, boolean>
  roles: { id: string; name: string; permissions: string[] }[]
  given: [string, string][]
}): AccessWorld {
  const groupRoles = new Map<string, string[]>()
  for (const [groupId, roleId] of row.given) groupRoles.set(groupId, [...(groupRoles.get(groupId) ?? []), roleId])
  return {
    settings: { ...defaultSettings, ...row.settings },
    roles: new Map(row.roles.map((it): [string, CustomRole] => [it.id, { ...it, permissions: delegable(it.permissions) }])),
    groupRoles,
  }
}

/** What a stored role gives: never what is the owners' alone, whatever the row says. */
const delegable = (names: readonly string[]): Set<Permission> =>
  knownPermissions(names).intersection(new Set(delegablePermissions))

/** Stored names as permissions; one that this version does not know grants nothing. */
export const knownPermissions = (names: readonly string[]): Set<Permission> =>
  new Set(names.flatMap((it) => Permission.safeParse(it).data ?? []))

/** What memberships of a workspace say about rights, by person; who is no member is missing. */
export async function loadAccessSubjects(
  db: Executor,
  workspaceId: string,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, AccessSubject>> {
  const rows = await db
    .selectFrom('membership')
    .select((eb) => [
      'person_id',
      'role',
      'status',
      eb
        .selectFrom('group_member')
        .select(sql<string[]>`coalesce(array_agg(group_id), '{}')`.as('ids'))
        .whereRef('group_member.workspace_id', '=', 'membership.workspace_id')
        .whereRef('group_member.person_id', '=', 'membership.person_id')
        .$asScalar()
        .$notNull()
        .as('group_ids'),
      eb
        .selectFrom('member_role')
        .select(sql<string[]>`coalesce(array_agg(role_id), '{}')`.as('ids'))
        .whereRef('member_role.workspace_id', '=', 'membership.workspace_id')
        .whereRef('member_role.person_id', '=', 'membership.person_id')
        .$asScalar()
        .$notNull()
        .as('role_ids'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', sql<string>`any(${personIds})`)
    .execute()
  return new Map(
    rows.map((it) => [
      it.person_id,
      { role: RoleName.parse(it.role), status: it.status, groupIds: new Set(it.group_ids), roleIds: it.role_ids },
    ]),
  )
}
