import { builtInRoles, Permission, RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { findKey, findRole, type HeldRow } from './held-changes.store.ts'

/**
 * Who meant a held change, with what they may now, as the actor under whom it happens when somebody releases it: facts name both. What
 * the system does by the clock needs no right.
 */
export async function causerOf(db: Executor, held: HeldRow, releasedBy: Actor, now: Date): Promise<Actor> {
  const permissions = await permissionsOf(db, held, now)
  return {
    ...releasedBy, // where the call came from is where it was released
    kind: held.actor_kind as Actor['kind'], // written from an actor
    id: held.actor_id,
    name: `${held.actor_name}, released by ${releasedBy.name}`,
    permissions: new Set(permissions),
    personId: held.actor_kind === 'person' ? held.person_id : null,
  }
}

async function permissionsOf(db: Executor, held: HeldRow, now: Date): Promise<readonly Permission[]> {
  const { workspace_id: workspaceId, actor_kind: kind, actor_id: id } = held
  const ofPerson = async (personId: string) => {
    const role = await findRole(db, workspaceId, personId)
    return role === undefined ? [] : builtInRoles[RoleName.parse(role)].permissions
  }
  if (kind === 'person') return held.person_id === null ? [] : ofPerson(held.person_id)
  if (kind !== 'admin_key') return []
  const key = id === null ? undefined : await findKey(db, workspaceId, id, now)
  if (!key) return []
  const scopes = key.scopes.flatMap((it) => Permission.safeParse(it).data ?? [])
  if (key.created_by === null) return scopes
  const ofMaker = await ofPerson(key.created_by)
  return scopes.filter((it) => ofMaker.includes(it))
}
