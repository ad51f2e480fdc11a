import { randomUUID } from 'node:crypto'
import { codexClientId } from '@bailiwick/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'

type Saying = 'once' | 'retry' | 'later'
const eventCodes: Record<Saying, string> = { once: 'invalid_prompt', retry: 'server_error', later: 'rate_limit_exceeded' }

/** Why a model call is not answered by a model, in words for the person at the client. */
export interface Refusal {
  /** For programs: the status and OpenAI's error object. */
  status: number
  type: string
  code: string
  message: string
  /**
   * What the stock client should make of it (seen with 0.169.0). `once`: it shows the message byte for byte and gives up, with one
   * request. `retry`: five more tries within seven seconds, then its own words and the message. `later`: the same, but it waits as
   * long as the message says. `status`: status and body say more to it than an event; a 5xx never does, it costs thirty requests and
   * hides the message.
   */
  say: Saying | 'status'
  headers?: Record<string, string>
  /** Sent as it is instead of the error object. */
  body?: { type: string; text: string }
}

/** The last event of a failed response. */
export function failedEvent(message: string, say: Saying, id = `resp_${randomUUID()}`): string {
  const response = { id, object: 'response', status: 'failed', error: { code: eventCodes[say], message } }
  return sseEvent('response.failed', { response })
}

const sseEvent = (type: string, fields: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`

/** Whether the caller reads event streams, as the stock client does; plain programs get a status and JSON. */
const readsEvents = (request: FastifyRequest): boolean => (request.headers.accept ?? '').includes('text/event-stream')

/**
 * Says no. A client that reads event streams gets a failed response, because it repeats refusals by status and puts its own words
 * around them; anybody else gets the status.
 */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  reply.header('cache-control', 'no-store').headers(refusal.headers ?? {})
  if (refusal.say !== 'status' && readsEvents(request)) {
    const id = `resp_${randomUUID()}`
    const created = sseEvent('response.created', { response: { id, object: 'response', status: 'in_progress' } })
    return reply
      .status(200)
      .type('text/event-stream; charset=utf-8')
      .send(created + failedEvent(refusal.message, refusal.say, id))
  }
  // Of a plain 400 the client shows the text as it is.
  if (refusal.status === 400 && readsEvents(request))
    return reply.status(400).type('text/plain; charset=utf-8').send(refusal.message)
  if (refusal.body) return reply.status(refusal.status).type(refusal.body.type).send(refusal.body.text)
  return reply.status(refusal.status).type('application/json; charset=utf-8').send(errorBody(refusal))
}

/** OpenAI's error object, which the client reads `message` from. */
export const errorBody = ({ message, type, code }: Pick<Refusal, 'message' | 'type' | 'code'>): string =>
  JSON.stringify({ error: { message, type, param: null, code } })

/** A member without the right (WS-03): the workspace's own words, byte for byte. */
export const notEntitled = (denialText: string): Refusal => ({
  status: 403,
  type: 'access_denied',
  code: 'codex_not_allowed',
  message: denialText,
  say: 'once',
})

/**
 * A sign-in that was served no policy for longer than the workspace allows: an altered cache, or one whose fetch nobody saw. A stock client
 * fetches at its next start once the file is gone (0.169.0).
 * @param minutes how old the last fetch may be
 */
export const noRecentPolicy = (minutes: number): Refusal => ({
  status: 403,
  type: 'access_denied',
  code: 'no_recent_policy',
  message:
    `This workspace answers model calls only under a policy that was fetched in the last ${minutes} minutes, and this sign-in has fetched none. ` +
    'End Codex, remove cloud-config-bundle-cache.json from ~/.codex (or from CODEX_HOME), and start Codex again.',
  say: 'once',
})

/** 401 makes the client refresh and try again, so it is kept for tokens that a refresh can replace or that are not known. */
export const notSignedIn = (why: 'expired' | undefined): Refusal => ({
  status: 401,
  type: 'invalid_request_error',
  code: why === 'expired' ? 'token_expired' : 'invalid_token',
  message: why === 'expired' ? 'The access token has expired.' : 'Sign in first: this access token is not known, or was ended.',
  say: 'status',
})

/**
 * Nobody at all: a forced provider without a sign-in. A 401 would be repeated six times without a word about what to do. The command names
 * this server, because without the two options the client signs in at its vendor (0.169.0).
 */
export const nobody = (publicUrl: string): Refusal => ({
  ...notSignedIn(undefined),
  message: `Sign in first: run \`codex login --device-auth --experimental_issuer ${publicUrl} --experimental_client-id ${codexClientId}\`, then start again.`,
  say: 'once',
})

export const noUpstream: Refusal = {
  status: 503,
  type: 'server_error',
  code: 'no_upstream',
  message:
    'No model is connected to this workspace yet, so Codex cannot answer. A workspace owner can add one in Bailiwick under Model gateway.',
  say: 'once',
}

export const modelNotOffered = (because: string): Refusal => ({
  status: 403,
  type: 'invalid_request_error',
  code: 'model_not_allowed',
  message: because,
  say: 'once',
})

export const badRequest = (status: 400 | 408 | 413 | 415, message: string): Refusal => ({
  status,
  type: 'invalid_request_error',
  code: status === 413 ? 'request_too_large' : 'request_not_readable',
  message,
  say: 'once',
})

/** What we decide by is older than we dare: nobody is let in or out by it. */
export const databaseGone: Refusal = {
  status: 503,
  type: 'server_error',
  code: 'database_gone',
  message: 'Bailiwick cannot reach its database and does not know any more who may use Codex. Try again in a moment.',
  say: 'retry',
  headers: { 'retry-after': '5' },
}

export const tooMuchAtOnce: Refusal = {
  status: 429,
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
  message: 'Your running calls are too large together. Please try again in 10s.',
  say: 'later',
  headers: { 'retry-after': '10' },
}

export const loop: Refusal = {
  status: 508,
  type: 'server_error',
  code: 'loop_detected',
  message:
    'This call came out of this Bailiwick and went into it again: the model upstream leads back here. A workspace owner can correct its address.',
  say: 'once',
}

export const overloaded = (message: string, headers: Record<string, string> = {}): Refusal => ({
  status: 503,
  type: 'server_error',
  code: 'server_is_overloaded',
  message,
  say: 'retry',
  headers,
})

/** The server stops before the upstream has begun to answer. */
export const restarting = (message: string): Refusal => ({
  status: 503,
  type: 'server_error',
  code: 'restarting',
  message,
  say: 'retry',
  headers: { 'retry-after': '2' },
})

export const unreachable = (message: string): Refusal => ({
  status: 502,
  type: 'server_error',
  code: 'upstream_unreachable',
  message,
  say: 'once',
})
