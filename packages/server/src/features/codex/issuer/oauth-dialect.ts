import { errors } from '@bailiwick/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { toFailure } from '../../../platform/http/index.ts'

/** A refusal in OAuth's words (RFC 6749 §5.2). The client shows `description` as it is, and hides the rest. */
export class OAuthError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, description: string) {
    super(description)
    this.name = 'OAuthError'
    this.status = status
    this.code = code
  }
}

/** Makes every error of a plugin's routes an OAuth error; never HTML, never problem+json. */
export function speakOAuth(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError) return sendOAuthError(reply, error.status, error.code, error.message)
    const failure = toFailure(error, request)
    const { title, fix } = errors[failure.code]
    return sendOAuthError(reply, failure.status, oauthCode(failure.status), `${title}. ${fix}`)
  })
}

export function sendOAuthError(reply: FastifyReply, status: number, code: string, description: string): FastifyReply {
  return sendJson(reply, status, { error: code, error_description: description })
}

/** Answers with JSON that nothing on the way may keep (RFC 6749 §5.1). */
export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body))
}

function oauthCode(status: number): string {
  if (status === 429) return 'slow_down'
  if (status === 503) return 'temporarily_unavailable'
  return status >= 500 ? 'server_error' : 'invalid_request'
}

/** Reads a form or JSON body; a wrong one is `invalid_request` and names the fields. */
export function readBody<S extends z.ZodType>(shape: S, request: FastifyRequest): z.output<S> {
  const result = shape.safeParse(request.body ?? {})
  if (result.success) return result.data
  const places = result.error.issues.map((it) => `${it.path.join('.') || 'body'}: ${it.message}`)
  throw new OAuthError(400, 'invalid_request', `Some values are missing or not valid: ${places.join('; ')}`)
}

/** A parameter as forms and queries carry it: once, and not longer than anything we hand out. */
export const Parameter = z.string().min(1).max(2000)
