import {
  addressOf,
  type BodyIn,
  type ParamsOf,
  type ProblemBody,
  type QueryIn,
  type ReturnsOf,
  type RouteContract,
} from '@bailiwick/contracts'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { sessionCookie } from '../features/access/index.ts'
import { type App, type OpenApp, openApp } from '../main/app.ts'
import { fakeClock } from '../platform/clock.ts'
import { openLog } from '../platform/log.ts'
import type { Config } from '../platform/platform.ts'
import { testDatabase } from '../platform/testing/database.ts'
import { type Seeded, seedCompany } from './seed.ts'

interface Asked<T> {
  status: number
  body: T
  /** The refusal, when there was one. */
  problem: ProblemBody | undefined
  headers: Record<string, unknown>
}

type Input<R> = { params?: Partial<ParamsOf<R>>; query?: QueryIn<R>; body?: BodyIn<R> }

/** A caller of the admin API; paths below a workspace get their own workspace's id unless another is named. */
export interface Caller {
  call<const R extends RouteContract>(route: R, input?: Input<R>): Promise<Asked<ReturnsOf<R>>>
  inject(options: InjectOptions): Promise<LightMyRequestResponse>
}

export interface TestServer {
  app: App
  server: OpenApp['server']
  clock: ReturnType<typeof fakeClock>
  seeded: Seeded
  /** By person key: `as('ada')`. */
  as(key: string): Caller
  /** By admin key of a workspace. */
  withKey(secret: string, slug?: string): Caller
  anonymous: Caller
  /** Listens on a free port of 127.0.0.1; returns the address. */
  listen(): Promise<string>
  close(): Promise<void>
}

/** The control plane on a database of its own, with the company in it. Talk to it through the edge. */
export async function startTestServer(change: Partial<Config> = {}): Promise<TestServer> {
  const database = await testDatabase()
  const clock = fakeClock(new Date().toISOString())
  const log = openLog(process.env.TEST_LOG ?? 'silent')
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://127.0.0.1:8787',
    dataDir: '',
    trustProxy: false,
    tls: null,
    databaseUrl: database.url,
    logLevel: 'silent',
    checkAnswers: true,
    ...change,
  }
  const opened = await openApp({ config, clock, log, sealingKey: Buffer.alloc(32, 7) })
  const { app, server } = opened
  const seeded = await seedCompany(app.db, clock.now())
  await app.reload()

  const caller = (headers: Record<string, string>, slug: string): Caller => ({
    inject: (options) => server.inject({ ...options, headers: { ...headers, ...options.headers } }),
    async call(route, input = {}) {
      const { method, path } = addressOf(route)
      const params: Record<string, string | undefined> = { workspaceId: seeded.workspaces[slug], ...input.params }
      const url = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
      const query = Object.fromEntries(Object.entries(input.query ?? {}).map(([key, value]) => [key, String(value)]))
      const answer = await server.inject({
        method,
        url,
        headers,
        query,
        ...(input.body !== undefined && { payload: input.body as object }), // a JSON body, by the contract
      })
      const body = answer.body ? JSON.parse(answer.body) : undefined
      return { status: answer.statusCode, body, problem: answer.statusCode >= 400 ? body : undefined, headers: answer.headers }
    },
  })
  const slugOf = (key: string) => (key === 'mallory' || key === 'bob' ? 'beta' : 'acme')

  return {
    app,
    server,
    clock,
    seeded,
    as: (key) => caller({ cookie: `${sessionCookie(app)}=${seeded.sessions[key]}` }, slugOf(key)),
    withKey: (secret, slug = 'acme') => caller({ authorization: `Bearer ${secret}` }, slug),
    anonymous: caller({}, 'acme'),
    listen: () => server.listen({ host: '127.0.0.1', port: 0 }),
    async close() {
      await opened.close()
      await database.drop()
    },
  }
}
