import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as later } from 'node:timers/promises'
import { openApp } from '../packages/server/src/main/app.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { openLog } from '../packages/server/src/platform/log.ts'
import { serveParent } from './child.ts'
import { scaleConfig } from './scale-config.ts'

/** The real server on a database that is full already, on a port of its own with TLS and on one without. */
const [databaseUrl = '', folder = '', certPem = '', keyPem = ''] = process.argv.slice(2)
const config = scaleConfig(databaseUrl, folder)
const { server, close } = await openApp({ config, clock: systemClock, log: openLog('warn'), sealingKey: Buffer.alloc(32, 1) })
await server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 })
const secure = createServer({ cert: certPem, key: keyPem }, (req, res) => server.routing(req, res))
await new Promise<void>((resolve) => secure.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, resolve))
const portOf = (it: typeof server.server | typeof secure) => (it.address() as AddressInfo).port // both listen on TCP
const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()

export interface ScaleMemory {
  rssMb: number
  heapMb: number
}

const memory = (): ScaleMemory => {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 }
}

serveParent(
  { port: portOf(server.server), securePort: portOf(secure) },
  async () => {
    server.server.closeAllConnections()
    secure.closeAllConnections()
    secure.close()
    await close()
  },
  async (question) => {
    if ('memory' in question) return memory()
    // What waits behind a block is measured only once it is over.
    await later(20)
    const longestMs = loop.max / 1e6
    loop.reset()
    return { longestMs }
  },
)
