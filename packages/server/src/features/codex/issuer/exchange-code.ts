import type { Origin } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { hashToken, sameText } from '../../../platform/crypto/tokens.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { newId } from '../../../platform/ids.ts'
import { mayUse } from '../../standing/index.ts'
import type { IssuerApp, TokenSubject } from './access-tokens.ts'
import { lockAuthorizationCode, spendAuthorizationCode } from './authorization-codes.store.ts'
import { challengeOf } from './codes.ts'
import { deviceRedirectPath } from './device-codes.ts'
import { insertSignIn, lockGrant, lockMembershipStatus } from './grants.store.ts'
import { clientActor, clientOf, endGrant } from './grants.ts'
import { newRefreshToken, storedRefreshToken } from './refresh-tokens.ts'

interface Asked {
  clientId: string
  code: string
  redirectUri: string
  codeVerifier: string
}

type Outcome =
  | { outcome: 'signed_in'; grant: TokenSubject; refreshToken: string }
  | { outcome: 'denied'; text: string }
  | { outcome: 'not_valid'; because: string }

const notValid = (because: string): Outcome => ({ outcome: 'not_valid', because })

/**
 * Exchanges an authorization code for a sign-in (RFC 6749 §4.1.3 with PKCE). The right to sign in is asked once more, because the code may
 * be minutes old. A code that comes a second time ends the sign-in it made (RFC 9700 §4.13): somebody else holds it.
 */
export async function exchangeCode(app: IssuerApp, origin: Origin, asked: Asked): Promise<Outcome> {
  const codeHash = hashToken(asked.code)
  let changed = false
  const outcome = await app.db.transaction().execute(async (tx): Promise<Outcome> => {
    const code = await lockAuthorizationCode(tx, codeHash)
    const now = app.clock.now()
    if (!code) return notValid('The authorization code is not known.')
    if (code.client_id !== asked.clientId) return notValid('The authorization code was issued to another client.')
    if (!sameRedirect(code.redirect_uri, asked.redirectUri)) return notValid('The redirect_uri is not the one of the request.')
    if (!sameText(challengeOf(asked.codeVerifier), code.code_challenge)) return notValid('The code_verifier does not fit.')
    if (code.used_at && code.grant_id) {
      const grant = await lockGrant(tx, code.grant_id)
      changed = grant !== undefined && (await endGrant(tx, app.clock, clientOf(origin, grant), grant, 'code_replayed'))
    }
    if (code.used_at && !code.denial) return notValid('The authorization code was used already.')
    if (code.expires_at <= now) return notValid('The authorization code has expired.')
    if (code.denial || !code.workspace_id || !code.person_id) {
      await spendAuthorizationCode(tx, codeHash, now)
      return { outcome: 'denied', text: code.denial ?? '' }
    }
    return signIn(app, tx, origin, { ...code, workspace_id: code.workspace_id, person_id: code.person_id })
  })
  if (changed || outcome.outcome === 'signed_in') await app.feed.catchUp().catch(() => undefined) // committed; the feed tries again soon
  return outcome
}

type Code = NonNullable<Awaited<ReturnType<typeof lockAuthorizationCode>>> & { workspace_id: string; person_id: string }

async function signIn(app: IssuerApp, tx: Tx, origin: Origin, code: Code): Promise<Outcome> {
  const workspace = app.standing.workspace(code.workspace_id)
  const known = app.standing.member(code.workspace_id, code.person_id)
  // Memory may be a moment old. A deactivation that is under way ends the sign-ins that it finds, so this one must come before or not at all.
  const status = await lockMembershipStatus(tx, code.workspace_id, code.person_id)
  const member = known && status && { ...known, status }
  const decision = mayUse(workspace, member, code.surface === 'device_code' ? 'device_code_sign_in' : 'codex_local')
  const now = app.clock.now()
  if (!workspace || !member || !decision.allowed) {
    await spendAuthorizationCode(tx, code.code_hash, now)
    const actor = clientActor(origin, {
      workspaceId: code.workspace_id,
      personId: code.person_id,
      name: member?.name ?? code.person_id,
    })
    await record(tx, app.clock, actor, {
      kind: 'client.sign_in_refused',
      subject: { type: 'person', id: code.person_id, name: actor.name },
      detail: { surface: code.surface, because: decision.because },
    })
    return { outcome: 'denied', text: workspace?.denialText ?? decision.because }
  }
  const id = newId('grant')
  const refreshToken = newRefreshToken()
  const grant = {
    id,
    workspaceId: code.workspace_id,
    personId: code.person_id,
    clientId: code.client_id,
    surface: code.surface,
    address: origin.address ?? code.address,
    // The device flow names nobody at its own endpoints, so the exchange may know more than the request did.
    userAgent: code.user_agent || (origin.userAgent ?? ''),
    createdAt: now,
  }
  await insertSignIn(tx, grant, storedRefreshToken(refreshToken, id, now), code.code_hash)
  await announce(tx, 'grant', code.workspace_id, id)
  const actor = clientActor(origin, { workspaceId: code.workspace_id, personId: code.person_id, name: member.name })
  await record(tx, app.clock, actor, {
    kind: 'client.signed_in',
    subject: { type: 'person', id: code.person_id, name: member.name },
    detail: { client: id, clientId: code.client_id, surface: code.surface, requestedFrom: code.address },
  })
  const person = { id: member.personId, email: member.email, name: member.name }
  return { outcome: 'signed_in', grant: { id, clientId: code.client_id, workspaceId: code.workspace_id, person }, refreshToken }
}

/** The device flow's address hangs below the issuer as the person typed it, and nothing is ever sent there. */
function sameRedirect(expected: string, given: string): boolean {
  if (expected !== deviceRedirectPath) return expected === given
  return URL.canParse(given) && new URL(given).pathname.endsWith(deviceRedirectPath)
}
