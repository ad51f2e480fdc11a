import {
  type AccessAnswer,
  type AccessMatrix,
  type AccessSource,
  type Permission,
  permissionNames,
  permissions as registry,
  settingCatalogue,
} from '@bailiwick/contracts'
import {
  type AccessWorld,
  decideAccess,
  type MemberStanding,
  type Source,
  sayAccess,
  saySource,
  waysToRoles,
} from '../../standing/index.ts'
import { sayReach, toStep } from './say-step.ts'
import { whatWouldChange } from './what-would-change.ts'

/** What an answer names things with. */
export interface Naming {
  world: AccessWorld
  group(id: string): string
}

/** One way to a permission, as the API shows it. */
export function toSource({ world, group }: Naming, source: Source): AccessSource {
  const ofRole = source.kind === 'custom_role' ? source : undefined
  const roleId = ofRole?.roleId
  const groupId = ofRole?.groupId ?? null
  return {
    kind: source.kind,
    say: saySource(world, source, group),
    builtIn: source.kind === 'built_in' ? source.role : null,
    role: roleId === undefined ? null : { id: roleId, name: world.roles.get(roleId)?.name ?? 'deleted' },
    group: groupId === null ? null : { id: groupId, name: group(groupId) },
    setting: source.kind === 'default_role' ? { key: source.setting, label: settingCatalogue[source.setting].label } : null,
    by: source.by,
  }
}

/** Whether a member has a permission, through what, and what would change it: one decision, said. */
export function toAnswer(naming: Naming, member: MemberStanding, permission: Permission): AccessAnswer {
  const { world, group } = naming
  const decision = decideAccess(world, member, permission)
  const has = waysToRoles(world, member).length > 0
  const names = { world, who: member.name, group }
  return {
    permission,
    label: registry[permission].label,
    area: registry[permission].area,
    allowed: decision.allowed,
    because: sayAccess(world, decision, group),
    sources: decision.sources.map((it) => toSource(naming, it)),
    obstacle: decision.obstacle?.kind ?? null,
    changes: whatWouldChange({ world, subject: member }, permission).map(({ steps, reach }) => ({
      steps: steps.map((it) => toStep(it, names)),
      reach: sayReach(reach, steps, has),
    })),
  }
}

export const toSubject = ({ personId: id, name, email, kind, role, status }: MemberStanding) => ({
  id,
  name,
  email,
  kind,
  role,
  status,
})

/** Everything that one member may. */
export function toMatrix(naming: Naming, member: MemberStanding): AccessMatrix {
  const ways = waysToRoles(naming.world, member)
  return {
    person: toSubject(member),
    customRoles: ways.map(({ role, direct, groupIds }) => ({
      id: role.id,
      name: role.name,
      direct,
      groups: groupIds.map((id) => ({ id, name: naming.group(id) })),
    })),
    defaultRole: ways.length === 0,
    permissions: permissionNames.map((it) => toAnswer(naming, member, it)),
  }
}
