import type { Permission } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { rightsOf, rightsOfKey } from '../../access/index.ts'
import { findKey, type HeldRow } from './held-changes.store.ts'

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
    permissions,
    personId: held.actor_kind === 'person' ? held.person_id : null,
  }
}

async function permissionsOf(db: Executor, held: HeldRow, now: Date): Promise<ReadonlySet<Permission>> {
  const { workspace_id: workspaceId, actor_kind: kind, actor_id: id, person_id: personId } = held
  if (kind === 'person' && personId !== null) return rightsOf(db, workspaceId, personId)
  const key = kind === 'admin_key' && id !== null ? await findKey(db, workspaceId, id, now) : undefined
  return key ? rightsOfKey(db, { workspaceId, scopes: key.scopes, makerId: key.created_by }) : new Set()
}
