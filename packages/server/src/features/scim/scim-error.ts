import { errors } from '@bailiwick/contracts'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../../platform/failure.ts'
import { urns } from './schema.ts'

/** RFC 7644 §3.12, table 9. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'

/** A refusal in SCIM's words. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
  }
}

export const invalidValue = (detail: string): ScimError => new ScimError(400, detail, 'invalidValue')
export const invalidPath = (detail: string): ScimError => new ScimError(400, detail, 'invalidPath')
export const notFound = (what: string): ScimError => new ScimError(404, `There is no such ${what}.`)

/** How long an identity provider waits before it tries again what the brake holds, in seconds. */
const heldSeconds = 300

const unique = new Set([
  'directory.user_exists',
  'directory.user_elsewhere',
  'directory.account_elsewhere',
  'directory.not_a_person',
  'group.name_taken',
])

/** Our refusals in SCIM's words. What the brake holds is a matter of time, so it is 503: identity providers try that again. */
export function toScimError(failure: Failure): ScimError {
  const { code, details } = failure
  const { title, fix } = errors[code]
  const detail = [title, details.detail, fix]
    .filter((it) => it)
    .join('. ')
    .replace(/\.\./g, '.')
  if (code === 'change.held') return new ScimError(503, `${detail} It happens once somebody releases it; try again later.`)
  if (unique.has(code)) return new ScimError(409, detail, 'uniqueness')
  if (code === 'request.malformed') return new ScimError(400, detail, 'invalidSyntax')
  if (code === 'request.invalid' || code === 'directory.members_unknown') return new ScimError(400, detail, 'invalidValue')
  if (code === 'access.key_not_valid') return new ScimError(401, 'The token is unknown, expired or revoked.')
  return new ScimError(failure.status, detail)
}

/** RFC 7644 §3.12. */
export function sendScimError(reply: FastifyReply, { status, message, scimType }: ScimError): FastifyReply {
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="SCIM"')
  if (status === 503) reply.header('retry-after', String(heldSeconds))
  if (status === 429) reply.header('retry-after', '60')
  return sendScim(reply, status, {
    schemas: [urns.error],
    status: String(status),
    ...(scimType && { scimType }),
    detail: message,
  })
}

/** Any answer of this dialect (RFC 7644 §8.1). */
export function sendScim(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('application/scim+json; charset=utf-8')
    .send(JSON.stringify(body))
}
