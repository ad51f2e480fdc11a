import type { Actor, Origin } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { type GrantRow, markEnded } from './grants.store.ts'

export type EndReason = 'signed_out' | 'refresh_token_reused' | 'code_replayed' | 'access_token_revoked' | 'idle'

/** Ends a sign-in everywhere, with its fact; false when it had ended before. The next call with any of its tokens finds it ended. */
export async function endGrant(tx: Tx, clock: Clock, actor: Actor, grant: GrantRow, reason: EndReason): Promise<boolean> {
  if (!(await markEnded(tx, grant.id, clock.now(), reason))) return false
  await announce(tx, 'grant', grant.workspace_id, grant.id)
  await record(tx, clock, actor, {
    kind: reason === 'refresh_token_reused' ? 'client.token_reused' : 'client.signed_out',
    subject: { type: 'person', id: grant.person_id, name: grant.person_name },
    detail: { client: grant.id, clientId: grant.client_id, surface: grant.surface, reason },
  })
  return true
}

/** The member's client as the actor of what happens on its own wire. */
export function clientActor(origin: Origin, who: { workspaceId: string; personId: string; name: string }): Actor {
  const { address, userAgent, requestId } = origin
  return {
    kind: 'client',
    id: who.personId,
    name: who.name,
    workspaceId: who.workspaceId,
    personId: who.personId,
    permissions: new Set(),
    address,
    userAgent,
    requestId,
  }
}

/** The same for a stored sign-in. */
export const clientOf = (origin: Origin, grant: GrantRow): Actor =>
  clientActor(origin, { workspaceId: grant.workspace_id, personId: grant.person_id, name: grant.person_name })
