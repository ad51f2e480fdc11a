import { builtInRoles, type Permission, RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { listMemberships } from '../sessions/index.ts'

/** Roles that hold nothing an admin lacks. Whoever may not assign roles manages only people with these. */
const belowAdmins = new Set<string>(['member', 'analytics_viewer'])

type Rights = Pick<Actor, 'permissions'>

/** Whether an actor may deactivate, reset or invite somebody with this role (WS-12: only owners hold roles). */
export const mayManage = ({ permissions }: Rights, role: string): boolean =>
  permissions.has('member.manage') && (permissions.has('role.assign') || belowAdmins.has(role))

/** Whether an actor may give this role. Everybody who invites may give `member`; every other role is an owner's to give. */
const mayGive = ({ permissions }: Rights, role: RoleName): boolean =>
  permissions.has('member.manage') && (permissions.has('role.assign') || role === 'member')

/** Fails: member.above_you. */
export function requireManage(actor: Rights, role: string): void {
  if (!mayManage(actor, role)) throw new Failure('member.above_you', { detail: 'This needs the permission role.assign.' })
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
  if (!actor.personId) return actor
  return { permissions: await permissionsIn(db, actor.personId, actor.workspaceId) }
}

async function permissionsIn(db: Executor, personId: string, workspaceId: string): Promise<Set<Permission>> {
  const here = (await listMemberships(db, personId)).find((it) => it.id === workspaceId)
  return new Set(here?.status === 'active' ? builtInRoles[RoleName.parse(here.role)].permissions : [])
}

/**
 * A password opens every workspace of its person. So whoever makes a reset link must be allowed to manage that person in all of them;
 * otherwise an admin here would become an owner elsewhere. Fails: member.above_you.
 */
export async function requireManageEverywhere(db: Executor, actor: Actor, personId: string): Promise<void> {
  for (const { id, role } of await listMemberships(db, personId)) {
    if (id === actor.workspaceId) continue
    const permissions = actor.personId ? await permissionsIn(db, actor.personId, id) : new Set<Permission>()
    if (!mayManage({ permissions }, role)) {
      throw new Failure('member.above_you', {
        detail:
          'This account also opens another workspace, where you may not manage it. Its person can change the password, or the operator can ' +
          'make a link on the host.',
      })
    }
  }
}
