import { hash, randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Platform } from '../../../platform/platform.ts'
import type { GrantStanding, MemberStanding, Standing, WorkspaceStanding } from '../../standing/index.ts'
import { type AtTokens, atPrefix, looksLikeAtToken } from './at-tokens.ts'
import { configClientId } from './client-ids.ts'
import type { GrantUses } from './grant-uses.ts'
import { accessTokenLifeMs, requireSigningKey, type SigningKeys } from './signing-keys.ts'
import type { UnknownTokens } from './unknown-tokens.ts'

/** Who calls with a client's access token, as things stand at this moment. The member may be deactivated: ask `mayUse`. */
export interface ClientCaller {
  workspace: WorkspaceStanding
  member: MemberStanding
  grant: GrantStanding
}

/** Tokens that were verified once, by hash; an entry counts until the token expires. */
export type VerifiedTokens = Map<
  string,
  { workspaceId: string; personId: string; grantId: string; expiresAt: number; audience: Audience }
>

export type IssuerApp = Platform & {
  standing: Standing
  signingKeys: SigningKeys
  verifiedTokens: VerifiedTokens
  grantUses: GrantUses
  atTokens: AtTokens
  unknownTokens: UnknownTokens
}

/** Enough for every token of a large company within the hour that one lives; the oldest leave first. */
const rememberedTokens = 100_000

/** RFC 9068's type: keeps an id token from passing as an access token. */
const accessTokenType = 'at+jwt'

/** What an access token opens: everything a signed-in client asks for, or the config server alone. */
export type Audience = 'backend-api' | 'cfg'
const audiences: readonly Audience[] = ['backend-api', 'cfg']
const audienceUrl = (app: Pick<Platform, 'config'>, audience: Audience): string => `${app.config.publicUrl}/${audience}`

/** Whom a client's tokens name, and by which sign-in. */
export interface TokenSubject {
  id: string
  clientId: string
  workspaceId: string
  person: { id: string; email: string; name: string }
}

/**
 * The access and the id token of a grant (client 0.169.0 reads plan, account and user from the id token, `exp` from the access token, and
 * checks no signature). Both live one hour.
 */
export async function mintTokens(
  app: Pick<Platform, 'config' | 'db' | 'clock' | 'sealing' | 'feed'> & { signingKeys: SigningKeys },
  grant: TokenSubject,
): Promise<{ accessToken: string; idToken: string; expiresInSeconds: number }> {
  const key = await requireSigningKey(app)
  const privateKey = await key.privateKey()
  const issuedAt = Math.floor(app.clock.now().getTime() / 1000)
  const { person, workspaceId } = grant
  const sign = (type: string, audience: string, more: JWTPayload) =>
    new SignJWT({
      email: person.email,
      name: person.name,
      client_id: grant.clientId,
      'https://api.openai.com/auth': {
        chatgpt_plan_type: 'enterprise',
        chatgpt_account_id: workspaceId,
        chatgpt_user_id: person.id,
        user_id: person.id,
      },
      ...more,
    })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: type })
      .setIssuer(app.config.publicUrl)
      .setSubject(person.id)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + accessTokenLifeMs / 1000)
      .setJti(randomUUID())
      .sign(privateKey)
  const [accessToken, idToken] = await Promise.all([
    sign(accessTokenType, audienceUrl(app, grant.clientId === configClientId ? 'cfg' : 'backend-api'), { grant: grant.id }),
    sign('JWT', grant.clientId, {}),
  ])
  return { accessToken, idToken, expiresInSeconds: accessTokenLifeMs / 1000 }
}

/** What a bearer token says: of whom, by which sign-in. */
interface Subject {
  workspaceId: string
  personId: string
  grantId: string
}

/** What a request says about who sends it. A token counts in this header alone: one in an address would stand in logs (RFC 6750 §2.3). */
export interface Presented {
  authorization: string | undefined
  userAgent?: string | undefined
  address?: string
}

export const presentedBy = ({ headers, ip }: FastifyRequest): Presented => ({
  authorization: headers.authorization,
  userAgent: headers['user-agent'],
  address: ip,
})

/**
 * Tells who calls from `Authorization: Bearer <access token>`, be it of a signed-in client or an `at-…` for automation (AU-11). 'expired'
 * is a token of a client that has run out, which the client renews; undefined is anything else: none, forged, revoked, ended grant of an
 * active member, person who is no member any more. The token is verified once; where the grant, the member and the workspace stand is
 * read from memory on every call, so it works while the database is gone.
 * @param audience what is asked for: a config server's token opens nothing else
 */
export async function authenticateClient(
  app: IssuerApp,
  presented: Presented,
  audience: Audience = 'backend-api',
): Promise<ClientCaller | 'expired' | undefined> {
  const token = /^Bearer +([^\s]+)$/i.exec(presented.authorization ?? '')?.[1]
  if (!token) return undefined
  const subject = token.startsWith(atPrefix)
    ? await atSubject(app, token, audience, presented.address ?? '')
    : await jwtSubject(app, token, audience)
  return subject === undefined || subject === 'expired' ? subject : standingOf(app, subject, presented)
}

/** Garbage is refused by its checksum, before anything is looked up. An expired token is unknown: nothing renews it. */
async function atSubject(app: IssuerApp, token: string, audience: Audience, address: string): Promise<Subject | undefined> {
  if (audience !== 'backend-api' || !looksLikeAtToken(token)) return undefined
  let known = app.atTokens.bySecret(token)
  if (!known && !app.unknownTokens.exhausted(address)) {
    await app.feed.freshen(0) // another replica may have made it a moment ago; asked at most once a second
    known = app.atTokens.bySecret(token)
    if (!known) app.unknownTokens.count(address)
  }
  return known?.expiresAt && known.expiresAt <= app.clock.now() ? undefined : known
}

async function jwtSubject(app: IssuerApp, token: string, audience: Audience): Promise<Subject | 'expired' | undefined> {
  const key = hash('sha256', token, 'base64')
  let verified = app.verifiedTokens.get(key)
  if (!verified) {
    const fresh = await verify(app, token)
    if (fresh === undefined || fresh === 'expired') return fresh
    if (app.verifiedTokens.size >= rememberedTokens) forgetOldest(app.verifiedTokens)
    app.verifiedTokens.set(key, fresh)
    verified = fresh
  }
  if (verified.audience !== audience) return undefined
  if (verified.expiresAt <= app.clock.now().getTime()) {
    app.verifiedTokens.delete(key)
    return 'expired'
  }
  return verified
}

async function standingOf(
  app: IssuerApp,
  subject: Subject,
  { userAgent = '', address = '' }: Presented,
): Promise<ClientCaller | undefined> {
  const workspace = app.standing.workspace(subject.workspaceId)
  const member = app.standing.member(subject.workspaceId, subject.personId)
  const grant = app.standing.grant(subject.grantId) ?? (await grantMadeElsewhere(app, subject.grantId))
  if (!workspace || !member || !grant) return undefined
  // Deactivating a member ends their sign-ins too. Such a client stays known while its token lives: it keeps the policy, and the refusal
  // reaches it in the workspace's words instead of as a lost sign-in. What ended otherwise was signed out, or stolen.
  if (grant.ended && !(grant.endedByDeactivation && member.status !== 'active')) return undefined
  const use = app.grantUses.get(grant.id)
  // Of a token for many machines the last use counts, of a sign-in the program that used it first.
  if (!use || (userAgent && (!use.userAgent || grant.surface === 'access_token')))
    app.grantUses.set(grant.id, { at: app.clock.now(), userAgent: userAgent.slice(0, 300), address })
  return { workspace, member, grant }
}

/** A grant that another replica made a moment ago may not have arrived here yet. */
async function grantMadeElsewhere(app: IssuerApp, grantId: string): Promise<GrantStanding | undefined> {
  await app.feed.freshen(0)
  return app.standing.grant(grantId)
}

function forgetOldest(tokens: VerifiedTokens): void {
  for (const hash of tokens.keys()) {
    tokens.delete(hash)
    return
  }
}

async function verify(app: IssuerApp, token: string) {
  const kid = kidOf(token)
  if (!kid) return undefined
  let key = app.signingKeys.verifying(kid, app.clock.now())
  if (!key) {
    await app.feed.freshen(0) // another replica may have rotated a moment ago; asked at most once a second
    key = app.signingKeys.verifying(kid, app.clock.now())
  }
  // A key that is gone has signed only what is expired by now; saying so grants nothing, and lets an idle client refresh.
  if (!key) return claimsToBeExpired(token, app.clock.now()) ? ('expired' as const) : undefined
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: ['ES256'],
      typ: accessTokenType,
      issuer: app.config.publicUrl,
      audience: audiences.map((it) => audienceUrl(app, it)),
      currentDate: app.clock.now(),
      requiredClaims: ['sub', 'exp', 'grant'],
    })
    const audience = audiences.find((it) => payload.aud === audienceUrl(app, it))
    const subject = subjectOf(payload)
    return audience && subject && { ...subject, audience }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 'expired' as const
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function kidOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid
  } catch {
    return undefined // not a JWT at all
  }
}

function claimsToBeExpired(token: string, now: Date): boolean {
  try {
    return (decodeJwt(token).exp ?? Number.POSITIVE_INFINITY) * 1000 <= now.getTime()
  } catch {
    return false
  }
}

function subjectOf(payload: JWTPayload) {
  const auth = payload['https://api.openai.com/auth']
  const workspaceId = typeof auth === 'object' && auth && 'chatgpt_account_id' in auth ? auth.chatgpt_account_id : undefined
  const { sub, grant, exp } = payload
  if (typeof workspaceId !== 'string' || typeof sub !== 'string' || typeof grant !== 'string' || !exp) return undefined
  return { workspaceId, personId: sub, grantId: grant, expiresAt: exp * 1000 }
}
