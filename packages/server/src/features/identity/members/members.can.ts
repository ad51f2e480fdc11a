import { builtInRoles, type Permission, type RoleName, permissions as registry } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { rightsOf, rightsOfActor, rightsWhenActive } from '../../access/index.ts'
import { groupGives, loadAccessWorlds } from '../../standing/index.ts'
import { findGroupNames } from '../group-names/index.ts'
import { listMemberships } from '../sessions/index.ts'

type Rights = Pick<Actor, 'permissions'>

/** Somebody who is managed: their built-in role, and everything that they may, or may again once they are active. */
export interface Managed {
  role: string
  permissions: ReadonlySet<Permission>
}

/** Built-in roles that an owner alone gives and takes away. */
const aboveAdmins = new Set<string>(['owner', 'admin', 'codex_admin'])

/**
 * What an actor would get hold of or give, and lacks: rights to administer, not to use Codex. Nothing is beyond whoever may assign roles.
 */
export function beyond(rights: Rights, held: ReadonlySet<Permission>): Permission[] {
  if (rights.permissions.has('role.assign')) return []
  return [...held].filter((it) => registry[it].area !== 'use' && !rights.permissions.has(it))
}

/**
 * Whether an actor may deactivate, reset or sign out somebody (WS-12: only owners hold roles). Whoever may not assign roles manages nobody
 * who holds more than they do, through a built-in role or a custom one.
 */
export function mayManage(rights: Rights, managed: Managed): boolean {
  if (!rights.permissions.has('member.manage')) return false
  if (rights.permissions.has('role.assign')) return true
  return !aboveAdmins.has(managed.role) && beyond(rights, managed.permissions).length === 0
}

/** Whether an actor may give this role. Everybody who invites may give `member`; every other role is an owner's to give. */
export const mayGive = ({ permissions }: Rights, role: RoleName): boolean =>
  permissions.has('member.manage') && (permissions.has('role.assign') || role === 'member')

/** Fails: member.above_you. */
export function requireManage(rights: Rights, managed: Managed): void {
  if (mayManage(rights, managed)) return
  const lacking = beyond(rights, managed.permissions)
  throw new Failure('member.above_you', {
    detail: lacking.length > 0 ? `They hold what you lack: ${lacking.join(', ')}.` : 'This needs the permission role.assign.',
  })
}

/** Fails: member.above_you. */
export function requireGive(actor: Rights, role: RoleName): void {
  if (!mayGive(actor, role)) {
    throw new Failure('member.above_you', {
      detail: `Giving the role ${builtInRoles[role].label} needs the permission role.assign.`,
    })
  }
}

/** What an actor may do now, read again under the lock: between the gate and here somebody may have changed their role. */
export async function rightsNow(db: Executor, actor: Actor): Promise<Rights> {
  return { permissions: await rightsOfActor(db, actor) }
}

/**
 * Nobody gives what they do not hold, and nobody takes it from others: whoever puts people into a group, takes them out or deletes it
 * holds every right to administer that the group's custom roles give, or may assign roles. Fails: group.above_you.
 */
export async function requireGroupsWithin(db: Executor, rights: Rights, workspaceId: string, groupIds: readonly string[]) {
  if (groupIds.length === 0 || rights.permissions.has('role.assign')) return
  const world = (await loadAccessWorlds(db, [workspaceId])).get(workspaceId)
  for (const groupId of groupIds) {
    const lacking = beyond(rights, groupGives(world, groupId))
    if (lacking.length === 0) continue
    const name = (await findGroupNames(db, workspaceId, [groupId])).get(groupId)?.name ?? 'The group'
    throw new Failure('group.above_you', {
      detail: `${name} gives what you lack: ${lacking.map((it) => registry[it].label).join('; ')}.`,
      more: { lacking },
    })
  }
}

/**
 * A password opens every workspace of its person. So whoever makes a reset link must be allowed to manage that person in all of them;
 * otherwise an admin here would become an owner elsewhere. Fails: member.above_you.
 */
export async function requireManageEverywhere(db: Executor, actor: Actor, personId: string): Promise<void> {
  for (const { id, role } of await listMemberships(db, personId)) {
    if (id === actor.workspaceId) continue
    const permissions = actor.personId ? await rightsOf(db, id, actor.personId) : new Set<Permission>()
    const held = (await rightsWhenActive(db, id, [personId])).get(personId) ?? new Set<Permission>()
    if (!mayManage({ permissions }, { role, permissions: held })) {
      throw new Failure('member.above_you', {
        detail:
          'This account also opens another workspace, where you may not manage it. Its person can change the password, or the operator can ' +
          'make a link on the host.',
      })
    }
  }
}
