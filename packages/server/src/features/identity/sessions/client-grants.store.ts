import { announce } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'

/** How many sign-ins of Codex clients ended, by workspace id. */
export type SignedOut = ReadonlyMap<string, number>

/** Ends every sign-in of a person's Codex clients, in every workspace, and makes codes worthless that no client has used yet. */
export async function endClients(
  tx: Tx,
  personId: string,
  now: Date,
  reason: 'password_reset' | 'password_changed',
): Promise<SignedOut> {
  // Codes first: who exchanges one at this moment holds its row, so the sign-in it makes is seen below.
  await tx
    .updateTable('authorization_code')
    .set({ expires_at: now })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  const ended = await tx
    .updateTable('client_grant')
    .set({ ended_at: now, end_reason: reason })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .returning(['id', 'workspace_id'])
    .execute()
  const counts = new Map<string, number>()
  for (const grant of ended) {
    counts.set(grant.workspace_id, (counts.get(grant.workspace_id) ?? 0) + 1)
    await announce(tx, 'grant', grant.workspace_id, grant.id)
  }
  return counts
}
