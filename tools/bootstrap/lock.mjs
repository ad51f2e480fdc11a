import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

// A lock of another machine (a shared folder) cannot be asked whether its process lives; no bootstrap takes this long.
const foreignLockExpiresMs = 30 * 60_000

/** Runs `work` while this process alone holds the lock file; waits for a living holder, clears away a dead one's. */
export async function withLock(path, work) {
  await acquire(path)
  const release = () => rmSync(path, { force: true })
  const interrupted = () => process.exit(130)
  process.once('exit', release)
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
  }
}

async function acquire(path) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) })
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(path, mine, { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const held = readIfThere(path)
    if (held !== undefined && isDead(path, held)) clearAway(path, held)
    else {
      if (waited === 0) console.error(`- Waiting for another run that is preparing this folder (${path})`)
      await sleep(200)
    }
  }
}

/** Renames first and looks again, so that of two waiters only one removes, and never a fresh lock. */
function clearAway(path, held) {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (readFileSync(aside, 'utf8') !== held) renameSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  rmSync(aside, { force: true })
}

function isDead(path, held) {
  const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  let holder
  try {
    holder = JSON.parse(held)
  } catch {
    // Created but not yet written, or cut off by a crash.
    return ageMs > 5_000
  }
  if (holder.host !== hostname()) return ageMs > foreignLockExpiresMs
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (error.code === 'ESRCH') return true
  }
  return startOf(holder.pid) !== holder.started
}

/** When the process started (Linux: clock ticks since boot), so that a recycled pid is not taken for the holder. */
function startOf(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
