import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { withLock } from './lock.mjs'

let folder
let lock

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-lock-'))
  lock = join(folder, 'lock')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

test('several processes take turns, and the lock is gone afterwards', async () => {
  const journal = join(folder, 'journal')
  writeFileSync(journal, '')
  const module = new URL('./lock.mjs', import.meta.url).href
  const script = `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as pause } from 'node:timers/promises'
    import { withLock } from ${JSON.stringify(module)}
    await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(journal)}, 'in ')
      await pause(50)
      appendFileSync(${JSON.stringify(journal)}, 'out ')
    })`
  // A dead holder makes all of them find the lock stale at the same moment.
  writeFileSync(lock, JSON.stringify({ pid: 2 ** 22, host: hostname(), started: '1' }))
  await Promise.all(Array.from({ length: 4 }, () => runScript(script)))
  expect(readFileSync(journal, 'utf8')).toBe('in out '.repeat(4))
  expect(existsSync(lock)).toBe(false)
})

test.each([
  ['a process that is gone', { pid: 2 ** 22, host: hostname(), started: '1' }],
  ['a pid that another process has now', { pid: process.pid, host: hostname(), started: '1' }],
])('the lock of %s is cleared away', async (_, holder) => {
  writeFileSync(lock, JSON.stringify(holder))
  expect(await withLock(lock, async () => 'done')).toBe('done')
})

test('a failure releases the lock', async () => {
  const failing = withLock(lock, async () => {
    throw new Error('no network')
  })
  await expect(failing).rejects.toThrow('no network')
  expect(existsSync(lock)).toBe(false)
})

function runScript(script) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ended with ${code}`))))
  })
}
