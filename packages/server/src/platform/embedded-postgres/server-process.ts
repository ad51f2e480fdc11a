import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { readPidFile } from './pid-file.ts'
import { EmbeddedPostgresError, explainOutput, fileProblem } from './problem.ts'
import { isPostmasterOf } from './processes.ts'
import { environment, settingsFor } from './settings.ts'
import type { Storage } from './storage.ts'

/** A running server: ours or one that an earlier start left behind. */
export type Server = { pid: number; port: number }

const logSizeLimit = 5 * 1024 * 1024
// Crash recovery reads all changes since the last checkpoint: seconds as a rule, minutes on a slow disk.
const startLimitMs = 10 * 60_000
const slowMs = 3_000

/**
 * Starts the server in a process group of its own, so that Ctrl-C in the terminal reaches us alone and we decide when it stops.
 * Resolves once it accepts connections.
 */
export async function launch(
  storage: Storage,
  binaries: Binaries,
  port: number,
  settings: Record<string, string>,
  onProgress: (message: string) => void,
): Promise<Server> {
  const log = openLog(storage)
  const args = ['-D', storage.cluster, ...settingsFor(port, settings)]
  const child = spawn(binaries.postgres, args, {
    ...runAs(storage.account),
    env: environment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  closeSync(log.fd)
  child.unref()
  let ended = false
  let failure: unknown
  child.on('exit', () => {
    ended = true
  })
  child.on('error', (error) => {
    failure = fileProblem(error, binaries.postgres)
  })
  const started = Date.now()
  for (let announced = false; Date.now() - started < startLimitMs; await sleep(5)) {
    if (failure !== undefined) throw failure
    if (ended) throw explainOutput('PostgreSQL did not start', log.written(), storage.home)
    const file = readPidFile(storage.cluster)
    if (file?.pid === child.pid && file?.status === 'ready') return { pid: file.pid, port }
    if (!announced && Date.now() - started > slowMs) {
      onProgress('PostgreSQL is recovering after an unclean stop; this can take a while')
      announced = true
    }
  }
  if (child.pid !== undefined) await stopServer(child.pid, storage.cluster)
  throw explainOutput(`PostgreSQL was not ready after ${startLimitMs / 60_000} minutes`, log.written(), storage.home)
}

/**
 * Stops a server of this data directory: fast shutdown (sessions end, data is flushed), then immediate shutdown (recovers at the next
 * start). A process that is anything else is never signalled.
 */
export async function stopServer(pid: number, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [['SIGINT', 60_000] as const, ['SIGQUIT', 10_000] as const]) {
    if (!isPostmasterOf(pid, cluster)) return
    trySignal(pid, signal)
    const deadline = Date.now() + patienceMs
    while (Date.now() < deadline) {
      if (!isPostmasterOf(pid, cluster)) return
      await sleep(10)
    }
  }
  throw new EmbeddedPostgresError('did_not_stop', `PostgreSQL (process ${pid}, ${cluster}) does not stop: end it by hand.`)
}

/** The port of the last start when it is free, so that tools keep their connection settings; else any. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  return (preferred && (await tryPort(preferred))) || (await tryPort(0)) || 0
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(undefined))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined))
    })
  })
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended between the look and the signal.
  }
}

function openLog({ dataDir }: Storage): { fd: number; written(): string } {
  const path = join(dataDir, 'postgres.log')
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > logSizeLimit) renameSync(path, `${path}.1`)
  const from = size > logSizeLimit ? 0 : size
  return { fd: openSync(path, 'a', 0o600), written: () => readFileSync(path).subarray(from).toString('utf8') }
}
