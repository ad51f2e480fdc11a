import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import { type Platform, servesHttps } from '../../../platform/platform.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>

/** How long somebody may take at the identity provider, and from its answer to our next page, in milliseconds. */
const requestLifeMs = 15 * 60_000
const finishLifeMs = 2 * 60_000

const cookieName = (app: App): string => (servesHttps(app.config) ? '__Secure-bailiwick_sso' : 'bailiwick_sso')

/** The secret that ties a sign-in to the browser in which it began. Proof keys are derived from it, so the address bar tells nothing. */
export const browserSecret = (app: App, request: FastifyRequest): string | undefined => request.cookies[cookieName(app)]

const derived = (purpose: string, secret: string): string =>
  createHash('sha256').update(`${purpose}\n${secret}`).digest('base64url')
export const codeVerifierOf = (secret: string): string => derived('sso code verifier', secret)
export const nonceOf = (secret: string): string => derived('sso nonce', secret)

export interface BegunRequest {
  state: string
  secret: string
}

/** Begins a sign-in or test in a browser: gives it its secret, and remembers what the answer must fit. */
export async function beginRequest(
  app: App,
  reply: FastifyReply,
  asked: { providerId: string; requestId: string | null; test: boolean; next: string | null },
): Promise<BegunRequest> {
  const state = newToken('')
  const secret = newToken('')
  const expires = new Date(app.clock.now().getTime() + requestLifeMs)
  await app.db
    .insertInto('sso_request')
    .values({
      state_hash: hashToken(state),
      provider_id: asked.providerId,
      browser_hash: hashToken(secret),
      request_id: asked.requestId,
      test: asked.test,
      next: asked.next,
      expires_at: expires,
    })
    .execute()
  reply.setCookie(cookieName(app), secret, {
    path: '/sso',
    httpOnly: true,
    sameSite: 'lax',
    secure: servesHttps(app.config),
    maxAge: requestLifeMs / 1000,
  })
  return { state, secret }
}

/** The request behind a state, used up by asking; undefined when it is unknown, used, too old or of another provider. */
export async function takeRequest(app: App, providerId: string, state: string) {
  const now = app.clock.now()
  return app.db
    .updateTable('sso_request')
    .set({ used_at: now })
    .where('state_hash', '=', hashToken(state))
    .where('provider_id', '=', providerId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['browser_hash', 'request_id', 'test', 'next'])
    .executeTakeFirst()
}

/** Whether this browser is the one that a request was begun in. */
export const isSameBrowser = (browserHash: Buffer, secret: string | undefined): boolean =>
  secret !== undefined && hashToken(secret).equals(browserHash)

/**
 * Keeps a verified assertion for the browser's next step: an identity provider answers by a form from its own site, with which browsers
 * send no cookie of ours. Returns the one-time code.
 */
export async function keepForFinish(
  app: App,
  verified: { providerId: string; browserHash: Buffer | null; asserted: Asserted; test: boolean; next: string | null },
): Promise<string> {
  const code = newToken('')
  await app.db
    .insertInto('sso_finish')
    .values({
      code_hash: hashToken(code),
      provider_id: verified.providerId,
      browser_hash: verified.browserHash,
      asserted: JSON.stringify(verified.asserted),
      test: verified.test,
      next: verified.next,
      expires_at: new Date(app.clock.now().getTime() + finishLifeMs),
    })
    .execute()
  return code
}

/** What was kept behind a one-time code; undefined when it is unknown, used or too old. */
export async function takeFinish(app: App, code: string) {
  return app.db
    .deleteFrom('sso_finish')
    .where('code_hash', '=', hashToken(code))
    .where('expires_at', '>', app.clock.now())
    .returningAll()
    .executeTakeFirst()
}

/** Deletes what ran out. */
export async function sweepSso(app: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  const now = app.clock.now()
  await app.db.deleteFrom('sso_request').where('expires_at', '<', now).execute()
  await app.db.deleteFrom('sso_finish').where('expires_at', '<', now).execute()
  await app.db.deleteFrom('saml_assertion').where('expires_at', '<', now).execute()
}
