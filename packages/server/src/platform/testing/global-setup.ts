import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../db/migrate.ts'
import { discardAbandoned, discardData, startEmbeddedPostgres } from '../embedded-postgres/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL server of this test run: where databases are made, and the migrated database they are cloned from. */
    postgres: { adminUrl: string; template: string }
  }
}

const template = 'bailiwick_template'
const prefix = 'bailiwick-tests-'

/** One PostgreSQL for the whole run, with a migrated template; everything is thrown away afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned()
  const folder = mkdtempSync(join(tmpdir(), prefix))
  // As root, PostgreSQL runs under another account, which has to get in.
  chmodSync(folder, 0o711)
  const dataDir = join(folder, 'postgres')
  // Nothing of it has to survive, and a test run opens many small pools.
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    shared_buffers: '128MB',
  }
  const server = await startEmbeddedPostgres({ dataDir, settings, sync: false })
  const stop = async () => {
    await server.stop()
    discardData(dataDir)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await makeTemplate(server.url)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('postgres', { adminUrl: server.url, template })
  return stop
}

/** A run that was killed leaves its server running; the next one clears it away. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name)
    const dataDir = join(folder, 'postgres')
    // Without a lock it is another run between two of its first steps.
    if (!existsSync(join(dataDir, 'in-use.lock'))) continue
    if (await discardAbandoned(dataDir)) rmSync(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${template}`)
  const url = new URL(adminUrl)
  url.pathname = `/${template}`
  await migrate(url.href)
  await admin.query(`ALTER DATABASE ${template} IS_TEMPLATE true ALLOW_CONNECTIONS false`)
  await admin.end()
}
