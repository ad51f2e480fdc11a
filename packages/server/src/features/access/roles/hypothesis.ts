import type { Permission, RoleChange, RoleImpact, RoleWarning } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import { requireMembers } from '../../identity/groups/index.ts'
import {
  type AccessSubject,
  type AccessWorld,
  administers,
  compareAccess,
  groupGives,
  type MemberStanding,
  type Standing,
  unchangedWorld,
} from '../../standing/index.ts'
import { toRoleImpact } from './role-impact.ts'
import { countInvitationsInto } from './roles.store.ts'

type App = Pick<Platform, 'clock'> & { db: Executor; standing: Standing }

/** A world that is not yet, and who would be another in it. */
export interface Hypothesis {
  world: AccessWorld
  changed?: (member: MemberStanding) => AccessSubject
}

/** What a role would give, with nothing changed; a role that is none yet is named by the words `new`. */
const unborn = 'new'

/**
 * What a change of roles would do to everybody, without doing it; by the same decision that everything else asks.
 * Fails: role.not_found, group.not_found, member.not_found (naming every unknown address).
 */
export async function impactOfRoleChange(app: App, actor: Actor, change: RoleChange): Promise<RoleImpact> {
  const before = worldOf(app, actor)
  if (change.kind !== 'create' && !before.roles.has(change.roleId)) throw new Failure('role.not_found')
  return impactOf(app, actor, await suppose(app, actor, before, change))
}

/** Compares a hypothesis with what is. */
export async function impactOf(app: App, actor: Actor, supposed: Hypothesis, more: RoleWarning[] = []): Promise<RoleImpact> {
  const before = worldOf(app, actor)
  const members = app.standing.members(actor.workspaceId)
  const comparison = compareAccess(members, before, supposed.world, supposed.changed)
  const invitations = await invitationsInto(app, actor, grownGroups(before, supposed.world))
  return toRoleImpact(comparison, actor.personId, [...invitations, ...more])
}

export const worldOf = ({ standing }: Pick<App, 'standing'>, { workspaceId }: Actor): AccessWorld =>
  standing.workspace(workspaceId) ?? unchangedWorld

async function suppose(app: App, actor: Actor, before: AccessWorld, change: RoleChange): Promise<Hypothesis> {
  switch (change.kind) {
    case 'create': {
      const world = withRole(before, unborn, change.name, change.permissions)
      return given(app, actor, world, unborn, change)
    }
    case 'update':
      return { world: withRole(before, change.roleId, before.roles.get(change.roleId)?.name ?? '', change.permissions) }
    case 'delete': {
      const roles = new Map(before.roles)
      roles.delete(change.roleId)
      return { world: { ...before, roles } }
    }
    case 'assign':
      return given(app, actor, before, change.roleId, change)
    case 'take': {
      const groupRoles = new Map(before.groupRoles)
      for (const id of change.groupIds)
        groupRoles.set(
          id,
          (groupRoles.get(id) ?? []).filter((it) => it !== change.roleId),
        )
      const people = new Set(change.personIds)
      return {
        world: { ...before, groupRoles },
        changed: (it) => (people.has(it.personId) ? { ...it, roleIds: it.roleIds.filter((id) => id !== change.roleId) } : it),
      }
    }
  }
}

/** A world in which a role has these permissions. */
export function withRole(world: AccessWorld, id: string, name: string, permissions: readonly Permission[]): AccessWorld {
  return { ...world, roles: new Map(world.roles).set(id, { id, name, permissions: new Set(permissions) }) }
}

/** A world in which a group gives a role. */
export function withGiven(world: AccessWorld, groupId: string, roleId: string): AccessWorld {
  const given = world.groupRoles.get(groupId) ?? []
  if (given.includes(roleId)) return world
  return { ...world, groupRoles: new Map(world.groupRoles).set(groupId, [...given, roleId]) }
}

async function given(
  app: App,
  actor: Actor,
  before: AccessWorld,
  roleId: string,
  { groupIds, emails }: { groupIds: string[]; emails: string[] },
): Promise<Hypothesis> {
  const groups = await findGroupNames(app.db, actor.workspaceId, groupIds)
  requireAll(groupIds, groups)
  const members = emails.length > 0 ? await requireMembers(app.db, actor.workspaceId, emails) : []
  const people = new Set(members.map((it) => it.id))
  return {
    world: groupIds.reduce((world, groupId) => withGiven(world, groupId, roleId), before),
    changed: (it) => (people.has(it.personId) ? { ...it, roleIds: [...it.roleIds, roleId] } : it),
  }
}

/** Fails: group.not_found, naming every id that is unknown here. */
export function requireAll(groupIds: readonly string[], found: ReadonlyMap<string, unknown>): void {
  const unknown = groupIds.filter((it) => !found.has(it))
  if (unknown.length > 0) throw new Failure('group.not_found', { detail: `Unknown: ${unknown.join(', ')}.`, more: { unknown } })
}

/** Groups that give rights to administer which they did not give before. */
function grownGroups(before: AccessWorld, after: AccessWorld): string[] {
  return [...after.groupRoles.keys()].filter((id) => administers(groupGives(after, id).difference(groupGives(before, id))))
}

/** Who is invited into a group gets what it gives when they join. */
async function invitationsInto(app: App, actor: Actor, groupIds: string[]): Promise<RoleWarning[]> {
  const n = await countInvitationsInto(app.db, actor.workspaceId, groupIds, app.clock.now())
  if (n === 0) return []
  return [
    {
      kind: 'open_invitations',
      say:
        `${n === 1 ? 'One open invitation leads' : `${n} open invitations lead`} into groups that would give more. Those whose maker ` +
        'could not give that much are withdrawn.',
      permissions: [],
      people: n,
      first: [],
    },
  ]
}
