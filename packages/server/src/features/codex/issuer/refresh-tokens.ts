import type { Origin } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { IssuerApp, TokenSubject } from './access-tokens.ts'
import { type GrantRow, lockGrant } from './grants.store.ts'
import { clientOf, endGrant } from './grants.ts'
import * as store from './refresh-tokens.store.ts'

/** A client that stays away this long signs in again. */
const idleLifeMs = 30 * 86_400_000
/** A client whose answer got lost repeats the old token within milliseconds (0.169.0); several clients may share one auth.json. */
const graceMs = 60_000

/** Why a refresh was refused, in the client's own codes: each has its own sentence there. */
export type RefreshRefusal = 'refresh_token_invalidated' | 'refresh_token_reused' | 'refresh_token_expired'

/** The first refresh token of a sign-in, for its holder. */
export const newRefreshToken = (): string => newToken('bwr_')

/** A refresh token as the database keeps it. */
export const storedRefreshToken = (token: string, grantId: string, issuedAt: Date): store.NewRefreshToken => ({
  tokenHash: hashToken(token),
  grantId,
  issuedAt,
  expiresAt: new Date(issuedAt.getTime() + idleLifeMs),
})

/** A token's only successor: derived, so that a repeated question gets the same answer without storing the token. */
const successorOf = (app: Pick<IssuerApp, 'sealing'>, token: string): string =>
  `bwr_${app.sealing.derive('refresh', token).toString('base64url')}`

/**
 * Exchanges a refresh token for its successor (RFC 9700 §4.14). Within the grace the old token still answers the newest successor, so a
 * lost answer and two clients at once cost nothing; later use of a rotated token ends the whole sign-in. Local being off does not stop a
 * refresh, a deactivated membership does.
 */
export async function rotateRefreshToken(
  app: Pick<IssuerApp, 'db' | 'clock' | 'sealing' | 'feed'>,
  origin: Origin,
  asked: { token: string; clientId: string },
): Promise<{ grant: TokenSubject; refreshToken: string } | RefreshRefusal> {
  const grantId = await store.findGrantIdByToken(app.db, hashToken(asked.token))
  if (!grantId) return 'refresh_token_invalidated'
  const result = await app.db.transaction().execute(async (tx) => {
    const grant = await lockGrant(tx, grantId)
    const now = app.clock.now()
    const stored = await store.findRefreshToken(tx, hashToken(asked.token))
    if (!grant || !stored || grant.client_id !== asked.clientId) return 'refresh_token_invalidated'
    if (stored.expires_at <= now) return 'refresh_token_expired'
    if (grant.ended_at || grant.member_status !== 'active') return 'refresh_token_invalidated'
    const refreshToken = await advance(app, tx, asked.token, stored, now)
    if (refreshToken) return { grant: subjectOf(grant), refreshToken }
    await endGrant(tx, app.clock, clientOf(origin, grant), grant, 'refresh_token_reused')
    return 'refresh_token_reused'
  })
  if (result === 'refresh_token_reused') await app.feed.catchUp().catch(() => undefined) // committed; the feed tries again soon
  return result
}

const subjectOf = (grant: GrantRow): TokenSubject => ({
  id: grant.id,
  clientId: grant.client_id,
  workspaceId: grant.workspace_id,
  person: { id: grant.person_id, email: grant.person_email, name: grant.person_name },
})

type Stored = NonNullable<Awaited<ReturnType<typeof store.findRefreshToken>>>

/** Walks from a token to the one that is current after it; undefined when a step on the way was taken longer ago than the grace. */
async function advance(
  app: Pick<IssuerApp, 'sealing'>,
  tx: Tx,
  token: string,
  stored: Stored,
  now: Date,
): Promise<string | undefined> {
  const next = successorOf(app, token)
  if (!stored.rotated_at) {
    await store.replaceRefreshToken(tx, stored.token_hash, storedRefreshToken(next, stored.grant_id, now))
    return next
  }
  if (stored.rotated_at.getTime() + graceMs < now.getTime()) return undefined
  const following = await store.findRefreshToken(tx, hashToken(next))
  return following?.rotated_at ? advance(app, tx, next, following, now) : next
}
