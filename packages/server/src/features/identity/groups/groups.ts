import type { BodyOf, groupRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../founding/index.ts'
import * as store from './groups.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

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
    const { name, description } = await store.getGroup(tx, actor.workspaceId, groupId)
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

/** Deletes a group that no rule in force names. Fails: group.not_found, group.in_use. */
export async function removeGroup(app: App, actor: Actor, groupId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    // Before the group, as invitations do: the other way round each would wait for what the other holds.
    await lockWorkspace(tx, actor.workspaceId)
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    const rule = await store.findRuleUsing(tx, actor.workspaceId, groupId)
    if (rule)
      throw new Failure('group.in_use', {
        detail: `Rule ${rule.position} (${group.name} → ${rule.policyName}) names this group.`,
        more: { rule },
      })
    await store.deleteGroup(tx, groupId)
    await record(tx, app.clock, actor, {
      kind: 'group.deleted',
      subject: { type: 'group', id: groupId, name: group.name },
      detail: { before: { name: group.name, description: group.description, members: group.members } },
    })
  })
}

/** Adds members by e-mail, all or none. Fails: group.not_found, member.not_found (naming every unknown address). */
export async function addMembers(
  app: App,
  actor: Actor,
  groupId: string,
  emails: string[],
): Promise<{ added: number; already: number }> {
  return app.db.transaction().execute(async (tx) => {
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    const people = await store.findMembersByEmail(tx, actor.workspaceId, emails)
    const known = new Set(people.map((it) => it.email.toLowerCase()))
    const unknown = emails.filter((it) => !known.has(it.toLowerCase()))
    if (unknown.length > 0)
      throw new Failure('member.not_found', { detail: `Not members here: ${unknown.join(', ')}.`, more: { unknown } })
    const added = await store.addToGroup(
      tx,
      actor.workspaceId,
      groupId,
      people.map((it) => it.id),
      app.clock.now(),
    )
    for (const personId of added) await announce(tx, 'member', actor.workspaceId, personId)
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

/** Takes one member out. Fails: group.not_found, member.not_found. */
export async function removeMember(app: App, actor: Actor, groupId: string, personId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await store.lockGroup(tx, actor.workspaceId, groupId)
    const group = await store.getGroup(tx, actor.workspaceId, groupId)
    if (!(await store.removeFromGroup(tx, groupId, personId)))
      throw new Failure('member.not_found', { detail: 'This person is not in the group.' })
    await announce(tx, 'member', actor.workspaceId, personId)
    await record(tx, app.clock, actor, {
      kind: 'group.member_removed',
      subject: { type: 'group', id: groupId, name: group.name },
      detail: { personId },
    })
  })
}
