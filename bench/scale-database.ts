import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../packages/server/src/main/app.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../packages/server/src/platform/embedded-postgres/index.ts'
import { openLog } from '../packages/server/src/platform/log.ts'
import { localAuthority } from '../packages/server/src/platform/tls/index.ts'
import { serveParent } from './child.ts'
import { fillLargeCompany, type LargeCompany } from './large-company.ts'
import { scaleConfig } from './scale-config.ts'

/** What stands before the server starts: the database with the large company in it, and a certificate. */
export interface ScaleDatabase {
  databaseUrl: string
  folder: string
  company: LargeCompany
  tls: { caPem: string; certPem: string; keyPem: string }
  fillSeconds: number
}

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
let cleaning: Promise<void> | undefined
async function clean(): Promise<void> {
  cleaning ??= postgres.stop().finally(() => rmSync(folder, { recursive: true, force: true }))
  return cleaning
}
// Filling takes a while, in which nobody listens to the parent yet.
const end = () => void clean().finally(() => process.exit(1))
process.once('disconnect', end)
process.once('SIGTERM', end)
process.once('uncaughtException', async (error) => {
  console.error(error)
  await clean()
  process.exit(1)
})
await migrate(postgres.url)
const startedAt = performance.now()
const log = openLog('warn')
const config = scaleConfig(postgres.url, folder)
const { app, close } = await openApp({ config, clock: systemClock, log, sealingKey: Buffer.alloc(32, 1) })
const company = await fillLargeCompany(app)
await close()
const { caPem, certPem, keyPem } = await localAuthority({ dir: join(folder, 'tls'), hosts: ['127.0.0.1'] })
const ready: ScaleDatabase = {
  databaseUrl: postgres.url,
  folder,
  company,
  tls: { caPem, certPem, keyPem },
  fillSeconds: (performance.now() - startedAt) / 1_000,
}
serveParent(ready, clean)
