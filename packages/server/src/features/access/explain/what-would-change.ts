import { builtInRoles, delegablePermissions, type Permission, type RoleName, type SettingKey } from '@bailiwick/contracts'
import { type AccessDecision, bringersOf, type CustomRole, decideAccess, toggleFor, waysToRoles } from '../../standing/index.ts'
import { type Case, type Step, take } from './steps.ts'

/** Whom a change is for: this person alone, everybody with a group or role, or everybody. */
export type Reach = 'person' | 'group' | 'role' | 'default_role' | 'everybody'

export interface Alternative {
  steps: Step[]
  reach: Reach
}

/** So many roles and groups are named as ways; a company has hundreds, and a reader chooses among few. */
const named = 3

/**
 * What would turn a decision round (RB-10): alternatives, the narrowest first, each tried by the function that decides, so what is said
 * here holds.
 */
export function whatWouldChange(now: Case, permission: Permission): Alternative[] {
  const decision = decideAccess(now.world, now.subject, permission)
  const found = decision.allowed ? waysToTake(now, decision) : waysToGive(now, permission)
  const order: Reach[] = ['person', 'group', 'role', 'default_role', 'everybody']
  return found
    .filter(({ steps }) => {
      const then = steps.reduce((so, step) => take(step, so), now)
      return steps.length > 0 && decideAccess(then.world, then.subject, permission).allowed !== decision.allowed
    })
    .sort((a, b) => order.indexOf(a.reach) - order.indexOf(b.reach))
}

function waysToGive(now: Case, permission: Permission): Alternative[] {
  const first: Step[] = []
  if (now.subject.status !== 'active') first.push({ kind: 'reactivate' })
  if (permission === 'codex.local' && !now.world.settings.codex_local) {
    first.push({ kind: 'switch_setting', setting: 'codex_local', to: true })
  }
  const then = first.reduce((so, step) => take(step, so), now)
  const reach = first.some((it) => it.kind === 'switch_setting') ? 'everybody' : 'person'
  if (decideAccess(then.world, then.subject, permission).allowed) return [{ steps: first, reach }]
  return more(then, permission).map((it) => ({
    steps: [...first, ...it.steps],
    reach: reach === 'everybody' ? reach : it.reach,
  }))
}

/** What gives somebody who is active what they lack. */
function more({ world, subject }: Case, permission: Permission): Alternative[] {
  const ways = waysToRoles(world, subject)
  const delegable = delegablePermissions.includes(permission)
  const bringers = bringersOf(permission)
  const having = [...world.roles.values()].filter((role) => bringers.some((it) => role.permissions.has(it)))
  const groups = [...world.groupRoles].filter(([, ids]) => having.some((it) => ids.includes(it.id))).map(([id]) => id)
  const found: Alternative[] = []
  for (const groupId of groups.slice(0, named)) found.push({ steps: [{ kind: 'join_group', groupId }], reach: 'person' })
  for (const { id: roleId } of having.slice(0, named)) {
    found.push({ steps: [{ kind: 'give_role', roleId, permission }], reach: 'person' })
  }
  if (ways.length > 0) {
    found.push({ steps: leaving(ways), reach: 'person' })
    if (delegable) {
      for (const { role } of ways.slice(0, named)) {
        found.push({ steps: [{ kind: 'allow_in_role', roleId: role.id, permission }], reach: 'role' })
      }
    }
  } else {
    for (const it of bringers) {
      const setting = toggleFor(it)
      if (setting) found.push({ steps: [{ kind: 'switch_setting', setting, to: true }], reach: 'default_role' })
    }
  }
  if (delegable && having.length === 0) found.push({ steps: [{ kind: 'give_role', roleId: null, permission }], reach: 'person' })
  const builtIn = leastWith(permission)
  if (builtIn) found.push({ steps: [{ kind: 'change_built_in', role: builtIn }], reach: 'person' })
  return found
}

/** The built-in role with a permission that holds the fewest others. */
function leastWith(permission: Permission): RoleName | undefined {
  const size = (role: RoleName) => builtInRoles[role].permissions.length
  const roles = Object.keys(builtInRoles) as RoleName[] // the table's own keys
  return roles.filter((it) => builtInRoles[it].permissions.includes(permission)).sort((a, b) => size(a) - size(b))[0]
}

type Ways = { role: CustomRole; direct: boolean; groupIds: string[] }[]

/** Out of every group that gives one of these roles, and without those given directly. */
function leaving(ways: Ways): Step[] {
  const groupIds = [...new Set(ways.flatMap((it) => it.groupIds))]
  return [
    ...groupIds.map((groupId): Step => ({ kind: 'leave_group', groupId })),
    ...ways.flatMap(({ role, direct }): Step[] => (direct ? [{ kind: 'take_role', roleId: role.id }] : [])),
  ]
}

function waysToTake(now: Case, { permission, sources }: AccessDecision): Alternative[] {
  const { world, subject } = now
  const ways = waysToRoles(world, subject)
  const giving = ways.filter((it) => sources.some((source) => source.kind === 'custom_role' && source.roleId === it.role.id))
  const builtIn: Step[] = sources.some((it) => it.kind === 'built_in') ? [{ kind: 'change_built_in', role: 'member' }] : []
  const toggles = sources.flatMap((it): SettingKey[] => (it.kind === 'default_role' ? [it.setting] : []))
  const off = toggles.map((setting): Step => ({ kind: 'switch_setting', setting, to: false }))
  const fromGroups = giving.flatMap(({ role, groupIds }) =>
    groupIds.map((groupId): Step => ({ kind: 'take_role_from_group', roleId: role.id, groupId })),
  )
  const direct = giving.flatMap(({ role, direct }): Step[] => (direct ? [{ kind: 'take_role', roleId: role.id }] : []))
  const emptied = giving.flatMap(({ role }) =>
    bringersOf(permission).flatMap((it): Step[] =>
      role.permissions.has(it) ? [{ kind: 'remove_from_role', roleId: role.id, permission: it }] : [],
    ),
  )
  // A role ends the default role. One that gives anything besides is no advice: nobody is kept from Codex by being made its admin.
  const lacking = [...world.roles.values()].find(
    (role) =>
      !bringersOf(permission).some((it) => role.permissions.has(it)) &&
      [...role.permissions].every((it) => decideAccess(world, subject, it).allowed),
  )
  return [
    { steps: [...builtIn, ...leaving(giving)], reach: 'person' },
    ...(off.length > 0 && lacking
      ? [
          {
            steps: [...builtIn, { kind: 'give_role', roleId: lacking.id, permission }] satisfies Step[],
            reach: 'person' as const,
          },
        ]
      : []),
    ...(fromGroups.length > 0 ? [{ steps: [...builtIn, ...direct, ...fromGroups], reach: 'group' as const }] : []),
    ...(emptied.length > 0 ? [{ steps: [...builtIn, ...emptied], reach: 'role' as const }] : []),
    ...(off.length > 0 ? [{ steps: [...builtIn, ...off], reach: 'default_role' as const }] : []),
    ...(permission === 'codex.local'
      ? [{ steps: [{ kind: 'switch_setting', setting: 'codex_local', to: false }] satisfies Step[], reach: 'everybody' as const }]
      : []),
    { steps: [{ kind: 'deactivate' }], reach: 'person' },
  ]
}
