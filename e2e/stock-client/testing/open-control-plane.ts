import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeStockClient, type StockClient, type StockClientOptions } from '../../../dev/stock-client/index.ts'
import type { Config } from '../../../packages/server/src/platform/platform.ts'
import { localAuthority } from '../../../packages/server/src/platform/tls/index.ts'
import { startTestServer, type TestServer } from '../../../packages/server/src/testing/server.ts'

export interface ControlPlane {
  it: TestServer
  url: string
  /** Every request that arrived, as `GET /path`, in order. */
  requests: string[]
  /** Loses the next answer to this address: the work is done, then the connection breaks. */
  loseAnswer(path: string): void
  /**
   * Sets the server's clock to some time from the machine's, by which clients go: what was issued two hours ago is expired for both. A
   * client that still holds its token for good does not take over what another one fetched meanwhile (0.169.0).
   */
  setClock(fromNowMs: number): void
  /** A fresh installation of the stock client, pointed here. */
  client(change?: Partial<StockClientOptions>): Promise<StockClient>
  close(): Promise<void>
}

/** The company's control plane, listening on a loopback port that its own addresses name; with a private CA when `https`. */
export async function openControlPlane(options: { https?: boolean; config?: Partial<Config> } = {}): Promise<ControlPlane> {
  const port = await freePort()
  const url = `${options.https ? 'https' : 'http'}://127.0.0.1:${port}`
  const dir = join(import.meta.dirname, '..', '..', '..', '.e2e', `tls-${port}`)
  const authority = options.https ? await localAuthority({ dir, hosts: ['127.0.0.1'] }) : undefined
  const it = await startTestServer({ publicUrl: url, tls: authority ?? null, ...options.config })
  const requests: string[] = []
  const lost = new Set<string>()
  it.server.addHook('onRequest', async (request) => {
    requests.push(`${request.method} ${pathOf(request.url)}`)
  })
  it.server.addHook('onSend', async (request, reply) => {
    if (lost.delete(pathOf(request.url))) reply.raw.destroy()
  })
  await it.server.listen({ host: '127.0.0.1', port })
  const clients: StockClient[] = []
  return {
    it,
    url,
    requests,
    loseAnswer: (path) => lost.add(path),
    setClock: (fromNowMs) => it.clock.advance(Date.now() + fromNowMs - it.clock.now().getTime()),
    async client(change = {}) {
      const client = await makeStockClient({
        chatgptBaseUrl: `${url}/backend-api`,
        ...(authority && { caFile: authority.caPath }),
        ...change,
      })
      clients.push(client)
      return client
    },
    async close() {
      await Promise.all(clients.map((client) => client.dispose()))
      await it.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const pathOf = (url: string): string => url.split('?')[0] ?? url

/** A port that nobody listened on a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
