import type { IncomingHttpHeaders } from 'node:http'
import type { UpstreamStanding } from '../upstreams/upstream-standing.ts'
import { overloaded, type Refusal, unreachable } from './refusals.ts'

/** An answer of the upstream that is no success. */
export interface UpstreamAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** The beginning of the body. */
  text: string
}

/** What people call the upstream in a sentence. */
const called = (upstream: UpstreamStanding): string => `The model upstream “${upstream.name}”`
const owner = 'A workspace owner can correct it in Bailiwick under Model gateway.'

/**
 * The client's answer to an upstream's refusal. The upstream's 401 is about our key, not the client's token: passed on, it would send the
 * client into a storm of refreshes. What the person can act on (400, 429) keeps its words; programs get it as it is.
 */
export function refusalFrom(upstream: UpstreamStanding, answer: UpstreamAnswer): Refusal {
  const { status } = answer
  const said = messageIn(without(upstream.key, answer.text))
  const quoted = said ? `: ${said}` : '.'
  const base = { type: 'server_error', say: 'once' as const }
  if (status === 401) {
    // Its words are left out: providers quote the key.
    const message = `${called(upstream)} refused the key that Bailiwick holds for it. ${owner}`
    return { ...base, status: 502, code: 'upstream_key_refused', message }
  }
  if (status === 403) {
    const message = `${called(upstream)} did not allow the call${quoted} ${owner}`
    return { ...base, status: 502, code: 'upstream_denied', message }
  }
  if (status === 404)
    return {
      ...base,
      status: 404,
      code: 'upstream_not_found',
      message: `${called(upstream)} does not know this address or model${quoted}`,
    }
  if (status === 400) return badRequestFrom(upstream, answer, said)
  if (status === 429) return tooMany(upstream, answer, said)
  if (status === 503 || status === 529) return overloaded(`${called(upstream)} is overloaded${quoted}`, retryAfter(answer))
  if (status >= 500)
    return {
      ...base,
      status: 502,
      code: 'upstream_failed',
      say: 'retry',
      message: `${called(upstream)} failed with status ${status}${quoted}`,
    }
  if (status >= 300 && status < 400)
    return { ...base, status: 502, code: 'upstream_redirects', message: `${called(upstream)} answered with a redirect. ${owner}` }
  return {
    ...base,
    status,
    code: 'upstream_refused',
    message: `${called(upstream)} refused the request with status ${status}${quoted}`,
  }
}

/** The client shows a plain 400 as it is and does not repeat it; it also looks into the text for images it must leave out. */
function badRequestFrom(upstream: UpstreamStanding, answer: UpstreamAnswer, said: string): Refusal {
  const message = said || `${called(upstream)} refused the request.`
  return { status: 400, type: 'invalid_request_error', code: codeIn(answer.text) ?? 'upstream_refused', message, say: 'status' }
}

/**
 * Too many requests. The client waits when the sentence says for how long, and knows two kinds for which waiting is of no use: its own
 * words stand for a used-up plan, ours for a used-up account.
 */
function tooMany(upstream: UpstreamStanding, answer: UpstreamAnswer, said: string): Refusal {
  const text = without(upstream.key, answer.text)
  const kind = `${codeIn(text)} ${typeIn(text)}`
  const headers = retryAfter(answer)
  const seconds = Number(headers['retry-after'])
  const wait = seconds > 0 && !/try again in/i.test(said) ? ` Please try again in ${seconds}s.` : ''
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    message: `${called(upstream)} takes no more requests for now${said ? `: ${said}` : '.'}${wait}`,
    say: /usage_limit_reached|usage_not_included/.test(kind) ? 'status' : /insufficient_quota/.test(kind) ? 'once' : 'later',
    headers,
    ...(parse(text) && { body: { type: 'application/json; charset=utf-8', text } }),
  }
}

function retryAfter({ headers }: UpstreamAnswer): Record<string, string> {
  const value = headers['retry-after']
  return value && /^[\w ,:]{1,40}$/.test(value) ? { 'retry-after': value } : {}
}

const connectionWords: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its name is not known to the name service',
  EAI_AGAIN: 'the name service did not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept a connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not begin to answer in time',
  UND_ERR_SOCKET: 'it closed the connection without an answer',
  ECONNRESET: 'it closed the connection without an answer',
  EHOSTUNREACH: 'no network leads to it',
  ENETUNREACH: 'no network leads to it',
}

/** The sentence about an upstream that could not be asked. */
export function unreachableBecause(upstream: UpstreamStanding, error: Error): Refusal {
  const code = 'code' in error ? String(error.code) : error.name
  const certificate = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_VERIFY|SSL/.test(code)
  const why =
    error.name === 'AddressRefused'
      ? 'its name leads to an address that a model must not have'
      : certificate
        ? `its certificate was not accepted (${code})`
        : (connectionWords[code] ?? `the connection failed (${code})`)
  return unreachable(`${called(upstream)} could not be reached: ${why}. Try again; if it stays so, tell a workspace owner.`)
}

/** What to say in a stream that the upstream broke off. */
export const brokenOff = (upstream: UpstreamStanding): string => `${called(upstream)} broke off in the middle of its answer.`

/** Providers quote what they were sent; the key is taken out of every text that is kept or shown. */
export const without = (key: string | null, text: string): string => (key ? text.replaceAll(key, '[key]') : text)

function parse(text: string): { error?: unknown; message?: unknown; detail?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** The sentence in an error body, whichever of the usual shapes it has; plain text as it is, a page not at all. */
function messageIn(text: string): string {
  const body = parse(text)
  if (!body) return /^\s*</.test(text) ? '' : text.trim().slice(0, 2_000)
  const { error } = body
  const inner = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  const found = [inner, body.message, body.detail].find((it) => typeof it === 'string')
  return typeof found === 'string' ? found.slice(0, 2_000) : ''
}

const codeIn = (text: string): string | undefined => errorField(text, 'code')
const typeIn = (text: string): string | undefined => errorField(text, 'type')

function errorField(text: string, name: 'code' | 'type'): string | undefined {
  const error = parse(text)?.error
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  return typeof value === 'string' ? value.slice(0, 100) : undefined
}
