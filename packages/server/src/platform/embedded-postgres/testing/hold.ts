// A Bailiwick reduced to its database, as a process of its own: starts, says the address, optionally writes rows until it is killed.
import { writeSync } from 'node:fs'
import pg from 'pg'
import { startEmbeddedPostgres } from '../index.ts'

const [dataDir = '', mode] = process.argv.slice(2)
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

try {
  const server = await startEmbeddedPostgres({ dataDir, sync: false, onProgress: (progress) => say({ progress }) })
  process.once('SIGTERM', async () => {
    await server.stop()
    process.exit(0)
  })
  say({ url: server.url })
  if (mode === 'write') await writeRows(server.url)
  setInterval(() => {}, 60_000)
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}

async function writeRows(url: string): Promise<never> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('CREATE TABLE IF NOT EXISTS ledger (entry int PRIMARY KEY)')
  for (let entry = 1; ; entry++) {
    await client.query('INSERT INTO ledger VALUES ($1)', [entry])
    say({ acknowledged: entry })
  }
}
