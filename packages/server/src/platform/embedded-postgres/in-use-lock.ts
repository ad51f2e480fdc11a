import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { EmbeddedPostgresError, fileProblem } from './problem.ts'
import { processStart } from './processes.ts'

const Holder = z.object({ pid: z.number(), host: z.string(), started: z.string().optional() })

const heartbeatMs = 1_000
// A container that was replaced leaves a lock with another host name: its silence is the only sign of its end.
const silenceMs = 4 * heartbeatMs

/**
 * Takes the data folder for this process. A holder that died (kill -9, power loss) is recognised by its pid and start time,
 * one on another host by the missing heartbeat.
 * @returns a function that gives the folder back
 * @throws EmbeddedPostgresError in_use
 */
export async function takeDataFolder(dataDir: string): Promise<() => void> {
  const path = join(dataDir, 'in-use.lock')
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: processStart(process.pid), nonce: randomUUID() })
  while (!tryCreate(path, mine)) {
    const held = readIfThere(path)
    if (held === undefined) continue
    if (await isAlive(path, held)) throw inUse(dataDir, held)
    clearAway(path, held)
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs).unref()
  return () => {
    clearInterval(heartbeat)
    if (readIfThere(path) === mine) rmSync(path, { force: true })
  }
}

function inUse(dataDir: string, held: string): EmbeddedPostgresError {
  const holder = parseHolder(held)
  const who = holder === undefined ? 'Another Bailiwick' : `Another Bailiwick (process ${holder.pid} on ${holder.host})`
  return new EmbeddedPostgresError(
    'in_use',
    `${who} uses the data folder ${dataDir}: stop it first, or choose another folder with --data.`,
  )
}

async function isAlive(path: string, held: string): Promise<boolean> {
  const holder = parseHolder(held)
  if (holder?.host === hostname()) {
    const start = processStart(holder.pid)
    return start !== undefined && start === holder.started
  }
  const before = modified(path)
  if (before !== undefined && Date.now() - before > 60_000) return false
  await sleep(silenceMs)
  return modified(path) !== before || readIfThere(path) !== held
}

function parseHolder(held: string): z.infer<typeof Holder> | undefined {
  try {
    return Holder.parse(JSON.parse(held))
  } catch {
    return undefined
  }
}

function tryCreate(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    // A full disk leaves an empty file, which would look like a holder.
    rmSync(path, { force: true })
    throw fileProblem(error, path)
  }
}

/** Renames first and looks again, so that of two starts only one removes a dead lock, and never a fresh one. */
function clearAway(path: string, held: string): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readIfThere(aside) !== held) renameSync(aside, path)
  else rmSync(aside, { force: true })
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // The folder is gone or full: PostgreSQL itself will say so.
  }
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
