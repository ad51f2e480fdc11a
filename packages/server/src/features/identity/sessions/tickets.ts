import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Origin } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { type Platform, servesHttps } from '../../../platform/platform.ts'
import * as store from './tickets.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

const ticketMs = 5 * 60_000

/** What a browser holds between the two steps of a sign-in; only its hash is stored. */
export interface NewTicket {
  token: string
  expiresAt: Date
}

/** Makes a ticket for one sign-in in the browser that asks. */
export async function makeTicket(
  db: Executor,
  app: Pick<Platform, 'clock'>,
  origin: Origin,
  { personId, challenge }: { personId: string | null; challenge: string | null },
): Promise<NewTicket> {
  const now = app.clock.now()
  const token = newToken('bw-ticket-')
  const expiresAt = new Date(now.getTime() + ticketMs)
  await store.insertTicket(db, {
    token_hash: hashToken(token),
    person_id: personId,
    user_agent: origin.userAgent ?? '',
    challenge,
    created_at: now,
    expires_at: expiresAt,
  })
  return { token, expiresAt }
}

/** Counts a try of a ticket. Fails: session.ticket_not_valid. */
export async function tryTicket(app: App, origin: Origin, token: string | undefined): Promise<store.Ticket> {
  const ticket = token && (await store.tryTicket(app.db, hashToken(token), origin.userAgent ?? '', app.clock.now()))
  if (!ticket) throw new Failure('session.ticket_not_valid')
  return ticket
}

/** Gives a ticket a passkey challenge. Fails: session.ticket_not_valid. */
export async function challengeTicket(
  app: App,
  origin: Origin,
  token: string | undefined,
  challenge: string,
): Promise<{ personId: string | null; expiresAt: Date }> {
  const now = app.clock.now()
  const ticket = token && (await store.challengeTicket(app.db, hashToken(token), origin.userAgent ?? '', now, challenge))
  if (!ticket) throw new Failure('session.ticket_not_valid')
  return { personId: ticket.person_id, expiresAt: ticket.expires_at }
}

const nameOf = (app: Pick<Platform, 'config'>): string =>
  servesHttps(app.config) ? '__Host-bailiwick_ticket' : 'bailiwick_ticket'

// Strict: no other site's link takes part in a sign-in.
const cookieOf = (app: Pick<Platform, 'config'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: servesHttps(app.config) }) as const

export const readTicket = (app: Pick<Platform, 'config'>, request: FastifyRequest): string | undefined =>
  request.cookies[nameOf(app)]

export function giveTicketCookie(app: Pick<Platform, 'config'>, reply: FastifyReply, ticket: NewTicket): void {
  reply.setCookie(nameOf(app), ticket.token, { ...cookieOf(app), maxAge: ticketMs / 1000 })
}

export function takeTicketCookie(app: Pick<Platform, 'config'>, reply: FastifyReply): void {
  reply.clearCookie(nameOf(app), cookieOf(app))
}
