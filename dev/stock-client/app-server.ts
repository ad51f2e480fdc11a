import { createInterface } from 'node:readline'
import type { ClientRun } from './client-process.ts'
import type { RunOptions, StockClient } from './stock-client.ts'

type Params = Record<string, unknown>
/** A message of the app-server: a notification, or a request it wants answered. */
export type ServerMessage = { method: string; params: Params }

/** The app-server refused a request. */
export class AppServerError extends Error {
  readonly code: number
  readonly data: unknown
  constructor(method: string, error: { code: number; message: string; data?: unknown }) {
    super(`${method}: ${error.message}`)
    this.code = error.code
    this.data = error.data
  }
}

export type AppServer = {
  /** Calls a method and resolves with its result. Rejects with AppServerError, or when no answer comes in `timeoutMs`. */
  call: <T = Params>(method: string, params?: Params, timeoutMs?: number) => Promise<T>
  /** The first notification that fits, also one that has come already. */
  seen: (method: string, fits?: (params: Params) => boolean, timeoutMs?: number) => Promise<Params>
  notifications: ServerMessage[]
  /** Requests the server made of us (approvals), in order. */
  asked: ServerMessage[]
  /** Starts a thread and runs one turn to its end. */
  turn: (text: string, thread?: Params) => Promise<{ threadId: string; status: string; error: { message: string } | null }>
  close: () => Promise<ClientRun>
}

export type AppServerOptions = RunOptions & {
  /** Answers what the server asks (approvals). The default accepts. */
  answer?: (request: ServerMessage) => Params
}

/** Starts `codex app-server` on stdio (JSON-RPC, one message a line) and introduces us. Section 15.2 of the client's protocol. */
export async function openAppServer(client: StockClient, options: AppServerOptions = {}): Promise<AppServer> {
  const process = client.start(['app-server'], { timeoutMs: 120_000, ...options })
  const answer = options.answer ?? (() => ({ decision: 'accept' }))
  const pending = new Map<number, { method: string; settle: (message: Answer) => void }>()
  const watchers = new Set<() => void>()
  const notifications: ServerMessage[] = []
  const asked: ServerMessage[] = []
  let nextId = 1
  const send = (message: object) => process.child.stdin.write(`${JSON.stringify(message)}\n`)

  createInterface({ input: process.child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return
    const message = JSON.parse(line) as Incoming // JSON-RPC by contract
    if (message.method === undefined) {
      pending.get(message.id)?.settle(message)
      pending.delete(message.id)
    } else if (message.id === undefined) {
      notifications.push({ method: message.method, params: message.params ?? {} })
      for (const watcher of watchers) watcher()
    } else {
      const request = { method: message.method, params: message.params ?? {} }
      asked.push(request)
      send({ id: message.id, result: answer(request) })
    }
  })

  const call: AppServer['call'] = <T>(method: string, params: Params = {}, timeoutMs = 60_000) => {
    const id = nextId++
    const answered = new Promise<T>((resolve, reject) => {
      const settle = (message: Answer) =>
        message.error ? reject(new AppServerError(method, message.error)) : resolve(message.result as T) // the caller names the shape
      pending.set(id, { method, settle })
      process.ended.then((run) => reject(new Error(`app-server ended (${run.code}) during ${method}: ${run.stderr}`)), reject)
    })
    send({ id, method, params })
    return within(answered, timeoutMs, `no answer to ${method}`)
  }

  const seen: AppServer['seen'] = (method, fits = () => true, timeoutMs = 60_000) => {
    let watcher = () => {}
    const found = new Promise<Params>((resolve) => {
      watcher = () => {
        const hit = notifications.find((notification) => notification.method === method && fits(notification.params))
        if (hit) resolve(hit.params)
      }
      watchers.add(watcher)
      watcher()
    })
    return within(found, timeoutMs, `no notification ${method}`).finally(() => watchers.delete(watcher))
  }

  const turn: AppServer['turn'] = async (text, thread = {}) => {
    const started = await call<{ thread: { id: string } }>('thread/start', { cwd: client.home.workDir, ...thread })
    const threadId = started.thread.id
    await call('turn/start', { threadId, input: [{ type: 'text', text }] })
    const done = await seen('turn/completed', (params) => params.threadId === threadId)
    const { status, error } = done.turn as { status: string; error: { message: string } | null } // app-server schema
    return { threadId, status, error }
  }

  const clientInfo = { name: 'bailiwick-e2e', title: 'Bailiwick tests', version: '0' }
  await call('initialize', { clientInfo, capabilities: { experimentalApi: true } })
  send({ method: 'initialized' })
  return {
    call,
    seen,
    notifications,
    asked,
    turn,
    close: async () => {
      await process.kill()
      return process.ended
    },
  }
}

type Answer = { result?: unknown; error?: { code: number; message: string; data?: unknown } }
type Incoming = ({ id: number; method?: undefined } & Answer) | { id?: number; method: string; params?: Params }

function within<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${timeoutMs} ms`)), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
