import { Failure } from '../../../platform/failure.ts'
import type { GatewayApp } from '../gateway.ts'
import { loopHeader } from '../proxy/headers.ts'
import { refusalFrom, unreachableBecause, without } from '../proxy/upstream-refusals.ts'
import { scanUsage } from '../proxy/usage-scanner.ts'
import { anyModel } from './pick-upstream.ts'
import type { UpstreamStanding } from './upstream-standing.ts'

/** How long a test waits, in milliseconds, and how much of an answer it reads, in bytes. */
const limits = { waitMs: 20_000, bytes: 256 * 1024 }

export interface Trial {
  ok: boolean
  status: number | null
  message: string
  milliseconds: number
}

/**
 * Sends one tiny streamed request, as a client would, and says what came back; enabled or not, so that an upstream can be tried before it is
 * used. Fails: upstream.not_found.
 */
export async function tryUpstream(app: GatewayApp, workspaceId: string, upstreamId: string, named?: string): Promise<Trial> {
  await app.feed.catchUp().catch(() => undefined) // a replica may not have heard of it yet
  const upstream = app.gateway.upstreams.find(workspaceId, upstreamId)
  if (!upstream) throw new Failure('upstream.not_found')
  const startedAt = performance.now()
  const model = named ?? upstream.models.find((it) => it !== anyModel)
  const milliseconds = () => Math.round(performance.now() - startedAt)
  if (!model) return { ok: false, status: null, message: 'Name a model to try: this upstream lists none.', milliseconds: 0 }
  const found = await ask(app, upstream, model).catch((error: unknown) => ({
    ok: false,
    status: null,
    message: isTimeout(error)
      ? `No answer within ${limits.waitMs / 1000} seconds.`
      : unreachableBecause(upstream, error as Error).message, // undici rejects with errors
  }))
  if (found.ok) app.gateway.health.succeeded(upstream.id, app.clock.now())
  else app.gateway.health.failed(upstream.id, app.clock.now(), found.message)
  return { ...found, milliseconds: milliseconds() }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')

async function ask(app: GatewayApp, upstream: UpstreamStanding, model: string): Promise<Omit<Trial, 'milliseconds'>> {
  const { statusCode, headers, body } = await app.gateway.connections.of(upstream).request({
    method: 'POST',
    path: `${upstream.basePath}/responses`,
    signal: AbortSignal.timeout(limits.waitMs),
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'accept-encoding': 'identity',
      'user-agent': 'bailiwick',
      [loopHeader]: app.gateway.loopMark,
      ...(upstream.key && { authorization: `Bearer ${upstream.key}` }),
    },
    body: JSON.stringify({
      model,
      stream: true,
      store: false,
      max_output_tokens: 16,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Answer with the word ok.' }] }],
    }),
  })
  const scanner = scanUsage()
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    parts.push(part)
    scanner.scan(part)
    size += part.length
    if (size > limits.bytes) break // leaving the loop ends the call
  }
  const text = Buffer.concat(parts).toString('utf8')
  if (statusCode >= 300)
    return { ok: false, status: statusCode, message: refusalFrom(upstream, { status: statusCode, headers, text }).message }
  if (!String(headers['content-type']).includes('text/event-stream'))
    return {
      ok: false,
      status: statusCode,
      message: 'It answered, but not with an event stream: is this the base of a Responses API?',
    }
  const ending = scanner.ending()
  if (ending === 'failed')
    return {
      ok: false,
      status: statusCode,
      message: `It could not answer with ${model}: ${failureIn(without(upstream.key, text))}`,
    }
  if (!ending) return { ok: false, status: statusCode, message: 'It began to answer and broke off before the end.' }
  return { ok: true, status: statusCode, message: `${model} answered.` }
}

function failureIn(text: string): string {
  const message = /"error"\s*:\s*\{[^{}]*?"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1]
  return message ? String(JSON.parse(message)).slice(0, 500) : 'it gave no reason.'
}
