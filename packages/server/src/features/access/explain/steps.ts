import type { Permission, RoleName, SettingKey } from '@bailiwick/contracts'
import type { AccessSubject, AccessWorld } from '../../standing/index.ts'

/** One thing that would change what somebody may. `roleId` null is a custom role that is still to be made. */
export type Step =
  | { kind: 'reactivate' }
  | { kind: 'deactivate' }
  | { kind: 'switch_setting'; setting: SettingKey; to: boolean }
  | { kind: 'change_built_in'; role: RoleName }
  | { kind: 'join_group'; groupId: string }
  | { kind: 'leave_group'; groupId: string }
  | { kind: 'give_role'; roleId: string | null; permission: Permission }
  | { kind: 'take_role'; roleId: string }
  | { kind: 'take_role_from_group'; roleId: string; groupId: string }
  | { kind: 'allow_in_role'; roleId: string; permission: Permission }
  | { kind: 'remove_from_role'; roleId: string; permission: Permission }

/** A world with somebody in it. */
export interface Case {
  world: AccessWorld
  subject: AccessSubject
}

/** The custom role that a step would make. */
const unborn = 'new'

/** How it would be after a step. */
export function take(step: Step, { world, subject }: Case): Case {
  switch (step.kind) {
    case 'reactivate':
      return { world, subject: { ...subject, status: 'active' } }
    case 'deactivate':
      return { world, subject: { ...subject, status: 'deactivated' } }
    case 'switch_setting':
      return { world: { ...world, settings: { ...world.settings, [step.setting]: step.to } }, subject }
    case 'change_built_in':
      return { world, subject: { ...subject, role: step.role } }
    case 'join_group':
      return { world, subject: { ...subject, groupIds: new Set([...subject.groupIds, step.groupId]) } }
    case 'leave_group':
      return { world, subject: { ...subject, groupIds: new Set([...subject.groupIds].filter((it) => it !== step.groupId)) } }
    case 'give_role': {
      const id = step.roleId ?? unborn
      const made = { id, name: unborn, permissions: new Set([step.permission]) }
      const roles = step.roleId === null ? new Map(world.roles).set(id, made) : world.roles
      return { world: { ...world, roles }, subject: { ...subject, roleIds: [...subject.roleIds, id] } }
    }
    case 'take_role':
      return { world, subject: { ...subject, roleIds: subject.roleIds.filter((it) => it !== step.roleId) } }
    case 'take_role_from_group': {
      const given = (world.groupRoles.get(step.groupId) ?? []).filter((it) => it !== step.roleId)
      return { world: { ...world, groupRoles: new Map(world.groupRoles).set(step.groupId, given) }, subject }
    }
    case 'allow_in_role':
      return changeRole(step.roleId, (it) => it.add(step.permission))
    case 'remove_from_role':
      return changeRole(step.roleId, (it) => it.delete(step.permission))
  }

  function changeRole(roleId: string, change: (permissions: Set<Permission>) => void): Case {
    const role = world.roles.get(roleId)
    if (!role) return { world, subject }
    const permissions = new Set(role.permissions)
    change(permissions)
    return { world: { ...world, roles: new Map(world.roles).set(roleId, { ...role, permissions }) }, subject }
  }
}
