import type { accessRoutes } from '@bailiwick/contracts'
import { type Permission, type PermissionHolders, permissionNames, type QueryOf, type RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { byName, firstByName } from '../../policies/impact/index.ts'
import { type AccessDecision, type AccessWorld, decideAccess, type MemberStanding, type Source } from '../../standing/index.ts'
import { type App, namingOf } from './explain.ts'

/**
 * Decisions for everybody, each combination of built-in role, groups that give roles and direct roles once: in a company of 100,000 there
 * are a few hundred.
 */
function decisionsIn(world: AccessWorld): (member: MemberStanding) => { decide(permission: Permission): AccessDecision } {
  const giving = [...world.groupRoles.keys()]
  const known = new Map<string, { decide(permission: Permission): AccessDecision }>()
  return (member) => {
    const groups = giving.filter((it) => member.groupIds.has(it))
    const key = `${member.role} ${member.status} ${groups.join(' ')} ${[...member.roleIds].sort().join(' ')}`
    let decided = known.get(key)
    if (!decided) {
      const made = new Map<Permission, AccessDecision>()
      decided = {
        decide(permission) {
          const decision = made.get(permission) ?? decideAccess(world, member, permission)
          made.set(permission, decision)
          return decision
        },
      }
      known.set(key, decided)
    }
    return decided
  }
}

/** How many active people have each permission, and through what. */
export async function countHolders(app: App, actor: Actor): Promise<PermissionHolders[]> {
  const { world, group } = await namingOf(app, actor.workspaceId)
  const decisionsOf = decisionsIn(world)
  const alike = new Map<ReturnType<typeof decisionsOf>, number>()
  let of = 0
  for (const member of app.standing.members(actor.workspaceId)) {
    if (member.status !== 'active') continue
    of++
    const decided = decisionsOf(member)
    alike.set(decided, (alike.get(decided) ?? 0) + 1)
  }
  return permissionNames.map((permission) => {
    let people = 0
    const [builtIn, roles, groups] = [new Map<RoleName, number>(), new Map<string, number>(), new Map<string, number>()]
    let defaultRole = 0
    for (const [decided, count] of alike) {
      const { allowed, sources } = decided.decide(permission)
      if (!allowed) continue
      people += count
      const once = <K>(counts: Map<K, number>, keys: (source: Source) => K | null) => {
        for (const key of new Set(sources.map(keys))) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + count)
      }
      once(builtIn, (it) => (it.kind === 'built_in' ? it.role : null))
      once(roles, (it) => (it.kind === 'custom_role' ? it.roleId : null))
      once(groups, (it) => (it.kind === 'custom_role' ? it.groupId : null))
      if (sources.some((it) => it.kind === 'default_role')) defaultRole += count
    }
    return {
      permission,
      people,
      of,
      through: {
        builtIn: [...builtIn].map(([role, n]) => ({ role, people: n })),
        customRoles: [...roles].map(([id, n]) => ({ id, name: world.roles.get(id)?.name ?? 'deleted', people: n })),
        groups: [...groups].map(([id, n]) => ({ id, name: group(id), people: n })),
        defaultRole,
      },
    }
  })
}

type Find = QueryOf<(typeof accessRoutes)['holders']>

/** Active people who have a permission, in order of name, from memory; `after` is the [lower(name), id] of the last one seen. */
export async function findHolders(app: App, actor: Actor, find: Find, after: string[] | undefined) {
  const naming = await namingOf(app, actor.workspaceId)
  const decisionsOf = decisionsIn(naming.world)
  const search = find.search?.toLowerCase()
  const [name, personId] = after ?? []
  const last = name !== undefined && personId !== undefined ? { name, personId } : undefined
  const rest: MemberStanding[] = []
  let people = 0
  for (const member of app.standing.members(actor.workspaceId)) {
    if (search && !member.name.toLowerCase().includes(search) && !member.email.toLowerCase().includes(search)) continue
    const { allowed, sources } = decisionsOf(member).decide(find.permission)
    if (!allowed || !sources.some((it) => isThrough(find, it))) continue
    people++
    if (!last || byName(last, member) < 0) rest.push(member)
  }
  const page = firstByName(rest, find.limit + 1)
  return { naming, people, rows: page.map((member) => ({ member, decision: decisionsOf(member).decide(find.permission) })) }
}

/** Whether a way is among those asked for. */
const isThrough = ({ builtIn, roleId, groupId, byDefault }: Find, source: Source): boolean =>
  (builtIn === undefined || (source.kind === 'built_in' && source.role === builtIn)) &&
  (roleId === undefined || (source.kind === 'custom_role' && source.roleId === roleId)) &&
  (groupId === undefined || (source.kind === 'custom_role' && source.groupId === groupId)) &&
  (byDefault === undefined || (source.kind === 'default_role') === byDefault)
