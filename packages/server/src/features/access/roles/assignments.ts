import type { Actor } from '../../../platform/actor.ts'
import { announce, announceMany } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { requireMembers } from '../../identity/groups/index.ts'
import { settleRights } from '../../identity/members/index.ts'
import { knownPermissions } from '../../standing/index.ts'
import { requireAll } from './hypothesis.ts'
import { giveToGroups, giveToMembers, lockGroups, type RoleRow } from './roles.store.ts'

type App = Pick<Platform, 'clock'>

/**
 * Gives a role to groups and members, all or none (RB-04, RB-11), in a transaction that has decided that the actor may; who has it so
 * already keeps it. Fails: group.not_found, member.not_found, naming all that are unknown.
 */
export async function giveRole(
  tx: Tx,
  app: App,
  actor: Actor,
  role: RoleRow,
  input: { groupIds: string[]; emails: string[] },
): Promise<void> {
  const now = app.clock.now()
  const { workspaceId } = actor
  const groups = new Map((await lockGroups(tx, workspaceId, input.groupIds)).map((it) => [it.id, it.name]))
  requireAll(input.groupIds, groups)
  const members = input.emails.length > 0 ? await requireMembers(tx, workspaceId, input.emails) : []
  const toGroups = await giveToGroups(tx, workspaceId, role.id, [...groups.keys()], now)
  const toMembers = await giveToMembers(
    tx,
    workspaceId,
    role.id,
    members.map((it) => it.id),
    now,
  )
  if (toGroups.length + toMembers.length === 0) return
  if (toGroups.length > 0) await announce(tx, 'workspace', workspaceId, workspaceId)
  await announceMany(tx, 'member', workspaceId, toMembers)
  const withdrawnInvitations = await settleRights(tx, workspaceId, now, {
    given: knownPermissions(role.permissions),
    grown: toGroups,
  })
  await record(tx, app.clock, actor, {
    kind: 'role.assigned',
    subject: { type: 'role', id: role.id, name: role.name },
    detail: {
      groups: toGroups.map((id) => groups.get(id)),
      members: members.filter((it) => toMembers.includes(it.id)).map((it) => it.email),
      withdrawnInvitations,
    },
  })
}

/** What follows from having taken a role from a group or a member, in the same transaction. */
export async function recordTaken(
  tx: Tx,
  app: App,
  actor: Actor,
  role: RoleRow,
  from: { group: { id: string; name: string } } | { member: { id: string; email: string } },
): Promise<void> {
  const { workspaceId } = actor
  if ('group' in from) await announce(tx, 'workspace', workspaceId, workspaceId)
  else await announce(tx, 'member', workspaceId, from.member.id)
  const withdrawnInvitations = await settleRights(tx, workspaceId, app.clock.now(), {
    taken: knownPermissions(role.permissions),
  })
  await record(tx, app.clock, actor, {
    kind: 'role.unassigned',
    subject: { type: 'role', id: role.id, name: role.name },
    detail: {
      groups: 'group' in from ? [from.group.name] : [],
      members: 'member' in from ? [from.member.email] : [],
      withdrawnInvitations,
    },
  })
}
