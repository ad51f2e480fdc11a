import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { takeDataFolder } from './in-use-lock.ts'
import { adoptLeftBehind } from './left-behind.ts'
import { EmbeddedPostgresError } from './problem.ts'
import { processStart } from './processes.ts'
import { urlOf } from './running.ts'
import { choosePort, launch, type Server, stopServer } from './server-process.ts'
import { makeDataFolder, openStorage, type Storage } from './storage.ts'

export type EmbeddedPostgresOptions = {
  /** A folder for PostgreSQL alone; made when missing. */
  dataDir: string
  /** Told in plain sentences what takes time or is unusual. */
  onProgress?: (message: string) => void
  /** Settings of postgresql.conf on top of ours. */
  settings?: Record<string, string>
  /** false skips flushing the new database to disk: for tests, whose data may be lost. */
  sync?: boolean
}

export type EmbeddedPostgres = {
  /** postgresql:// address with the generated password; reachable from this machine only. Stays the same when the server is restarted. */
  url: string
  /** Fast shutdown; resolves when the server has ended and the data folder is free. */
  stop(): Promise<void>
}

// Asking is a read below /proc on Linux, and a process elsewhere.
const watchMs = process.platform === 'linux' ? 250 : 2_000

/**
 * Starts PostgreSQL on a data folder, which belongs to this process until `stop`. A server that ends by itself is started again.
 * @throws EmbeddedPostgresError with a sentence for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const onProgress = options.onProgress ?? (() => {})
  const dataDir = makeDataFolder(options.dataDir)
  const giveBack = await takeDataFolder(dataDir)
  try {
    const storage = openStorage(dataDir, onProgress)
    const start = await prepare(storage, options, onProgress)
    const first = await start()
    const stopWatching = keepRunning(first, () => start(first.port), onProgress)
    return {
      url: urlOf(first, storage),
      stop: async () => {
        const current = await stopWatching()
        if (current !== undefined) await stopServer(current.pid, storage.cluster)
        giveBack()
      },
    }
  } catch (error) {
    giveBack()
    throw error
  }
}

async function prepare(
  storage: Storage,
  options: EmbeddedPostgresOptions,
  onProgress: (message: string) => void,
): Promise<(port?: number) => Promise<Server>> {
  const binaries = findBinaries(storage.account, onProgress)
  await ensureCluster(storage, binaries, { sync: options.sync ?? true })
  return async (fixedPort) => {
    const adopted = await adoptLeftBehind(storage, binaries, onProgress)
    if (adopted !== undefined) return adopted
    for (let tries = 1; ; tries++) {
      const port = fixedPort ?? (await choosePort(lastPort(storage)))
      try {
        const server = await launch(storage, binaries, port, options.settings ?? {}, onProgress)
        writeFileSync(portPath(storage), `${port}\n`, { mode: 0o600 })
        return server
      } catch (error) {
        // The children of a killed server need a moment to notice; a port can be taken between the look and the start.
        const passing = error instanceof EmbeddedPostgresError && ['still_stopping', 'port_taken'].includes(error.problem)
        if (!passing || tries === 50) throw error
        await sleep(100)
      }
    }
  }
}

/** Looks after the server until told to stop; resolves to the server that runs then. */
function keepRunning(
  first: Server,
  start: () => Promise<Server>,
  onProgress: (message: string) => void,
): () => Promise<Server | undefined> {
  let current: Server | undefined = first
  let started = processStart(first.pid)
  let restarting: Promise<void> = Promise.resolve()
  let busy = false
  const restart = async () => {
    onProgress('PostgreSQL ended unexpectedly; starting it again')
    try {
      current = await start()
      started = processStart(current.pid)
    } catch (error) {
      current = undefined
      onProgress(`PostgreSQL could not be started again: ${error instanceof Error ? error.message : String(error)}`)
      await sleep(1_000)
    }
    busy = false
  }
  const watch = setInterval(() => {
    if (busy || (current !== undefined && processStart(current.pid) === started)) return
    busy = true
    restarting = restart()
  }, watchMs).unref()
  return async () => {
    clearInterval(watch)
    await restarting
    return current
  }
}

function lastPort(storage: Storage): number | undefined {
  try {
    return Number(readFileSync(portPath(storage), 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function portPath({ dataDir }: Storage): string {
  return join(dataDir, 'port')
}
