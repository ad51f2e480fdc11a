import type { BodyOf, groupRoutes, Permission } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce, announceMany } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePermission } from '../../../platform/http/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { requireReleased } from '../../policies/brake/index.ts'
import { administers, groupGives, loadAccessWorlds, type Standing } from '../../standing/index.ts'
import { lockWorkspace } from '../founding/index.ts'
import { requireGroupsWithin, rightsNow, settleRights } from '../members/index.ts'
import { closeResets } from '../sessions/index.ts'
import { compareGroup, everybodyIn, requireMembers } from './group-change.ts'
import * as store from './groups.store.ts'
import { requireManual } from './owned.ts'

type App = Pick<Platform, 'db' | 'clock'>
/** For what changes who gets which policy. */
type Guarded = App & { standing: Standing }
/** Whether somebody has released it from the brake. */
type How = { released: boolean }
const asked: How = { released: false }

/**
 * What a group's custom roles give, once the actor may change who is in it: asked under the lock, because rights may have changed since
 * the gate. Fails: access.denied, group.above_you.
 */
async function requireChangeable(tx: Tx, actor: Actor, groupId: string): Promise<ReadonlySet<Permission>> {
  const rights = await rightsNow(tx, actor)
  requirePermission(rights, 'group.manage')
  await requireGroupsWithin(tx, rights, actor.workspaceId, [groupId])
  return groupGives((await loadAccessWorlds(tx, [actor.workspaceId])).get(actor.workspaceId), groupId)
}

/** Creates a manual group (RB-06). Fails: group.name_taken. */
export async function createGroup(
  app: App,
  actor: Actor,
  input: BodyOf<(typeof groupRoutes)['create']>,
): Promise<store.GroupRow> {
  return app.db.transaction().execute(async (tx) => {
    const id = newId('group')
    await store.insertGroup(tx, { id, workspaceId: actor.workspaceId, ...input, createdAt: app.clock.now() })
    await record(tx, app.clock, actor, {
      kind: 'group.created',
      subject: { type: 'group', id, name: input.name },
      detail: { after: input },
    })
    return store.getGroup(tx, actor.workspaceId, id)
  })
}

/** Renames or describes a group. Fails: group.not_found, group.name_taken. */
export async function updateGroup(
  app: App,
  actor: Actor,
  groupId: string,
  change: BodyOf<(typeof groupRoutes)['update']>,
): Promise<store.GroupRow> {
  return app.db.transaction().execute(async (tx) => {
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    const { name, description } = group
    if (change.name !== undefined && change.name !== name) requireManual(group)
    const before = { name, description }
    const after = { name: change.name ?? name, description: change.description ?? description }
    await store.updateGroup(tx, groupId, after)
    await record(tx, app.clock, actor, {
      kind: 'group.updated',
      subject: { type: 'group', id: groupId, name: after.name },
      detail: { before, after },
    })
    return store.getGroup(tx, actor.workspaceId, groupId)
  })
}

/** Deletes a group that no rule names, in force or in a running rollout. Fails: group.not_found, group.above_you, group.in_use, change.held. */
export async function removeGroup(app: Guarded, actor: Actor, groupId: string, { released } = asked): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    // Before the group, as invitations do: the other way round each would wait for what the other holds.
    await lockWorkspace(tx, actor.workspaceId)
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    requireManual(group)
    const gave = await requireChangeable(tx, actor, groupId)
    const rule = await store.findRuleUsing(tx, actor.workspaceId, groupId)
    if (rule)
      throw new Failure('group.in_use', {
        detail: `Rule ${rule.position} (${group.name} → ${rule.policyName})${rule.rollout ? ' of the running rollout' : ''} names this group.`,
        more: { rule },
      })
    const remove = everybodyIn(app.standing, actor.workspaceId, groupId)
    await requireReleased(app, tx, actor, {
      comparison: compareGroup(app, actor.workspaceId, groupId, { remove }),
      operation: { kind: 'group.delete', input: { groupId }, what: `${actor.name} deletes ${group.name}` },
      released,
      addsUp: true,
    })
    await store.deleteGroup(tx, groupId)
    // Who was in it gets the policy of another rule, where the rollout chose this group, and loses the rights that it gave.
    await announceMany(tx, 'member', actor.workspaceId, remove)
    if (group.roles.length > 0) await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
    const withdrawnInvitations = await settleRights(tx, actor.workspaceId, app.clock.now(), { taken: gave })
    await record(tx, app.clock, actor, {
      kind: 'group.deleted',
      subject: { type: 'group', id: groupId, name: group.name },
      detail: {
        before: {
          name: group.name,
          description: group.description,
          members: group.members,
          roles: group.roles.map((it) => it.name),
        },
        withdrawnInvitations,
      },
    })
  })
}

/**
 * Adds members by e-mail, all or none.
 * Fails: group.not_found, group.above_you, member.not_found (naming every unknown address), change.held.
 */
export async function addMembers(
  app: Guarded,
  actor: Actor,
  groupId: string,
  emails: string[],
  { released } = asked,
): Promise<{ added: number; already: number }> {
  return app.db.transaction().execute(async (tx) => {
    // Changes of who gets what take turns, so that the brake adds them up.
    await lockWorkspace(tx, actor.workspaceId)
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    requireManual(group)
    const gives = await requireChangeable(tx, actor, groupId)
    const people = await requireMembers(tx, actor.workspaceId, emails)
    const who = people.length === 1 ? people[0]?.name : `${people.length} people`
    await requireReleased(app, tx, actor, {
      comparison: compareGroup(app, actor.workspaceId, groupId, { add: people.map((it) => it.id) }),
      operation: { kind: 'group.add_members', input: { groupId, emails }, what: `${actor.name} adds ${who} to ${group.name}` },
      released,
      addsUp: true,
    })
    const added = await store.addToGroup(
      tx,
      actor.workspaceId,
      groupId,
      people.map((it) => it.id),
      app.clock.now(),
    )
    await announceMany(tx, 'member', actor.workspaceId, added)
    // A reset link for what somebody was must not open what they become.
    if (administers(gives)) for (const personId of added) await closeResets(tx, personId, app.clock.now())
    if (added.length > 0) {
      const names = people.filter((it) => added.includes(it.id)).map((it) => it.email)
      await record(tx, app.clock, actor, {
        kind: 'group.members_added',
        subject: { type: 'group', id: groupId, name: group.name },
        detail: { added: names },
      })
    }
    return { added: added.length, already: people.length - added.length }
  })
}

/** Takes one member out. Fails: group.not_found, group.above_you, member.not_found, change.held. */
export async function removeMember(
  app: Guarded,
  actor: Actor,
  groupId: string,
  personId: string,
  { released } = asked,
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    // Whom a takeover carried over the directory does not know, so they leave by hand.
    if (!(await store.isCarried(tx, groupId, personId))) requireManual(group)
    const gave = await requireChangeable(tx, actor, groupId)
    if (!(await store.removeFromGroup(tx, groupId, personId)))
      throw new Failure('member.not_found', { detail: 'This person is not in the group.' })
    const who = app.standing.member(actor.workspaceId, personId)?.name ?? 'one member'
    await requireReleased(app, tx, actor, {
      comparison: compareGroup(app, actor.workspaceId, groupId, { remove: [personId] }),
      operation: {
        kind: 'group.remove_member',
        input: { groupId, personId },
        what: `${actor.name} takes ${who} out of ${group.name}`,
      },
      released,
      addsUp: true,
    })
    await announce(tx, 'member', actor.workspaceId, personId)
    const withdrawnInvitations = await settleRights(tx, actor.workspaceId, app.clock.now(), { taken: gave })
    await record(tx, app.clock, actor, {
      kind: 'group.member_removed',
      subject: { type: 'group', id: groupId, name: group.name },
      detail: { personId, withdrawnInvitations },
    })
  })
}
