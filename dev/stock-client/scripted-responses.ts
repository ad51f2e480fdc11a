import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { zstdDecompressSync } from 'node:zlib'

/** What the model does next. One step answers one POST …/responses. */
export type Step =
  /** Says something and ends the turn. */
  | { message: string }
  /** Calls a tool; the client posts again with its output. */
  | { call: string; args: unknown }
  /** Says something in pieces, `everyMs` apart; `until` holds back the pieces after the first. */
  | { chunks: string[]; everyMs?: number; until?: Promise<void> }
  /** A failed response: an event of the stream, not a status. */
  | { failed: { code: string; message: string } }
  /** A refusal by status. */
  | { status: number; body: unknown; headers?: Record<string, string> }
  /** Never answers, or begins a stream and falls silent. */
  | { hang: 'headers' | 'stream' }
  /** Drops the connection in the middle of the stream. */
  | { drop: true }

export type RecordedRequest = {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** The parsed JSON body, decompressed; undefined when there is none. */
  body: ResponsesBody | undefined
  /** True when the caller hung up before the answer was complete. */
  closedEarly: boolean
  /** Resolves when the exchange is over, either way. */
  over: Promise<void>
}

/** The parts of a Responses request that tests look at. */
export type ResponsesBody = {
  model: string
  input: { type: string; role?: string; output?: string; content?: { text?: string }[]; tools?: Tool[] }[]
  tools?: Tool[]
  [key: string]: unknown
}

type Tool = { type: string; name?: string; tools?: Tool[] }

/**
 * Names of the tools a request offers. With the models it knows by itself the client names none in `tools`: there they come as a
 * first input item of type `additional_tools`, in namespaces.
 */
export function offeredTools(body: ResponsesBody): string[] {
  const additional = body.input.flatMap((item) => (item.type === 'additional_tools' ? (item.tools ?? []) : []))
  return [...(body.tools ?? []), ...additional].flatMap((tool) => tool.tools ?? [tool]).map((tool) => tool.name ?? tool.type)
}

export type ScriptedResponses = {
  /** `http://127.0.0.1:<port>/v1`, to be given as an upstream's base URL. */
  baseUrl: string
  /** Adds steps to the end of the queue. */
  script: (...steps: Step[]) => void
  /** Every POST …/responses, in order. */
  requests: RecordedRequest[]
  /** Everything else that was asked (models, upgrades, wrong paths). */
  others: RecordedRequest[]
  /** Resolves with the n-th (1-based) model request, when it has come. */
  request: (n: number) => Promise<RecordedRequest>
  /** Forgets steps and records. */
  reset: () => void
  close: () => Promise<void>
}

export type ScriptedOptions = {
  /** When given, requests must carry `Authorization: Bearer <key>`. */
  key?: string
  /** Served at GET …/models. */
  models?: unknown[]
  /** Answers when the queue is empty; by default a 400 that says so, which the client does not repeat. */
  otherwise?: Step
}

/** A model that does as it is told: a Responses-compatible server on a free loopback port. */
export async function startScriptedResponses(options: ScriptedOptions = {}): Promise<ScriptedResponses> {
  const queue: Step[] = []
  const requests: RecordedRequest[] = []
  const others: RecordedRequest[] = []
  const waiting: { n: number; resolve: (request: RecordedRequest) => void }[] = []
  const empty: Step = options.otherwise ?? {
    status: 400,
    body: { error: { message: 'the script has no step for this request' } },
  }

  const server = createServer(async (req, res) => {
    const recorded = await record(req, res)
    const path = recorded.path.split('?')[0] ?? ''
    const isTurn = req.method === 'POST' && path.endsWith('/responses')
    const list = isTurn ? requests : others
    list.push(recorded)
    if (isTurn) for (const waiter of waiting) if (waiter.n === requests.length) waiter.resolve(recorded)
    if (options.key && req.headers.authorization !== `Bearer ${options.key}`) {
      return answerJson(res, 401, {
        error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' },
      })
    }
    if (isTurn) return play(res, queue.shift() ?? empty)
    if (req.headers.upgrade) return answerJson(res, 426, { error: { message: 'no websocket here' } })
    if (req.method === 'GET' && path.endsWith('/models')) return answerJson(res, 200, { models: options.models ?? [] })
    answerJson(res, 404, { error: { message: 'not found' } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    script: (...steps) => queue.push(...steps),
    requests,
    others,
    request: (n) => {
      const there = requests[n - 1]
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.push({ n, resolve }))
    },
    reset: () => {
      queue.length = requests.length = others.length = waiting.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function record(req: IncomingMessage, res: ServerResponse): Promise<RecordedRequest> {
  const recorded: RecordedRequest = {
    method: req.method ?? '',
    path: req.url ?? '',
    headers: req.headers,
    body: undefined,
    closedEarly: false,
    over: new Promise((resolve) =>
      res.once('close', () => {
        recorded.closedEarly = !res.writableFinished
        resolve()
      }),
    ),
  }
  const parts: Buffer[] = []
  for await (const part of req) parts.push(part)
  const raw = Buffer.concat(parts)
  const plain = req.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(raw) : raw
  if (plain.length > 0) recorded.body = JSON.parse(plain.toString()) as ResponsesBody // the client's own shape
  return recorded
}

const usage = {
  input_tokens: 11,
  input_tokens_details: { cached_tokens: 3 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 18,
}

async function play(res: ServerResponse, step: Step): Promise<void> {
  if ('status' in step) return answerJson(res, step.status, step.body, step.headers)
  if ('hang' in step && step.hang === 'headers') return
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  event(res, 'response.created', { response: { id: 'r1' } })
  if ('hang' in step) return
  if ('drop' in step) return void res.write(':\n\n', () => res.destroy()) // after what was written has left
  if ('failed' in step) {
    event(res, 'response.failed', { response: { id: 'r1', status: 'failed', error: step.failed } })
    return void res.end()
  }
  if ('chunks' in step) await speak(res, step)
  const item = 'call' in step ? functionCall(step) : said('chunks' in step ? step.chunks.join('') : step.message)
  event(res, 'response.output_item.done', { output_index: 0, item })
  event(res, 'response.completed', { response: { id: 'r1', usage } })
  res.end()
}

let calls = 0
const functionCall = (step: { call: string; args: unknown }) => ({
  type: 'function_call',
  call_id: `call_${++calls}`,
  name: step.call,
  arguments: JSON.stringify(step.args),
})
const said = (text: string) => ({ type: 'message', role: 'assistant', id: 'm1', content: [{ type: 'output_text', text }] })

async function speak(res: ServerResponse, step: { chunks: string[]; everyMs?: number; until?: Promise<void> }): Promise<void> {
  event(res, 'response.output_item.added', { output_index: 0, item: { ...said(''), content: [] } })
  for (const [index, delta] of step.chunks.entries()) {
    if (index === 1) await step.until
    if (index > 0 && step.everyMs) await new Promise((resolve) => setTimeout(resolve, step.everyMs))
    event(res, 'response.output_text.delta', { output_index: 0, content_index: 0, item_id: 'm1', delta })
  }
}

function event(res: ServerResponse, type: string, fields: object): void {
  res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`)
}

function answerJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers })
  res.end(typeof body === 'string' ? body : JSON.stringify(body))
}
