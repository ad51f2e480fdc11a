import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { sessionCookie } from '../../access/index.ts'
import { giveDeviceCookie, type KnownDevice, readDevice } from './device-cookie.ts'
import { giveSessionCookie, type StartedSession } from './start-session.ts'
import { readTicket, takeTicketCookie } from './tickets.ts'

type App = Pick<Platform, 'config' | 'sealing' | 'clock'>

/** What a browser that signs in brings along. */
export interface Browser {
  /** Of the session it has already; it ends when another begins, so a planted cookie is worth nothing. */
  sessionToken: string | undefined
  ticket: string | undefined
  device: KnownDevice | undefined
}

export const readBrowser = (app: App, request: FastifyRequest): Browser => ({
  sessionToken: request.cookies[sessionCookie(app)],
  ticket: readTicket(app, request),
  device: readDevice(app, request),
})

/** The device, where it is known as this person's. */
export const deviceOf = ({ device }: Pick<Browser, 'device'>, personId: string | undefined): KnownDevice | undefined =>
  device?.personId === personId ? device : undefined

/** Hands a completed sign-in to the browser, and remembers it as the person's. */
export function welcome(app: App, reply: FastifyReply, session: StartedSession & { personId: string }): void {
  giveSessionCookie(app, reply, session)
  giveDeviceCookie(app, reply, session.personId)
  if (readTicket(app, reply.request)) takeTicketCookie(app, reply)
}
