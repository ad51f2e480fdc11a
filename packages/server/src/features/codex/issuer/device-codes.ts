import type { PersonCaller } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { IssuerApp } from './access-tokens.ts'
import { insertAuthorizationCode, isUnused } from './authorization-codes.store.ts'
import { authorizationCodeOf, challengeOf, codeVerifierOf, hashUserCode, newUserCode } from './codes.ts'
import * as store from './device-codes.store.ts'
import { actorIn, decideIn } from './workspace-choice.ts'

/** How long a person has to type the code; the client gives up after the same time. */
const userCodeLifeMs = 15 * 60_000
/** How long a client may take to come back for tokens after the decision: it asks every two seconds, unless it slept. */
const authorizationCodeLifeMs = 10 * 60_000
/** The client names this path below the issuer's address as it was typed, so only the path is compared. */
export const deviceRedirectPath = '/deviceauth/callback'

const expiredText = 'This code has expired. Run the same sign-in command again and type the new code within 15 minutes.'

/** A new request for sign-in: what the client keeps, and what the person types. */
export async function requestDeviceCode(
  app: Pick<IssuerApp, 'db' | 'clock' | 'sealing'>,
  asked: { clientId: string; address: string; userAgent: string },
): Promise<{ deviceAuthId: string; userCode: string }> {
  const deviceAuthId = newToken('bwd_')
  const requestedAt = app.clock.now()
  const expiresAt = new Date(requestedAt.getTime() + userCodeLifeMs)
  for (;;) {
    const userCode = newUserCode()
    const userCodeHash = hashUserCode(app.sealing, userCode)
    const written = { ...asked, deviceAuthHash: hashToken(deviceAuthId), userCodeHash, requestedAt, expiresAt }
    if (await store.insertDeviceCode(app.db, written)) return { deviceAuthId, userCode }
  }
}

/**
 * What a waiting client is told: the code to exchange, or nothing yet. The answer stays the same until the code is exchanged, because an
 * answer can get lost. A request that ran out gets a code too: `/oauth/token` answers it with a sentence, where this endpoint can only
 * say "pending" (client 0.169.0 reads 403 so and ends on anything else).
 */
export async function pollDeviceCode(
  app: Pick<IssuerApp, 'db' | 'clock' | 'sealing'>,
  asked: { deviceAuthId: string; userCode: string },
): Promise<{ authorizationCode: string; codeChallenge: string; codeVerifier: string } | undefined> {
  const deviceAuthHash = hashToken(asked.deviceAuthId)
  const request = await store.findDeviceCode(app.db, deviceAuthHash, hashUserCode(app.sealing, asked.userCode))
  if (!request) return undefined
  if (request.state === 'pending') {
    if (request.expires_at > app.clock.now()) return undefined
    await app.db.transaction().execute(async (tx) => {
      if (await store.markDecided(tx, deviceAuthHash)) await mintCode(app, tx, request, null, expiredText)
    })
  }
  const answer = answerOf(app, deviceAuthHash)
  return (await isUnused(app.db, hashToken(answer.authorizationCode))) ? answer : undefined
}

function answerOf(app: Pick<IssuerApp, 'sealing'>, deviceAuthHash: Buffer) {
  const requestId = deviceAuthHash.toString('hex')
  const codeVerifier = codeVerifierOf(app.sealing, requestId)
  const authorizationCode = authorizationCodeOf(app.sealing, 'device', requestId)
  return { authorizationCode, codeChallenge: challengeOf(codeVerifier), codeVerifier }
}

type Request = NonNullable<Awaited<ReturnType<typeof store.findPending>>>

async function mintCode(
  app: Pick<IssuerApp, 'clock' | 'sealing'>,
  tx: Parameters<typeof insertAuthorizationCode>[0],
  request: Request,
  who: { workspaceId: string; personId: string } | null,
  denial: string | null,
): Promise<void> {
  const { authorizationCode, codeChallenge } = answerOf(app, request.device_auth_hash)
  await insertAuthorizationCode(tx, {
    codeHash: hashToken(authorizationCode),
    clientId: request.client_id,
    redirectUri: deviceRedirectPath,
    codeChallenge,
    surface: 'device_code',
    address: request.address,
    userAgent: request.user_agent,
    expiresAt: new Date(app.clock.now().getTime() + authorizationCodeLifeMs),
    who,
    denial,
  })
}

/** The request behind a typed code. Fails: device.code_unknown. */
export async function findTyped(app: Pick<IssuerApp, 'db' | 'clock' | 'sealing'>, userCode: string): Promise<Request> {
  const request = await store.findPending(app.db, hashUserCode(app.sealing, userCode), app.clock.now())
  if (!request) throw new Failure('device.code_unknown')
  return request
}

/**
 * Approves or refuses a request; either way the client ends its waiting, and a refusal reaches it as the workspace's text.
 * Fails: device.code_unknown (also for the second of two who decide at once), workspace.not_found.
 */
export async function decideDeviceCode(
  app: IssuerApp,
  caller: PersonCaller,
  asked: { userCode: string; workspaceId: string; decision: 'approve' | 'refuse' },
): Promise<{ outcome: 'approved' | 'refused' | 'not_allowed'; message: string }> {
  const request = await findTyped(app, asked.userCode)
  const { workspace, decision } = await decideIn(app, asked.workspaceId, caller, 'device_code_sign_in')
  const approved = asked.decision === 'approve' && decision.allowed
  await app.db.transaction().execute(async (tx) => {
    if (!(await store.markDecided(tx, request.device_auth_hash))) throw new Failure('device.code_unknown')
    const who = { workspaceId: workspace.id, personId: caller.personId }
    await mintCode(app, tx, request, who, approved ? null : workspace.denialText)
    if (approved) return // the sign-in is a fact when the client fetches its tokens
    await record(tx, app.clock, actorIn(caller, workspace.id), {
      kind: 'client.sign_in_refused',
      subject: { type: 'person', id: caller.personId, name: caller.name },
      detail: {
        surface: 'device_code',
        requestedFrom: request.address,
        because: asked.decision === 'refuse' ? 'The person refused.' : decision.because,
      },
    })
  })
  if (approved) return { outcome: 'approved', message: `The client is signing in to ${workspace.name}.` }
  if (asked.decision === 'refuse') return { outcome: 'refused', message: 'Refused. The client was told and has stopped waiting.' }
  return { outcome: 'not_allowed', message: `${decision.because} The client was told: ${workspace.denialText}` }
}
