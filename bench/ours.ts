import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../packages/server/src/main/app.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../packages/server/src/platform/embedded-postgres/index.ts'
import { openLog } from '../packages/server/src/platform/log.ts'
import { serveParent } from './child.ts'
import { fillCompany } from './company.ts'

/** The real server on an embedded PostgreSQL, with the company in it; its model is at the given address. */
const [modelUrl = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
async function clean(): Promise<void> {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.once('uncaughtException', async (error) => {
  console.error(error)
  await clean()
  process.exit(1)
})
await migrate(postgres.url)
const config = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://127.0.0.1:8787',
  dataDir: folder,
  trustProxy: false,
  tls: null,
  databaseUrl: postgres.url,
  logLevel: 'warn',
  checkAnswers: false,
}
const { app, server, close } = await openApp({
  config,
  clock: systemClock,
  log: openLog('warn'),
  sealingKey: Buffer.alloc(32, 1),
})
const tokens = await fillCompany(app, modelUrl)
const bundle = await server.inject({ url: '/backend-api/wham/config/bundle', headers: { authorization: `Bearer ${tokens[0]}` } })
await server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 })
const { port } = server.server.address() as AddressInfo // listening on TCP

serveParent({ port, tokens, bundle: bundle.body }, async () => {
  server.server.closeAllConnections()
  await close()
  await clean()
})
