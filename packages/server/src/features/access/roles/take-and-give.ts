import type { BodyOf, roleRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import { getMember } from '../../identity/members/index.ts'
import { giveRole, recordTaken } from './assignments.ts'
import * as store from './roles.store.ts'
import { type App, changeRoles } from './roles.ts'

/** Gives a role to groups and members, all or none. Fails: role.not_found, group.not_found, member.not_found. */
export function assignRole(
  app: App,
  actor: Actor,
  roleId: string,
  input: BodyOf<(typeof roleRoutes)['assign']>,
): Promise<store.RoleRow> {
  return changeRoles(app, actor, async (tx) => {
    await giveRole(tx, app, actor, await store.getRole(tx, actor.workspaceId, roleId), input)
    return store.getRole(tx, actor.workspaceId, roleId)
  })
}

/** Takes a role from a group. Fails: role.not_found, group.not_found. */
export function takeFromGroup(app: App, actor: Actor, roleId: string, groupId: string): Promise<store.RoleRow> {
  return changeRoles(app, actor, async (tx) => {
    const role = await store.getRole(tx, actor.workspaceId, roleId)
    const group = (await findGroupNames(tx, actor.workspaceId, [groupId])).get(groupId)
    if (!group || !(await store.takeFromGroup(tx, roleId, groupId))) {
      throw new Failure('group.not_found', { detail: 'This group does not give the role.' })
    }
    await recordTaken(tx, app, actor, role, { group })
    return store.getRole(tx, actor.workspaceId, roleId)
  })
}

/** Takes a directly given role from a member. Fails: role.not_found, member.not_found. */
export function takeFromMember(app: App, actor: Actor, roleId: string, personId: string): Promise<store.RoleRow> {
  return changeRoles(app, actor, async (tx) => {
    const role = await store.getRole(tx, actor.workspaceId, roleId)
    if (!(await store.takeFromMember(tx, actor.workspaceId, roleId, personId))) {
      throw new Failure('member.not_found', { detail: 'This person does not have the role directly.' })
    }
    await recordTaken(tx, app, actor, role, { member: await getMember(tx, actor.workspaceId, personId) })
    return store.getRole(tx, actor.workspaceId, roleId)
  })
}
