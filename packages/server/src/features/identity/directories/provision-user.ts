import { isDeepStrictEqual } from 'node:util'
import { announce } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import { hasOwnCredentials } from '../../access/index.ts'
import { administers, groupGives, loadAccessSubjects, loadAccessWorlds } from '../../standing/index.ts'
import { lockWorkspace } from '../founding/index.ts'
import { deactivate, reactivate } from '../members/index.ts'
import { closeResets, findPersonByEmail, insertPerson, type PersonRow } from '../sessions/index.ts'
import { asked, count, type Sync, type SyncApp, warn } from './synced.ts'
import * as store from './users.store.ts'

type User = store.DirectoryUserRow

/**
 * Provisions a user: a person, found by e-mail address or made, is a member here with the role Member. A person who existed before keeps
 * their name, address and password, and whoever was deactivated by hand stays so.
 * Fails: directory.user_exists, directory.user_elsewhere, directory.domain_elsewhere, directory.not_a_person, directory.sealed_owner,
 * member.last_owner, change.held.
 */
export async function createUser(app: SyncApp, sync: Sync, input: store.UserInput, { released } = asked): Promise<User> {
  return app.db.transaction().execute(async (tx) => {
    const { actor, directory } = sync
    const { workspaceId } = actor
    const now = app.clock.now()
    const { person, made } = await findOrMake(tx, app, input)
    // An account made here first would be waiting for its person there, with whatever was done to it until then.
    if (made && (await store.isDomainElsewhere(tx, workspaceId, input.email))) throw new Failure('directory.domain_elsewhere')
    // Whoever made that account elsewhere may know its password: its person comes in by their own doing, or not at all.
    if (!made && (await hasOwnCredentials(tx, person)) && !(await store.isTied(tx, workspaceId, person.id)))
      throw new Failure('directory.account_elsewhere')
    const before = made ? undefined : await store.lockProvisioned(tx, workspaceId, person.id)
    if (before && before.deleted_at === null) {
      throw new Failure(before.directory_id === directory.id ? 'directory.user_exists' : 'directory.user_elsewhere')
    }
    const status = input.active ? 'active' : 'deactivated'
    const was = await store.putMembership(tx, { workspace_id: workspaceId, person_id: person.id, status, joined_at: now })
    const user = await store.putUser(tx, {
      workspace_id: workspaceId,
      person_id: person.id,
      directory_id: directory.id,
      ...store.toColumns(input),
      deactivated_by_directory: was ? (before?.deactivated_by_directory ?? false) : !input.active,
      made_person: made || (before?.made_person === true && before.directory_id === directory.id),
      created_at: now,
      updated_at: now,
    })
    await announce(tx, 'member', workspaceId, person.id)
    await record(tx, app.clock, actor, {
      kind: 'member.provisioned',
      subject: { type: 'person', id: person.id, name: person.name },
      detail: {
        directory: directory.name,
        userName: input.userName,
        email: input.email,
        active: input.active,
        account: made ? 'made' : 'known before',
      },
    })
    count(sync, 'created')
    // A reset link that somebody elsewhere was shown must not open this workspace too.
    if (!made && !was) await closeResets(tx, person.id, now)
    if (!made && !user.made_person) {
      warn(sync, `${person.email} had an account before: its name, address and password stay its own.`)
    }
    if (!was) return user
    const operation = { kind: 'directory.create_user', input: { directoryId: directory.id, user: input } }
    return followStatus(tx, app, sync, user, input.active, { operation, released })
  })
}

async function findOrMake(
  tx: Tx,
  app: SyncApp,
  { email, displayName }: store.UserInput,
): Promise<{ person: PersonRow; made: boolean }> {
  // Most are new: asking first would be one more question for each of them.
  const fresh = { id: newId('person'), email, name: displayName, password_hash: null, created_at: app.clock.now() }
  const made = await insertPerson(tx, fresh)
  const person = made ?? (await findPersonByEmail(tx, email))
  if (!person) throw new Failure('directory.user_exists')
  if (person.kind !== 'human') throw new Failure('directory.not_a_person')
  return { person, made: made !== undefined }
}

/**
 * Changes a user to what the directory says now.
 * @param change what it says, from what it said before; throws where the version is not the one that was meant
 * Fails: directory.user_not_found, directory.user_exists, member.last_owner, change.held.
 */
export async function changeUser(
  app: SyncApp,
  sync: Sync,
  personId: string,
  change: (before: User) => store.UserInput,
  { released } = asked,
): Promise<User> {
  return app.db.transaction().execute(async (tx) => {
    const before = await store.lockUser(tx, sync.directory.id, personId)
    const input = change(before)
    const changed = changedNames(before.attributes, input.attributes)
    if (changed.length === 0) return before
    const after = await store.updateUser(tx, before, store.toColumns(input), app.clock.now())
    const others = changed.filter((it) => it !== 'active')
    if (others.length > 0) {
      count(sync, 'updated')
      const follows = await followPerson(tx, app, sync, before, after)
      await record(tx, app.clock, sync.actor, {
        kind: 'member.synced',
        subject: { type: 'person', id: personId, name: after.display_name },
        detail: {
          directory: sync.directory.name,
          changed: others,
          ...(follows && {
            before: { name: before.display_name, email: before.email },
            after: { name: after.display_name, email: after.email },
          }),
        },
      })
    }
    if (after.active === before.active) return after
    const operation = { kind: 'directory.set_active', input: { directoryId: sync.directory.id, personId, active: after.active } }
    return followStatus(tx, app, sync, after, after.active, { operation, released })
  })
}

/**
 * Removes a user from its directory: they are deactivated, leave the directory's groups, and are the workspace's own again. Fails:
 * directory.user_not_found, member.last_owner, change.held.
 */
export async function deleteUser(
  app: SyncApp,
  sync: Sync,
  personId: string,
  check: (before: User) => void,
  { released } = asked,
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const { actor, directory } = sync
    const before = await store.lockUser(tx, directory.id, personId)
    check(before)
    const operation = { kind: 'directory.delete_user', input: { directoryId: directory.id, personId } }
    const after = await followStatus(tx, app, sync, before, false, { operation, released })
    const groups = await store.leaveGroups(tx, directory.id, actor.workspaceId, personId)
    count(sync, 'membersRemoved', groups)
    const forgotten = { attributes: '{}', external_id: null, emails: [], active: false, deleted_at: app.clock.now() }
    await store.updateUser(tx, after, forgotten, app.clock.now())
    await announce(tx, 'member', actor.workspaceId, personId)
    await record(tx, app.clock, actor, {
      kind: 'member.unprovisioned',
      subject: { type: 'person', id: personId, name: before.display_name },
      detail: { directory: directory.name, userName: before.user_name, groups },
    })
  })
}

interface Guard {
  operation: { kind: string; input: unknown }
  released: boolean
}

/**
 * What a directory says of somebody's status, done. It brings back only whom it deactivated itself: by hand means that somebody had a
 * reason that no directory knows. Nor does it bring back anybody who administers by a built-in role, a custom role of their own or a manual
 * group, because that would give what only people give.
 */
async function followStatus(tx: Tx, app: SyncApp, sync: Sync, user: User, active: boolean, guard: Guard): Promise<User> {
  const { workspaceId } = sync.actor
  await lockWorkspace(tx, workspaceId)
  const { role, status } = await store.getMembership(tx, workspaceId, user.person_id)
  const member = { id: user.person_id, name: user.display_name, role }
  if (!active) {
    if (status === 'deactivated') return user
    // Whoever runs the identity provider must not lock the door that is for the day it fails.
    if (await store.isSealed(tx, workspaceId, user.person_id)) throw new Failure('directory.sealed_owner')
    const what = `${sync.directory.name} deactivates ${user.display_name}`
    await deactivate(tx, app, sync.actor, member, { operation: { ...guard.operation, what }, released: guard.released })
    count(sync, 'deactivated')
    return store.updateUser(tx, user, { deactivated_by_directory: true }, app.clock.now())
  }
  if (status === 'active') return user
  if (!user.deactivated_by_directory) {
    warn(sync, `${user.display_name} was deactivated by hand and stays so until somebody brings them back by hand.`)
    return user
  }
  if (await wouldAdminister(tx, workspaceId, user.person_id, role)) {
    warn(sync, `${user.display_name} administers this workspace, so an owner brings them back by hand.`)
    return user
  }
  await reactivate(tx, app, sync.actor, member)
  count(sync, 'reactivated')
  return store.updateUser(tx, user, { deactivated_by_directory: false }, app.clock.now())
}

/** Whether somebody would administer by anything that is not the directory's own: its groups got their roles from an owner. */
async function wouldAdminister(tx: Tx, workspaceId: string, personId: string, role: string): Promise<boolean> {
  if (role !== 'member') return true
  const world = (await loadAccessWorlds(tx, [workspaceId])).get(workspaceId)
  const subject = (await loadAccessSubjects(tx, workspaceId, [personId])).get(personId)
  const manual = await store.manualGroupsOf(tx, workspaceId, personId)
  const direct = (subject?.roleIds ?? []).map((it) => world?.roles.get(it)?.permissions)
  return [...direct, ...[...manual].map((it) => groupGives(world, it))].some((it) => administers(it))
}

/**
 * Name and address of the account follow the directory only while the account was made for it and opens no other workspace: an account is
 * one person's everywhere, and whoever runs a directory here must not take it over there.
 */
async function followPerson(tx: Tx, app: SyncApp, sync: Sync, before: User, after: User): Promise<boolean> {
  if (before.display_name === after.display_name && before.email === after.email) return false
  const { workspaceId } = sync.actor
  if (!before.made_person || (await store.belongsElsewhere(tx, workspaceId, before.person_id))) {
    warn(sync, `The account of ${before.email} is not this directory's alone: its name and address stay its own.`)
    return false
  }
  await store.setPerson(tx, before.person_id, { name: after.display_name, email: after.email })
  // A link that was shown for the old address must not open the account under the new one.
  if (before.email.toLowerCase() !== after.email.toLowerCase() && (await store.isDomainElsewhere(tx, workspaceId, after.email))) {
    throw new Failure('directory.domain_elsewhere')
  }
  if (before.email !== after.email) await closeResets(tx, before.person_id, app.clock.now())
  await announce(tx, 'member', workspaceId, before.person_id)
  return true
}

function changedNames(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((it) => !isDeepStrictEqual(before[it], after[it])).sort()
}
