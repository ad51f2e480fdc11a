import { type Permission, permissionNames } from '@bailiwick/contracts'
import { type AccessSubject, type AccessWorld, heldRoleIds, permissionsOf } from './access.ts'

/** What somebody may, and the custom roles that they have. People with the same roles share one. */
interface Held {
  permissions: ReadonlySet<Permission>
  roleIds: readonly string[]
}

/**
 * Everybody's permissions in one world, each combination of roles decided once: what decides besides the world is the built-in role, the
 * status and the custom roles held.
 */
function rightsIn(world: AccessWorld): (subject: AccessSubject) => Held {
  const byWays = new Map<string, Held>()
  const byRoles = new Map<string, Held>()
  return (subject) => {
    // Most groups give nothing, so people fall into few kinds by those that do; which roles that makes is asked once for each kind.
    let ways = `${subject.role} ${subject.status}`
    for (const it of subject.groupIds) if (world.groupRoles.has(it)) ways += ` ${it}`
    for (const it of subject.roleIds) ways += ` ${it}`
    const known = byWays.get(ways)
    if (known) return known
    const roleIds = heldRoleIds(world, subject).sort()
    const key = `${subject.role} ${subject.status} ${roleIds.join(' ')}`
    const held = byRoles.get(key) ?? { permissions: permissionsOf(world, subject), roleIds }
    byWays.set(ways, held)
    byRoles.set(key, held)
    return held
  }
}

/** Two worlds compared for everybody who is active. */
export interface AccessComparison<M> {
  /** Who gains or loses something. */
  people: M[]
  gains: ReadonlyMap<Permission, M[]>
  loses: ReadonlyMap<Permission, M[]>
  /** Who had no custom role and has one, so that the default role does not count for them any more, with what each loses by it. */
  leaveDefault: { member: M; loses: readonly Permission[] }[]
  /** Who had custom roles and has none, so that the default role counts for them. */
  returnToDefault: M[]
  /** How many people have a permission afterwards: by any way, and other than by owning the workspace. */
  holders: ReadonlyMap<Permission, { all: number; notOwners: number }>
}

interface Difference {
  gains: Permission[]
  loses: Permission[]
}

/** What everybody gains and loses when one world becomes another, and some subjects others; the same decisions, asked twice. */
export function compareAccess<M extends AccessSubject>(
  members: Iterable<M>,
  before: AccessWorld,
  after: AccessWorld,
  changed: (member: M) => AccessSubject = (it) => it,
): AccessComparison<M> {
  const [was, becomes] = [rightsIn(before), rightsIn(after)]
  const differences = new Map<Held, Map<Held, Difference>>()
  const counts = new Map<Held, { all: number; notOwners: number }>()
  const comparison = {
    people: [] as M[],
    gains: new Map<Permission, M[]>(),
    loses: new Map<Permission, M[]>(),
    leaveDefault: [] as { member: M; loses: readonly Permission[] }[],
    returnToDefault: [] as M[],
  }
  for (const member of members) {
    if (member.status !== 'active') continue
    const next = changed(member)
    const [from, to] = [was(member), becomes(next)]
    let count = counts.get(to)
    if (!count) {
      count = { all: 0, notOwners: 0 }
      counts.set(to, count)
    }
    count.all++
    if (next.role !== 'owner') count.notOwners++
    const { gains, loses } = difference(from, to)
    for (const it of gains) push(comparison.gains, it, member)
    for (const it of loses) push(comparison.loses, it, member)
    if (gains.length + loses.length > 0) comparison.people.push(member)
    if (from.roleIds.length === 0 && to.roleIds.length > 0) comparison.leaveDefault.push({ member, loses })
    if (from.roleIds.length > 0 && to.roleIds.length === 0) comparison.returnToDefault.push(member)
  }
  return { ...comparison, holders: holdersOf(counts) }

  function difference(from: Held, to: Held): Difference {
    const known = differences.get(from)?.get(to)
    if (known) return known
    const made = {
      gains: permissionNames.filter((it) => to.permissions.has(it) && !from.permissions.has(it)),
      loses: permissionNames.filter((it) => from.permissions.has(it) && !to.permissions.has(it)),
    }
    differences.set(from, (differences.get(from) ?? new Map()).set(to, made))
    return made
  }
}

function holdersOf(counts: ReadonlyMap<Held, { all: number; notOwners: number }>) {
  const holders = new Map<Permission, { all: number; notOwners: number }>()
  for (const [{ permissions }, { all, notOwners }] of counts) {
    for (const it of permissions) {
      const so = holders.get(it) ?? { all: 0, notOwners: 0 }
      holders.set(it, { all: so.all + all, notOwners: so.notOwners + notOwners })
    }
  }
  return holders
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
