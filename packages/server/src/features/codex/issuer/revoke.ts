import type { Origin } from '../../../platform/actor.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
import { authenticateClient, type IssuerApp } from './access-tokens.ts'
import { lockGrant } from './grants.store.ts'
import { clientOf, endGrant } from './grants.ts'
import { findGrantIdByToken } from './refresh-tokens.store.ts'

/**
 * Ends the sign-in that a refresh or access token belongs to (RFC 7009). A rotated token ends it too: the client may not have received
 * the newest one. An unknown token is no error (§2.2). The client's own name is not compared: 0.169.0 sends its vendor's constant here.
 */
export async function revokeToken(app: IssuerApp, origin: Origin, token: string): Promise<void> {
  const grantId = (await findGrantIdByToken(app.db, hashToken(token))) ?? (await grantOfAccessToken(app, token))
  if (!grantId) return
  await app.db.transaction().execute(async (tx) => {
    const grant = await lockGrant(tx, grantId)
    if (grant) await endGrant(tx, app.clock, clientOf(origin, grant), grant, 'signed_out')
  })
  await app.feed.catchUp().catch(() => undefined) // committed; the feed tries again within a second
}

async function grantOfAccessToken(app: IssuerApp, token: string): Promise<string | undefined> {
  const caller = await authenticateClient(app, { authorization: `Bearer ${token}` })
  // A token for automation serves many machines; signing out on one of them does not end it. It is revoked where it is listed.
  return caller && caller !== 'expired' && caller.grant.surface !== 'access_token' ? caller.grant.id : undefined
}
