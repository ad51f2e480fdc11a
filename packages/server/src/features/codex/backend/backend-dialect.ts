import { errors } from '@bailiwick/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toFailure } from '../../../platform/http/index.ts'
import { authenticateClient, type ClientCaller, type IssuerApp, presentedBy } from '../issuer/index.ts'

/** A refusal as the client's backend words it: `{"error":{"code","message"}}`. */
export class BackendError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'BackendError'
    this.status = status
    this.code = code
  }
}

/** Makes every error of a plugin's routes one that the client can read; never HTML, never problem+json. */
export function speakBackend(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof BackendError) return sendError(reply, error.status, error.code, error.message)
    const failure = toFailure(error, request)
    const { title, fix } = errors[failure.code]
    return sendError(reply, failure.status, failure.code, `${title}. ${fix}`)
  })
}

export function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return sendBytes(reply.status(status), JSON.stringify({ error: { code, message } }))
}

/** Sends prepared JSON. The client asks for no content coding and understands none, so none is used. */
export function sendBytes(reply: FastifyReply, bytes: Buffer | string): FastifyReply {
  return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(bytes)
}

/** What is known may be this old before the database is asked once more; when it does not answer, the last good state decides. */
const freshEnoughMs = 5_000

/**
 * The client behind a request, entitled or not: a known client always gets its policy. Fails with 401 for an expired token (the client
 * refreshes) and for a sign-in that is unknown or has ended.
 */
export async function requireClient(app: IssuerApp, request: FastifyRequest): Promise<ClientCaller> {
  await app.feed.freshen(freshEnoughMs)
  const caller = await authenticateClient(app, presentedBy(request))
  if (caller === 'expired') throw new BackendError(401, 'token_expired', 'The access token has expired.')
  if (!caller) throw new BackendError(401, 'unauthorized', 'This sign-in is not known or has ended. Sign in again.')
  return caller
}
