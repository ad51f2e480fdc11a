import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  addressOf,
  type BodyIn,
  type ParamsOf,
  type ProblemBody,
  type QueryIn,
  type ReturnsOf,
  type RouteContract,
  sessionRoutes,
} from '@bailiwick/contracts'

const main = resolve(import.meta.dirname, '..', 'packages', 'server', 'src', 'main', 'main.ts')
/** A start makes a database and fills it: seconds, and more on a busy machine. */
const startLimitMs = 60_000

export type Input<R> = { params?: Partial<ParamsOf<R>>; query?: QueryIn<R>; body?: BodyIn<R> }
export interface Answer<T> {
  status: number
  body: T
  /** The refusal, when there was one. */
  problem: ProblemBody | undefined
}
/** A caller of the API over the network; paths below a workspace get the demo company's id. */
export interface ApiCaller {
  call<const R extends RouteContract>(route: R, input?: Input<R>): Promise<Answer<ReturnsOf<R>>>
  /** The header that says who calls. */
  headers: Record<string, string>
}

interface Demo {
  workspaceId: string
  adminKey: string
  workspaces: { id: string; slug: string }[]
  people: { name: string; email: string; password: string }[]
}

export interface RealServer {
  /** The address that people and clients use. */
  url: string
  dataDir: string
  demo: Demo
  /** By admin key with every scope. */
  owner: ApiCaller
  /** Signs a person in with their password, by the part of the e-mail before the @. */
  person(key: string): Promise<ApiCaller>
  pid(): number
  /** What it has printed so far, over all its starts. */
  output(): string
  /** SIGKILL: nothing is put in order. Its database goes on running. */
  kill(): Promise<void>
  /** Starts again on the same data and address. */
  start(): Promise<void>
  /** Stops it as an operator does, and removes its data. */
  close(): Promise<void>
}

export interface RealServerOptions {
  port?: number
  /** The address that people use, when something stands before the server. */
  publicUrl?: string
  args?: string[]
}

/** Runs `bailiwick up --demo` as a process of its own, on a data folder of its own. */
export async function startRealServer({ port, publicUrl, args = [] }: RealServerOptions = {}): Promise<RealServer> {
  const parent = await mkdtemp(join(tmpdir(), 'bailiwick-e2e-'))
  await chmod(parent, 0o711) // PostgreSQL's account has to pass
  const dataDir = join(parent, 'data')
  const listenAt = port ?? (await freePort())
  const address = publicUrl ? ['--public-url', publicUrl, '--trust-proxy', 'loopback'] : []
  const argv = [main, 'up', '--demo', '--port', String(listenAt), '--data', dataDir, ...address, ...args]
  let output = ''
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const from = output.length
    const started = spawn(process.execPath, argv, { env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    // A test run that is cut short must not leave a server behind.
    const last = () => started.kill('SIGTERM')
    process.once('exit', last)
    started.once('exit', () => process.off('exit', last))
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    await until(() => {
      if (started.exitCode !== null) throw new Error(`the server ended (${started.exitCode}):\n${output.slice(from)}`)
      return output.slice(from).includes('Bailiwick is ready')
    }, startLimitMs)
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  const removeData = () => rm(parent, { recursive: true, force: true, maxRetries: 5 })

  try {
    await start()
    const demo = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo & { baseUrl: string } // the server's own file
    const url = demo.baseUrl
    return {
      url,
      dataDir,
      demo,
      owner: caller(url, demo.workspaceId, { authorization: `Bearer ${demo.adminKey}` }),
      person: async (key) => caller(url, demo.workspaceId, { cookie: await signIn(url, demo, key) }),
      pid: () => child?.pid ?? 0,
      output: () => output,
      kill: () => end('SIGKILL'),
      start,
      async close() {
        // A killed server left its database running: only another start finds and stops it.
        if (child?.signalCode === 'SIGKILL') await start()
        await end('SIGTERM')
        await removeData()
      },
    }
  } catch (error) {
    await end('SIGTERM')
    await removeData()
    throw error
  }
}

function caller(origin: string, workspaceId: string, headers: Record<string, string>): ApiCaller {
  return {
    headers,
    async call(route, input = {}) {
      const { method, path } = addressOf(route)
      const params: Record<string, string | undefined> = { workspaceId, ...input.params }
      const url = new URL(
        path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
        origin,
      )
      for (const [name, value] of Object.entries(input.query ?? {})) url.searchParams.set(name, String(value))
      const json = { 'content-type': 'application/json' }
      const sent = input.body === undefined ? { headers } : { headers: { ...headers, ...json }, body: JSON.stringify(input.body) }
      const answer = await fetch(url, { method, ...sent })
      const text = await answer.text()
      const body = text === '' ? undefined : JSON.parse(text)
      return { status: answer.status, body, problem: answer.ok ? undefined : body }
    },
  }
}

async function signIn(url: string, demo: Demo, key: string): Promise<string> {
  const person = demo.people.find((it) => it.email.startsWith(`${key}@`))
  if (!person) throw new Error(`nobody in the demo is called ${key}`)
  const { method, path } = addressOf(sessionRoutes.signIn)
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: person.password }),
  })
  if (!answer.ok) throw new Error(`${person.email} could not sign in: ${answer.status} ${await answer.text()}`)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** Nothing of the person who runs the tests reaches the server: no address of a database, no keys. */
const cleanEnv = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8' })

/** Waits for a condition, looking often; rejects when it did not come in time. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms for ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A port of 127.0.0.1 that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
