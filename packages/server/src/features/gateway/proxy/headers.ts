import type { IncomingHttpHeaders } from 'node:http'
import type { UpstreamStanding } from '../upstreams/upstream-standing.ts'

/** Carries the installation's mark; a call that arrives with our own has gone in a circle. */
export const loopHeader = 'x-bailiwick-hop'

/**
 * What a Responses upstream may need to know of the call. Left out on purpose: the client's bearer and cookies, its address, its
 * user-agent and `x-codex-turn-metadata` (folders and repositories on the person's machine).
 */
const forwarded = [
  'accept',
  'openai-beta',
  'originator',
  'version',
  'session-id',
  'thread-id',
  'x-client-request-id',
  'x-codex-beta-features',
  'x-codex-turn-state',
  'x-openai-internal-codex-responses-lite',
  'idempotency-key',
]

/**
 * What of the upstream's answer reaches the client. Left out on purpose: `set-cookie`, and `openai-model`, which makes the client say that
 * the model was rerouted for high-risk activity.
 */
const returned = [
  'content-type',
  'content-length',
  'content-encoding',
  'x-request-id',
  'openai-processing-ms',
  'openai-version',
  'x-codex-turn-state',
  'x-reasoning-included',
]

/** Anything else cannot be sent on. */
const visible = /^[\x20-\x7e]{1,4096}$/

export function toUpstreamHeaders(
  incoming: IncomingHttpHeaders,
  upstream: UpstreamStanding,
  loopMark: string,
): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'bailiwick',
    [loopHeader]: loopMark,
  }
  if (upstream.key) headers.authorization = `Bearer ${upstream.key}`
  for (const name of forwarded) {
    const value = incoming[name]
    if (typeof value === 'string' && visible.test(value)) headers[name] = value
  }
  return headers
}

export function toClientHeaders(answered: IncomingHttpHeaders): Record<string, string | string[]> {
  // Proxies such as nginx hold event streams back unless told otherwise.
  const headers: Record<string, string | string[]> = {
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  }
  for (const name of returned) {
    const value = answered[name]
    if (value !== undefined) headers[name] = value
  }
  for (const [name, value] of Object.entries(answered)) {
    if (name.startsWith('x-ratelimit-') && value !== undefined) headers[name] = value
  }
  return headers
}
