import type { AccessAnswer, AccessMatrix, Permission } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import type { AccessWorld, MemberStanding, Standing } from '../../standing/index.ts'
import { type Naming, toAnswer, toMatrix, toSubject } from './explain.views.ts'

export type App = Pick<Platform, 'db'> & { standing: Standing }

/** Whether somebody, by id or e-mail address, has a permission here, and why (RB-10). Fails: member.not_found. */
export async function explainAccess(
  app: App,
  actor: Actor,
  person: string,
  permission: Permission,
): Promise<AccessAnswer & { person: ReturnType<typeof toSubject> }> {
  const member = requireMember(app, actor.workspaceId, person)
  const naming = await namingOf(app, actor.workspaceId)
  return { ...toAnswer(naming, member, permission), person: toSubject(member) }
}

/** Everything that somebody may here, and why. Fails: member.not_found. */
export async function explainEverything(app: App, actor: Actor, person: string): Promise<AccessMatrix> {
  const member = requireMember(app, actor.workspaceId, person)
  return toMatrix(await namingOf(app, actor.workspaceId), member)
}

/**
 * The same about oneself. What would change it names roles and groups that a member cannot see otherwise, so it is left out; they ask
 * whoever may see roles. Fails: member.not_found.
 */
export async function explainMine(app: App, actor: Actor, personId: string): Promise<AccessMatrix> {
  const matrix = await explainEverything(app, actor, personId)
  if (actor.permissions.has('role.read')) return matrix
  return { ...matrix, permissions: matrix.permissions.map((it) => ({ ...it, changes: [] })) }
}

function requireMember({ standing }: App, workspaceId: string, person: string): MemberStanding {
  const member = standing.member(workspaceId, person) ?? standing.memberByEmail(workspaceId, person)
  if (!member) throw new Failure('member.not_found', { detail: `Nobody here has the id or the address ${person}.` })
  return member
}

/** The world of a workspace, with the names of the groups that give roles. Fails: workspace.not_found. */
export async function namingOf({ db, standing }: App, workspaceId: string): Promise<Naming & { world: AccessWorld }> {
  const world = standing.workspace(workspaceId)
  if (!world) throw new Failure('workspace.not_found')
  const names = await findGroupNames(db, workspaceId, [...world.groupRoles.keys()])
  return { world, group: (id) => names.get(id)?.name ?? 'a deleted group' }
}
