import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../packages/server/src/main/app.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../packages/server/src/platform/embedded-postgres/index.ts'
import { openLog } from '../packages/server/src/platform/log.ts'

/** The real server on an embedded PostgreSQL of its own, empty. What goes wrong ends the process and leaves nothing behind. */
export async function openBenchServer() {
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
  const opened = await openApp({ config, clock: systemClock, log: openLog('warn'), sealingKey: Buffer.alloc(32, 1) })
  return {
    ...opened,
    /** Listens on a free port of loopback, for a herd at once; returns the port. */
    async listen(): Promise<number> {
      await opened.server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 })
      return (opened.server.server.address() as AddressInfo).port // listening on TCP
    },
    async close() {
      opened.server.server.closeAllConnections()
      await opened.close()
      await clean()
    },
  }
}
