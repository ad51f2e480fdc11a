import type { Permission } from '@bailiwick/contracts'
import type { Actor } from '../../platform/actor.ts'
import type { Executor } from '../../platform/db/db.ts'
import { knownPermissions, loadAccessSubjects, loadAccessWorlds, permissionsOf } from '../standing/index.ts'
import { readDoors } from './doors.ts'
import { findLiveKey } from './gate.store.ts'

/**
 * What people may in a workspace as the database says now, by person id; nothing for who is no active member. Memory may be a moment old,
 * so whatever happens in a transaction asks here, and the gate too.
 */
export async function rightsOfPeople(
  db: Executor,
  workspaceId: string,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<Permission>>> {
  const world = (await loadAccessWorlds(db, [workspaceId])).get(workspaceId)
  const subjects = await loadAccessSubjects(db, workspaceId, personIds)
  return new Map(personIds.map((id) => [id, permissionsOf(world, subjects.get(id))]))
}

/**
 * What people hold by their roles and groups, whether they are active or not: whoever brings somebody back, or opens their account, gets
 * hold of all of it.
 */
export async function rightsWhenActive(
  db: Executor,
  workspaceId: string,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<Permission>>> {
  const world = (await loadAccessWorlds(db, [workspaceId])).get(workspaceId)
  const subjects = await loadAccessSubjects(db, workspaceId, personIds)
  const whenActive = (id: string) => {
    const subject = subjects.get(id)
    return permissionsOf(world, subject && { ...subject, status: 'active' })
  }
  return new Map(personIds.map((id) => [id, whenActive(id)]))
}

/** What one person may in a workspace now. */
export async function rightsOf(db: Executor, workspaceId: string, personId: string): Promise<ReadonlySet<Permission>> {
  return (await rightsOfPeople(db, workspaceId, [personId])).get(personId) ?? new Set()
}

/** Everything that decides whether a person comes into a workspace, and with which rights, in one round to the database. */
export async function readEntry(db: Executor, workspaceId: string, personId: string) {
  const [worlds, subjects, doors] = await Promise.all([
    loadAccessWorlds(db, [workspaceId]),
    loadAccessSubjects(db, workspaceId, [personId]),
    readDoors(db, workspaceId),
  ])
  const subject = subjects.get(personId)
  return { isMember: subject?.status === 'active', permissions: permissionsOf(worlds.get(workspaceId), subject), doors }
}

/** What an admin key may now: its scopes, as far as its maker holds them still. One made on the host has no maker and keeps its scopes. */
export async function rightsOfKey(
  db: Executor,
  key: { workspaceId: string; scopes: readonly string[]; makerId: string | null },
): Promise<ReadonlySet<Permission>> {
  const scopes = knownPermissions(key.scopes)
  return key.makerId === null ? scopes : scopes.intersection(await rightsOf(db, key.workspaceId, key.makerId))
}

/** What an actor may now, as the database says: between the gate and here somebody may have changed their rights. */
export async function rightsOfActor(db: Executor, actor: Actor): Promise<ReadonlySet<Permission>> {
  if (actor.personId !== null) return rightsOf(db, actor.workspaceId, actor.personId)
  if (actor.kind !== 'admin_key' || actor.id === null) return actor.permissions
  const key = await findLiveKey(db, actor.workspaceId, actor.id)
  if (!key) return new Set()
  return actor.permissions.intersection(await rightsOfKey(db, { workspaceId: actor.workspaceId, ...key }))
}
