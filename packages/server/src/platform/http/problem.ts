import { type ErrorCode, errors, type ProblemBody, type ProblemPlace } from '@bailiwick/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { databaseFailure } from '../db/db.ts'
import { Failure } from '../failure.ts'

/** What Fastify itself refuses, in our codes. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed',
  FST_ERR_BAD_URL: 'request.not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'request.not_found',
}

/** What PostgreSQL says of U+0000 in text and in jsonb, and of half a surrogate pair in jsonb. */
const isUnstorable = ({ code, message }: Error & { code: unknown }): boolean =>
  code === '22021' || code === '22P05' || (code === '22P02' && /type json/.test(message))

/** Any error as a Failure; the unexpected is logged once, with the request id, and becomes `server.failed`. */
export function toFailure(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof Failure) return error
  const fromDatabase = databaseFailure(error)
  if (fromDatabase) {
    request.log.warn({ err: error, reqId: request.id }, 'the database did not answer')
    return fromDatabase
  }
  if (error instanceof Error && 'code' in error) {
    if (isUnstorable(error))
      return new Failure('request.invalid', {
        detail: 'A text contains the character U+0000 or half a surrogate pair, which cannot be kept.',
      })
    const known = fastifyCodes[String(error.code)]
    if (known) return new Failure(known, { detail: error.message })
  }
  if (error instanceof SyntaxError && 'statusCode' in error) return new Failure('request.malformed', { detail: error.message })
  if (error instanceof Error && 'statusCode' in error && error.statusCode === 429) return new Failure('request.too_many')
  request.log.error({ err: error, reqId: request.id }, 'a request failed unexpectedly')
  return new Failure('server.failed')
}

/** RFC 9457: the admin API's dialect of a refusal. */
export function sendProblem(reply: FastifyReply, failure: Failure): FastifyReply {
  const { title, fix, status } = errors[failure.code]
  const wait = failure.details.more?.retryAfterSeconds
  if (typeof wait === 'number') reply.header('retry-after', String(wait))
  const body: ProblemBody = {
    type: `urn:bailiwick:problem:${failure.code}`,
    title,
    status,
    code: failure.code,
    ...(failure.details.detail && { detail: failure.details.detail }),
    fix,
    requestId: reply.request.id,
    ...(failure.details.problems && { problems: failure.details.problems }),
    ...failure.details.more,
  }
  return reply.status(status).type('application/problem+json').send(JSON.stringify(body))
}

/** The places of a zod refusal, as `body.email` and the like. What nobody knows is a place of its own: it would have done nothing. */
export function placesOf(part: string, error: z.ZodError): ProblemPlace[] {
  return error.issues.flatMap((issue): ProblemPlace[] => {
    const place = [part, ...issue.path].join('.')
    if (issue.code !== 'unrecognized_keys') return [{ place, message: issue.message, code: issue.code }]
    return issue.keys.map((key) => ({ place: `${place}.${key}`, message: 'is not known here', code: issue.code }))
  })
}
