import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setDefaultCACertificates } from 'node:tls'
import { approvalRoutes, gatewayRoutes } from '@bailiwick/contracts'
import {
  makeStockClient,
  type ScriptedOptions,
  type ScriptedResponses,
  type StockClient,
  type StockClientOptions,
  startDeviceLogin,
  startScriptedResponses,
} from '../../../dev/stock-client/index.ts'
import { localAuthority } from '../../../packages/server/src/platform/tls/index.ts'
import { freePort, type RealServer, startRealServer } from '../../server.ts'
import { startTap, type Tap } from './tap.ts'

/** The model that the company's upstream offers. A slug of its own: with the vendor's the client hides its tools from us. */
export const houseModel = 'acme-coder'
export const upstreamKey = 'sk-of-the-company-5544'

/** The demo company on a real server, with a model that does as it is told, and clients that go through a tap. */
export interface Company {
  server: RealServer
  url: string
  model: ScriptedResponses
  tap: Tap
  /** A fresh installation of the stock client, pointed here. */
  client(change?: Partial<StockClientOptions>): Promise<StockClient>
  /** Signs a client in by device code as a person of the company, a fresh one when none is given; the person approves over the API. */
  signIn(key: string, client?: StockClient): Promise<StockClient>
  close(): Promise<void>
}

export interface CompanyOptions {
  model?: ScriptedOptions
  /** `own`: by the server's own authority, without a tap. `proxy`: the tap is a TLS proxy before a plain server. */
  https?: 'own' | 'proxy'
  /** Clients reach the server itself: a tap would go on listening while the server is gone. */
  direct?: boolean
  /** false leaves the gateway without an upstream. */
  upstream?: boolean
}

export async function openCompany(options: CompanyOptions = {}): Promise<Company> {
  const { https, direct = https === 'own', upstream = true } = options
  const port = await freePort()
  const tapPort = direct ? port : await freePort()
  const folder = https === 'proxy' ? await mkdtemp(join(tmpdir(), 'bailiwick-proxy-')) : undefined
  const authority = folder ? await localAuthority({ dir: folder, hosts: ['127.0.0.1'] }) : undefined
  const model = await startScriptedResponses({ key: upstreamKey, ...options.model })
  const tap = direct ? noTap(port) : await startTap(tapPort, port, authority)
  const closeOutside = async () => {
    await Promise.all([tap.close(), model.close()])
    if (folder) await rm(folder, { recursive: true, force: true })
  }
  const server = await startRealServer({
    port,
    args: https === 'own' ? ['--tls'] : [],
    ...(direct ? {} : { publicUrl: tap.url }),
  }).catch(async (error: unknown) => {
    await closeOutside()
    throw error
  })
  const { url } = server
  const caFile = https === 'own' ? join(server.dataDir, 'tls', 'ca.pem') : authority?.caPath
  if (caFile) setDefaultCACertificates([await readFile(caFile, 'utf8')])
  const clients: StockClient[] = []

  const client: Company['client'] = async (change = {}) => {
    const made = await makeStockClient({ chatgptBaseUrl: `${url}/backend-api`, ...(caFile && { caFile }), ...change })
    clients.push(made)
    return made
  }
  const close = async () => {
    await Promise.all(clients.map((it) => it.dispose()))
    await server.close()
    await closeOutside()
  }
  if (upstream) {
    const body = { name: 'House model', baseUrl: model.baseUrl, key: upstreamKey, models: [houseModel] }
    const answer = await server.owner.call(gatewayRoutes.create, { body })
    if (answer.problem) {
      await close()
      throw new Error(`no upstream: ${answer.problem.title}`)
    }
  }
  return { server, url, model, tap, client, signIn: async (key, it) => signIn(server, it ?? (await client()), key), close }
}

async function signIn(server: RealServer, client: StockClient, key: string): Promise<StockClient> {
  const login = startDeviceLogin(client)
  const [person, { userCode }] = await Promise.all([server.person(key), login.prompt])
  const body = { userCode, workspaceId: server.demo.workspaceId, decision: 'approve' } as const
  const answer = await person.call(approvalRoutes.decide, { body })
  const run = await login.ended
  if (run.code !== 0) throw new Error(`${key} could not sign in: ${answer.body?.message} ${run.stderr}`)
  return client
}

const noTap = (port: number): Tap => ({
  url: `http://127.0.0.1:${port}`,
  passed: [],
  since: () => [],
  modelCalls: () => Number.NaN,
  close: async () => undefined,
})
