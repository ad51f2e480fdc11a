import type { FastifyReply } from 'fastify'
import type { Origin } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { SessionMethod } from '../../../platform/db/access-schema.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { newId } from '../../../platform/ids.ts'
import { type Platform, servesHttps } from '../../../platform/platform.ts'
import { sessionCookie, sessionLife } from '../../access/index.ts'
import { insertSession } from './sessions.store.ts'

export interface StartedSession {
  id: string
  /** The cookie's value; only its hash is stored. */
  token: string
  expiresAt: Date
}

/** How a person proved who they are. */
export interface SessionStart {
  method: SessionMethod
  /** Whether a second factor was given, or the identity provider said so. */
  secondFactor: boolean
  /** The one workspace that this sign-in opens; without it, every one of the person. */
  workspaceId?: string
  identityProviderId?: string
  /** When the identity provider had them prove it, in milliseconds; what needs a recent proof asks from then. */
  signedInAt?: number | null
}

/** Starts a console session with a token nobody has seen before. */
export async function startSession(
  tx: Tx,
  app: Pick<Platform, 'clock'>,
  origin: Origin,
  personId: string,
  how: SessionStart,
): Promise<StartedSession> {
  const now = app.clock.now()
  const session = { id: newId('session'), token: newToken('bw-session-'), expiresAt: new Date(now.getTime() + sessionLife.maxMs) }
  await insertSession(tx, {
    id: session.id,
    token_hash: hashToken(session.token),
    person_id: personId,
    address: origin.address ?? '',
    user_agent: origin.userAgent ?? '',
    created_at: now,
    last_seen_at: now,
    expires_at: session.expiresAt,
    method: how.method,
    workspace_id: how.workspaceId ?? null,
    identity_provider_id: how.identityProviderId ?? null,
    authenticated_at: new Date(Math.min(now.getTime(), how.signedInAt ?? now.getTime())),
    second_factor_at: how.secondFactor ? now : null,
  })
  return session
}

const cookieOf = (app: Pick<Platform, 'config'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: servesHttps(app.config) }) as const

/** Hands the session to the browser: unreadable for scripts, not sent by other sites' forms, over HTTPS only where we serve it. */
export function giveSessionCookie(app: Pick<Platform, 'config'>, reply: FastifyReply, session: StartedSession): void {
  const maxAge = sessionLife.maxMs / 1000
  reply.setCookie(sessionCookie(app), session.token, { ...cookieOf(app), maxAge })
}

export function takeSessionCookie(app: Pick<Platform, 'config'>, reply: FastifyReply): void {
  reply.clearCookie(sessionCookie(app), cookieOf(app))
}
