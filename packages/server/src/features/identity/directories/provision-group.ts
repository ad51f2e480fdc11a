import { announce, announceMany } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import { requireReleased } from '../../policies/brake/index.ts'
import { administers } from '../../standing/index.ts'
import { lockWorkspace } from '../founding/index.ts'
import { compareGroup, deleteGroup, everybodyIn, findRuleUsing } from '../groups/index.ts'
import { settleRights } from '../members/index.ts'
import { changeMembers, givenBy, isNamed, type MemberChange } from './group-members.ts'
import { asked, count, type Sync, type SyncApp, warn } from './synced.ts'
import * as store from './synced-groups.store.ts'

type Group = store.SyncedGroupRow

export interface NewSyncedGroup {
  name: string
  externalId: string | null
  memberIds: string[]
}

/**
 * Makes a group of a directory. A manual group of the same name is taken over: it keeps its id, so the rules that name it stay, and who was
 * in it stays until the directory says otherwise. Fails: group.name_taken, group.gives_rights, directory.members_unknown, change.held.
 */
export async function createSyncedGroup(app: SyncApp, sync: Sync, input: NewSyncedGroup, { released } = asked): Promise<Group> {
  return app.db.transaction().execute(async (tx) => {
    const { actor, directory } = sync
    await lockWorkspace(tx, actor.workspaceId)
    const known = await store.lockByName(tx, actor.workspaceId, input.name)
    if (known?.source === 'scim') throw new Failure('group.name_taken')
    const id = known?.id ?? newId('group')
    const place = { id, directoryId: directory.id, name: input.name, externalId: input.externalId, at: app.clock.now() }
    if (known) await takeOverManual(tx, app, sync, place)
    else {
      await store.insertSynced(tx, { ...place, workspaceId: actor.workspaceId })
      await record(tx, app.clock, actor, {
        kind: 'group.created',
        subject: { type: 'group', id, name: input.name },
        detail: { directory: directory.name, after: { name: input.name, members: input.memberIds.length } },
      })
    }
    count(sync, 'groups')
    const what = `${directory.name} makes ${input.name}`
    const operation = { kind: 'directory.create_group', input: { directoryId: directory.id, group: input }, what }
    const change: MemberChange = { all: null, add: input.memberIds, remove: [] }
    await changeMembers(tx, app, sync, { id, name: input.name }, change, { operation, released })
    return store.lockSynced(tx, directory.id, id)
  })
}

/**
 * Whoever runs the directory says who is in the group from now on. If it gives administration rights, that would make administrators of
 * people whom nobody here chose, so an owner decides first. Fails: group.gives_rights.
 */
async function takeOverManual(
  tx: Tx,
  app: SyncApp,
  sync: Sync,
  place: { id: string; directoryId: string; name: string; externalId: string | null; at: Date },
): Promise<void> {
  if (administers(await givenBy(tx, sync.actor.workspaceId, place.id))) {
    throw new Failure('group.gives_rights', { detail: `The manual group ${place.name} does, by a custom role.` })
  }
  const carried = await store.takeOver(tx, place)
  warn(
    sync,
    `The manual group ${place.name} is this directory's now; ${carried} of its members stay until it names or removes them.`,
  )
  await record(tx, app.clock, sync.actor, {
    kind: 'group.taken_over',
    subject: { type: 'group', id: place.id, name: place.name },
    detail: { directory: sync.directory.name, membersCarriedOver: carried },
  })
}

/** What a directory changes of a group. */
export interface GroupChange {
  name?: string
  externalId?: string | null
  members: MemberChange
}

/**
 * Renames a group of a directory, or changes who is in it: one row for each who comes or goes.
 * @param read what changes; throws where the version is not the one that was meant
 * Fails: group.not_found, group.name_taken, directory.members_unknown, change.held.
 */
export async function changeSyncedGroup(
  app: SyncApp,
  sync: Sync,
  groupId: string,
  read: (before: Group) => GroupChange,
  { released } = asked,
): Promise<Group> {
  return app.db.transaction().execute(async (tx) => {
    const { actor, directory } = sync
    // Changes of who gets what take turns, so that the brake adds them up; a group that no rule names changes nothing for anybody.
    if (isNamed(app, actor.workspaceId, groupId)) await lockWorkspace(tx, actor.workspaceId)
    const before = await store.lockSynced(tx, directory.id, groupId)
    const change = read(before)
    const after = {
      name: change.name ?? before.name,
      externalId: change.externalId === undefined ? before.external_id : change.externalId,
    }
    const described = after.name !== before.name || after.externalId !== before.external_id
    const what = `${directory.name} changes who is in ${before.name}`
    const input = { directoryId: directory.id, groupId, change }
    const operation = { kind: 'directory.change_group', input, what }
    const { moved } = await changeMembers(tx, app, sync, { id: groupId, name: after.name }, change.members, {
      operation,
      released,
    })
    if (!described && moved === 0) return before
    const updated = await store.updateSynced(tx, before, { ...after, at: app.clock.now() })
    if (described) {
      count(sync, 'groups')
      await record(tx, app.clock, actor, {
        kind: 'group.updated',
        subject: { type: 'group', id: groupId, name: after.name },
        detail: { directory: directory.name, before: { name: before.name }, after: { name: after.name } },
      })
    }
    return updated
  })
}

/** Deletes a group of a directory that no policy rule names. Fails: group.not_found, group.in_use, change.held. */
export async function deleteSyncedGroup(
  app: SyncApp,
  sync: Sync,
  groupId: string,
  check: (before: Group) => void,
  { released } = asked,
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const { actor, directory } = sync
    await lockWorkspace(tx, actor.workspaceId)
    const before = await store.lockSynced(tx, directory.id, groupId)
    check(before)
    const what = `${directory.name} deletes ${before.name}`
    const operation = { kind: 'directory.delete_group', input: { directoryId: directory.id, groupId }, what }
    await requireUnused(tx, actor.workspaceId, before)
    const remove = everybodyIn(app.standing, actor.workspaceId, groupId)
    const comparison = compareGroup(app, actor.workspaceId, groupId, { remove })
    await requireReleased(app, tx, actor, { comparison, operation, released, addsUp: true })
    const taken = await givenBy(tx, actor.workspaceId, groupId)
    await deleteGroup(tx, groupId)
    await announceMany(tx, 'member', actor.workspaceId, remove)
    // The workspace knows which group gives which role.
    await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
    if (taken.size > 0) await settleRights(tx, actor.workspaceId, app.clock.now(), { taken })
    await record(tx, app.clock, actor, {
      kind: 'group.deleted',
      subject: { type: 'group', id: groupId, name: before.name },
      detail: { directory: directory.name, before: { name: before.name, members: remove.length } },
    })
    count(sync, 'groups')
  })
}

/** A rule that loses its group would give its people another policy, and nobody here would have decided that. Fails: group.in_use. */
async function requireUnused(tx: Tx, workspaceId: string, group: Group): Promise<void> {
  const rule = await findRuleUsing(tx, workspaceId, group.group_id)
  if (!rule) return
  const where = rule.rollout ? ' of the running rollout' : ''
  throw new Failure('group.in_use', { detail: `Rule ${rule.position} (${group.name} → ${rule.policyName})${where} names it.` })
}
