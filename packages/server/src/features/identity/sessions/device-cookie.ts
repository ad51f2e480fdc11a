import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sameText } from '../../../platform/crypto/tokens.ts'
import { type Platform, servesHttps } from '../../../platform/platform.ts'

type App = Pick<Platform, 'config' | 'sealing' | 'clock'>

/** A browser that has completed a sign-in as somebody before. It opens nothing; it only has tries of its own. */
export interface KnownDevice {
  id: string
  personId: string
}

const life = 180 * 86_400

const nameOf = (app: Pick<Platform, 'config'>): string =>
  servesHttps(app.config) ? '__Host-bailiwick_device' : 'bailiwick_device'

const sign = (app: Pick<App, 'sealing'>, text: string): string => app.sealing.derive('device cookie', text).toString('base64url')

/** The device behind a request, as its signed cookie says; undefined without one, with a forged one, and after 180 days. */
export function readDevice(app: App, request: FastifyRequest): KnownDevice | undefined {
  const [id = '', personId = '', issued = '', signature = ''] = (request.cookies[nameOf(app)] ?? '').split('.')
  if (!id || !personId || !sameText(signature, sign(app, `${id}.${personId}.${issued}`))) return undefined
  return Number(issued) + life < app.clock.now().getTime() / 1000 ? undefined : { id, personId }
}

/** Remembers a browser after a completed sign-in. */
export function giveDeviceCookie(app: App, reply: FastifyReply, personId: string): void {
  const before = readDevice(app, reply.request)
  const id = before?.personId === personId ? before.id : randomBytes(16).toString('base64url')
  const text = `${id}.${personId}.${Math.floor(app.clock.now().getTime() / 1000)}`
  reply.setCookie(nameOf(app), `${text}.${sign(app, text)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: servesHttps(app.config),
    maxAge: life,
  })
}
