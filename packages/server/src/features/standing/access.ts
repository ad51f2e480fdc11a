import {
  builtInRoles,
  defaultSettings,
  impliedPermissions,
  type Permission,
  permissionNames,
  type RoleName,
  permissions as registry,
  type SettingKey,
} from '@bailiwick/contracts'

/** A custom role: a named bundle of permissions (RB-03). */
export interface CustomRole {
  id: string
  name: string
  permissions: ReadonlySet<Permission>
}

/** What a workspace says about rights. */
export interface AccessWorld {
  settings: Readonly<Record<SettingKey, boolean>>
  roles: ReadonlyMap<string, CustomRole>
  /** Custom roles that a group gives to its members, by group id. */
  groupRoles: ReadonlyMap<string, readonly string[]>
}

/** What a membership says about rights. */
export interface AccessSubject {
  role: RoleName
  status: 'active' | 'deactivated'
  groupIds: ReadonlySet<string>
  /** Custom roles that were given directly (RB-11). */
  roleIds: readonly string[]
}

/** What a workspace says where nobody has changed anything. */
export const unchangedWorld: AccessWorld = { settings: defaultSettings, roles: new Map(), groupRoles: new Map() }

/** The toggle behind each use permission: what the default role has (RB-02). */
const toggleOf = {
  'codex.local': 'codex_local_by_default',
  'codex.device_code': 'device_code',
  'access_token.create': 'access_tokens',
  'codex.administer': 'administer_codex',
} as const satisfies Partial<Record<Permission, SettingKey>>

type UsePermission = keyof typeof toggleOf
const isUse = (permission: Permission): permission is UsePermission => Object.hasOwn(toggleOf, permission)

/** The toggle that gives a permission to the default role; none for what the default role never has. */
export const toggleFor = (permission: Permission): SettingKey | undefined =>
  isUse(permission) ? toggleOf[permission] : undefined

/** One way by which somebody has a permission. `by` is the permission that brings it: itself, or one that implies it. */
export type Source =
  | { kind: 'built_in'; role: RoleName; by: Permission }
  | { kind: 'custom_role'; roleId: string; groupId: string | null; by: Permission }
  | { kind: 'default_role'; setting: SettingKey; by: Permission }

/** What stands in the way of a permission. */
export type Obstacle =
  | { kind: 'not_member' }
  | { kind: 'deactivated' }
  /** The product is off for everyone, whatever a role says. */
  | { kind: 'off_for_everyone'; setting: SettingKey }
  /** Has no custom role, and the toggle behind the default role is off. */
  | { kind: 'default_role_lacks'; setting: SettingKey }
  /** Has custom roles, and none of them holds it; what the default role has does not count then. */
  | { kind: 'custom_roles_lack'; roleIds: string[] }
  | { kind: 'not_given' }

/** A decision with everything that it rests on. Allowed exactly when nothing stands in the way. */
export interface AccessDecision {
  permission: Permission
  allowed: boolean
  sources: Source[]
  obstacle: Obstacle | null
}

/** The permissions that bring one: itself first. */
const bringing = new Map<Permission, Permission[]>(
  permissionNames.map((wanted) => [
    wanted,
    [wanted, ...permissionNames.filter((it) => impliedPermissions[it]?.includes(wanted) ?? false)],
  ]),
)

/** Every way by which a subject holds a custom role: through each group, and directly. */
function* heldRoles(world: AccessWorld, subject: AccessSubject): Generator<{ role: CustomRole; groupId: string | null }> {
  for (const groupId of subject.groupIds) {
    for (const roleId of world.groupRoles.get(groupId) ?? []) {
      const role = world.roles.get(roleId)
      if (role) yield { role, groupId }
    }
  }
  for (const roleId of subject.roleIds) {
    const role = world.roles.get(roleId)
    if (role) yield { role, groupId: null }
  }
}

/**
 * Whether somebody has a permission, and through what (RB-02, RB-04, RB-09, RB-10). Deny by default. The built-in role administers. Custom
 * roles, through groups and direct, add up: the most permissive wins. The default role, which is the workspace's toggles, counts for those
 * who have no custom role. Codex Local off is off for everyone (WS-03).
 */
export function decideAccess(
  world: AccessWorld | undefined,
  subject: AccessSubject | undefined,
  permission: Permission,
): AccessDecision {
  const refuse = (obstacle: Obstacle, sources: Source[] = []): AccessDecision => ({
    permission,
    allowed: false,
    sources,
    obstacle,
  })
  if (!world || !subject) return refuse({ kind: 'not_member' })
  if (subject.status !== 'active') return refuse({ kind: 'deactivated' })

  const sources: Source[] = []
  const wanted = bringing.get(permission) ?? [permission]
  if (builtInRoles[subject.role].permissions.includes(permission)) {
    sources.push({ kind: 'built_in', role: subject.role, by: permission })
  }
  const held: string[] = []
  for (const { role, groupId } of heldRoles(world, subject)) {
    if (!held.includes(role.id)) held.push(role.id)
    const by = wanted.find((it) => role.permissions.has(it))
    if (by) sources.push({ kind: 'custom_role', roleId: role.id, groupId, by })
  }
  if (held.length === 0) {
    for (const by of wanted) {
      if (isUse(by) && world.settings[toggleOf[by]]) sources.push({ kind: 'default_role', setting: toggleOf[by], by })
    }
  }

  if (permission === 'codex.local' && !world.settings.codex_local) {
    return refuse({ kind: 'off_for_everyone', setting: 'codex_local' }, sources)
  }
  if (sources.length > 0) return { permission, allowed: true, sources, obstacle: null }
  if (held.length > 0) return refuse({ kind: 'custom_roles_lack', roleIds: held })
  if (isUse(permission)) return refuse({ kind: 'default_role_lacks', setting: toggleOf[permission] })
  return refuse({ kind: 'not_given' })
}

/** Everything that somebody may; the same decisions, asked for every permission. */
export function permissionsOf(world: AccessWorld | undefined, subject: AccessSubject | undefined): Set<Permission> {
  return new Set(permissionNames.filter((it) => decideAccess(world, subject, it).allowed))
}

/** The custom roles that somebody has, each once. Without any, the default role counts for them. */
export function heldRoleIds(world: AccessWorld, subject: AccessSubject): string[] {
  const ids = new Set<string>()
  for (const { role } of heldRoles(world, subject)) ids.add(role.id)
  return [...ids]
}

/** Every custom role that somebody has, with all the ways by which they have it: groups, and directly. */
export function waysToRoles(
  world: AccessWorld,
  subject: AccessSubject,
): { role: CustomRole; direct: boolean; groupIds: string[] }[] {
  const ways = new Map<string, { role: CustomRole; direct: boolean; groupIds: string[] }>()
  for (const { role, groupId } of heldRoles(world, subject)) {
    const so = ways.get(role.id) ?? { role, direct: false, groupIds: [] }
    if (groupId === null) so.direct = true
    else so.groupIds.push(groupId)
    ways.set(role.id, so)
  }
  return [...ways.values()]
}

/** The permissions that bring one: itself first. */
export const bringersOf = (permission: Permission): readonly Permission[] => bringing.get(permission) ?? [permission]

/** What being in a group gives through its custom roles, with everything that comes with it. */
export function groupGives(world: AccessWorld | undefined, groupId: string): Set<Permission> {
  const given = (world?.groupRoles.get(groupId) ?? []).flatMap((id) => [...(world?.roles.get(id)?.permissions ?? [])])
  return new Set(given.flatMap((it) => [it, ...(impliedPermissions[it] ?? [])]))
}

/** Whether rights to administer are among these, or come with one of them. */
export const administers = (rights: ReadonlySet<Permission> = new Set()): boolean =>
  [...rights].some((it) => registry[it].area !== 'use' || impliedPermissions[it] !== undefined)
