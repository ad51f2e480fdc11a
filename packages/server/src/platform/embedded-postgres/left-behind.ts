import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Binaries } from './binaries.ts'
import { pidFilePath, readPidFile } from './pid-file.ts'
import { EmbeddedPostgresError } from './problem.ts'
import { isOccupied, isPostmasterOf } from './processes.ts'
import { findRunning, urlOf } from './running.ts'
import { type Server, stopServer } from './server-process.ts'
import type { Storage } from './storage.ts'

/**
 * Deals with what an earlier start left in the data folder, after kill -9 or a reboot. A server that answers and is of this release
 * is adopted; one that does not is stopped; a postmaster.pid whose number now belongs to an unrelated process is removed.
 */
export async function adoptLeftBehind(
  storage: Storage,
  binaries: Binaries,
  onProgress: (message: string) => void,
): Promise<Server | undefined> {
  const file = readPidFile(storage.cluster)
  // A pid that is nobody's is recognised by PostgreSQL itself, which also checks its shared memory.
  if (file === undefined || !isAlive(file.pid)) return undefined
  if (!isPostmasterOf(file.pid, storage.cluster)) return removeStalePidFile(storage.cluster, file.pid)
  const server = await whenReady(storage)
  if (server !== undefined && (await answers(server, storage, binaries))) {
    onProgress('Using the PostgreSQL that an earlier start left running')
    return server
  }
  onProgress('Stopping a PostgreSQL that an earlier start left behind')
  await stopServer(file.pid, storage.cluster)
  return undefined
}

/** It may be starting, recovering or stopping; a few seconds decide. */
async function whenReady(storage: Storage): Promise<Server | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const server = findRunning(storage)
    const status = readPidFile(storage.cluster)?.status
    if (server !== undefined || status === undefined || status === 'stopping') return server
    await sleep(50)
  }
  return undefined
}

async function answers(server: Server, storage: Storage, binaries: Binaries): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(server, storage), connectionTimeoutMillis: 2_000, query_timeout: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const query = "SELECT current_setting('data_directory') AS folder, current_setting('server_version') AS version"
    const { rows } = await client.query<{ folder: string; version: string }>(query)
    return rows[0]?.folder === storage.cluster && rows[0].version.split(' ')[0] === binaries.version
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function removeStalePidFile(cluster: string, pid: number): Promise<undefined> {
  for (let tries = 0; isOccupied(cluster); tries++) {
    if (tries === 100) {
      throw new EmbeddedPostgresError(
        'still_stopping',
        `Processes of an earlier PostgreSQL still work in ${cluster}: wait for them to end.`,
      )
    }
    await sleep(50)
  }
  if (readPidFile(cluster)?.pid === pid) rmSync(pidFilePath(cluster), { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
