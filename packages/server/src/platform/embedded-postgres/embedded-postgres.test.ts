import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { canRun } from './account.ts'
import { discardAbandoned, discardData, type EmbeddedPostgres, runningPostgresUrl, startEmbeddedPostgres } from './index.ts'
import { readPidFile } from './pid-file.ts'
import { findStorage } from './storage.ts'
import { type Holder, startHolder } from './testing/holder.ts'

const asRoot = process.getuid?.() === 0
const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 }
/** Below a closed folder such as /root, nobody else can run our Node at all. */
const asTwoUsers = asRoot && canRun(nobody, process.execPath)
const tests = mkdtempSync(join(tmpdir(), 'bailiwick-embedded-'))
chmodSync(tests, 0o711)
let dataDir: string
let count = 0

const prepared = join(tests, 'prepared')

beforeAll(async () => {
  await (await startEmbeddedPostgres({ dataDir: prepared, sync: false })).stop()
})
beforeEach(() => {
  dataDir = join(tests, `data-${count++}`)
})
afterAll(() => rmSync(tests, { recursive: true, force: true }))

test('a first start makes a database that is reachable from this machine only, with a password', async () => {
  const server = await started(dataDir)
  expect(
    await one(server.url, "SELECT current_setting('listen_addresses') || current_setting('unix_socket_directories') AS value"),
  ).toBe('127.0.0.1')
  const wrong = new URL(server.url)
  wrong.password = 'guessed'
  await expect(one(wrong.href, 'SELECT 1 AS value')).rejects.toThrow(/password authentication failed/)
  expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600)
  expect(runningPostgresUrl(dataDir)).toBe(server.url)
  await server.stop()
  expect(runningPostgresUrl(dataDir)).toBeUndefined()
})

test('a stopped database comes back at the same address with its rows', async () => {
  const first = await started(dataDir)
  await one(first.url, 'CREATE TABLE kept AS SELECT 42 AS value')
  await first.stop()
  const second = await started(dataDir)
  expect(second.url).toBe(first.url)
  expect(await one(second.url, 'SELECT value FROM kept')).toBe(42)
})

test('after kill -9 of its owner the server is adopted, and every acknowledged row is there', async () => {
  const owner = holder(preparedFolder(dataDir), 'write')
  await owner.until(({ acknowledged }) => acknowledged === 50)
  await owner.end('SIGKILL')
  const acknowledged = owner.said.findLast((line) => line.acknowledged !== undefined)?.acknowledged ?? 0
  const progress: string[] = []
  const server = await started(dataDir, progress)
  expect(progress).toEqual(['Using the PostgreSQL that an earlier start left running'])
  expect(await one(server.url, 'SELECT count(*)::int AS value FROM ledger')).toBeGreaterThanOrEqual(acknowledged)
})

test('after a power loss, with owner and server gone at once, every acknowledged row is there', async () => {
  const owner = holder(preparedFolder(dataDir), 'write')
  await owner.until(({ acknowledged }) => acknowledged === 50)
  process.kill(postmaster(dataDir), 'SIGKILL')
  await owner.end('SIGKILL')
  const acknowledged = owner.said.findLast((line) => line.acknowledged !== undefined)?.acknowledged ?? 0
  const server = await started(dataDir)
  expect(await one(server.url, 'SELECT count(*)::int AS value FROM ledger')).toBeGreaterThanOrEqual(acknowledged)
})

test('a second Bailiwick on the same folder is told who uses it, and does no harm', async () => {
  const owner = holder(preparedFolder(dataDir))
  const { url = '' } = await owner.until((line) => line.url !== undefined)
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ problem: 'in_use' })
  expect(await one(url, 'SELECT 7 AS value')).toBe(7)
  await owner.end('SIGTERM')
  await started(dataDir)
})

test('of several starts at the same moment exactly one gets the folder', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => startEmbeddedPostgres({ dataDir, sync: false })))
  const servers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  onTestFinished(() => servers[0]?.stop())
  expect(servers).toHaveLength(1)
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ problem: 'in_use' })
})

test('a postmaster.pid whose number belongs to an unrelated process is removed, and that process lives on', async () => {
  preparedFolder(dataDir)
  const bystander = spawn('sleep', ['60'])
  onTestFinished(() => {
    bystander.kill()
  })
  const { cluster, account } = storage(dataDir)
  const file = join(cluster, 'postmaster.pid')
  writeFileSync(file, `${bystander.pid}\n${cluster}\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready\n`)
  if (account !== undefined) chownSync(file, account.uid, account.gid)
  const server = await started(dataDir)
  expect(await one(server.url, 'SELECT 1 AS value')).toBe(1)
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
})

test('what a dead owner left is discarded on request, what is in use is not', async () => {
  const owner = holder(preparedFolder(dataDir))
  const { url = '' } = await owner.until((line) => line.url !== undefined)
  expect(await discardAbandoned(dataDir)).toBe(false)
  expect(await one(url, 'SELECT 1 AS value')).toBe(1)
  await owner.end('SIGKILL')
  expect(await discardAbandoned(dataDir)).toBe(true)
  await expect(one(url, 'SELECT 1 AS value')).rejects.toThrow('ECONNREFUSED')
  expect(existsSync(dataDir)).toBe(false)
})

test('a server that hangs after its owner died is stopped and started again', async () => {
  const owner = holder(preparedFolder(dataDir))
  await owner.until((line) => line.url !== undefined)
  const hanging = postmaster(dataDir)
  await owner.end('SIGKILL')
  process.kill(hanging, 'SIGSTOP')
  // Stopped processes take no signal but SIGKILL and SIGCONT: it goes on when our stop has been sent.
  const resume = setInterval(() => process.kill(hanging, 'SIGCONT'), 3_000)
  const progress: string[] = []
  try {
    await started(dataDir, progress)
  } finally {
    clearInterval(resume)
  }
  expect(progress).toEqual(['Stopping a PostgreSQL that an earlier start left behind'])
  expect(postmaster(dataDir)).not.toBe(hanging)
})

test('a server that ends by itself comes back at the same address', async () => {
  const progress: string[] = []
  const server = await started(preparedFolder(dataDir), progress)
  const before = postmaster(dataDir)
  process.kill(before, 'SIGKILL')
  await expect.poll(() => one(server.url, 'SELECT 1 AS value').catch(() => 0), { timeout: 10_000 }).toBe(1)
  expect(postmaster(dataDir)).not.toBe(before)
  expect(progress).toEqual(['PostgreSQL ended unexpectedly; starting it again'])
})

test.runIf(process.platform === 'linux')(
  'the server is out of reach of Ctrl-C in our terminal: it leads a session of its own',
  async () => {
    await started(preparedFolder(dataDir))
    const stat = readFileSync(`/proc/${postmaster(dataDir)}/stat`, 'utf8')
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    expect([Number(group), Number(session)]).toEqual([postmaster(dataDir), postmaster(dataDir)])
  },
)

test('stopping twice does not take the folder from the next owner', async () => {
  const first = await started(preparedFolder(dataDir))
  await first.stop()
  await started(dataDir)
  await first.stop()
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ problem: 'in_use' })
})

test.each([
  ['19', 'newer release'],
  ['17', 'pg_dump'],
])('a database made by PostgreSQL %s is refused with what to do', async (version, advice) => {
  preparedFolder(dataDir)
  writeFileSync(join(storage(dataDir).cluster, 'PG_VERSION'), `${version}\n`)
  const refused = startEmbeddedPostgres({ dataDir })
  await expect(refused).rejects.toMatchObject({ problem: 'incompatible_version' })
  await expect(refused).rejects.toThrow(advice)
})

test('a database whose password file is lost says so instead of making a new one', async () => {
  preparedFolder(dataDir)
  rmSync(join(dataDir, 'password'))
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ problem: 'data_missing' })
})

test.runIf(asRoot)('root: PostgreSQL runs under an account of its own, and the folders above keep their modes', async () => {
  const closed = join(tests, `closed-${count++}`)
  mkdirSync(closed, { mode: 0o700 })
  const hidden = join(closed, 'postgres')
  const progress: string[] = []
  const server = await started(hidden, progress)
  const { home, cluster } = storage(hidden)
  expect(progress.join()).toContain(`Keeping the database in ${home}`)
  expect(statSync(cluster).uid).not.toBe(0)
  expect(statSync(closed).mode & 0o777).toBe(0o700)
  await one(server.url, 'CREATE TABLE kept AS SELECT 42 AS value')
  await server.stop()
  const again = await started(hidden)
  expect(await one(again.url, 'SELECT value FROM kept')).toBe(42)
  await again.stop()
  discardData(hidden)
  expect(existsSync(home)).toBe(false)
})

test.runIf(asRoot)('the database of a temporary folder that is gone is removed when the next one is made', async () => {
  const [gone, next] = ['gone', 'next'].map((name) => join(tests, `${name}-${count++}`, 'postgres'))
  if (gone === undefined || next === undefined) throw new Error('two folders')
  for (const folder of [gone, next]) mkdirSync(dirname(folder), { mode: 0o700 })
  await (await started(gone)).stop()
  const { home } = storage(gone)
  rmSync(dirname(gone), { recursive: true })
  await (await started(next)).stop()
  expect(existsSync(home)).toBe(false)
  discardData(next)
})

test.runIf(asTwoUsers)('an ordinary user runs PostgreSQL as themselves, and root later runs it as them', async () => {
  const own = join(tests, `own-${count++}`)
  mkdirSync(own, { mode: 0o700 })
  chownSync(own, nobody.uid, nobody.gid)
  const folder = join(own, 'postgres')
  const user = startHolder(folder, 'idle', nobody)
  await user.until((line) => line.url !== undefined)
  expect(statSync(`/proc/${postmaster(folder)}`).uid).toBe(nobody.uid)
  await user.end('SIGTERM')
  await started(folder)
  expect(statSync(`/proc/${postmaster(folder)}`).uid).toBe(nobody.uid)
})

test.runIf(asTwoUsers)(
  'an ordinary user is told when the database belongs to somebody else or the folder cannot be written',
  async () => {
    preparedFolder(dataDir)
    const onForeign = startHolder(dataDir, 'idle', nobody)
    expect((await onForeign.until(({ error }) => error !== undefined)).error).toMatch(
      /cannot be written by this user|belongs to the user/,
    )
    const onNew = startHolder(join(tests, 'not-allowed', 'postgres'), 'idle', nobody)
    expect((await onNew.until(({ error }) => error !== undefined)).error).toContain('cannot be written by this user')
  },
)

/** A folder with a database that was stopped: copying one is much quicker than making one. */
function preparedFolder(folder: string): string {
  execFileSync('cp', ['-a', prepared, folder])
  return folder
}

async function started(folder: string, progress: string[] = []): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, sync: false, onProgress: (message) => progress.push(message) })
  onTestFinished(() => server.stop())
  return server
}

function holder(folder: string, mode: 'idle' | 'write' = 'idle'): Holder {
  const holder = startHolder(folder, mode)
  onTestFinished(() => holder.end('SIGKILL'))
  return holder
}

function storage(folder: string) {
  const found = findStorage(folder)
  if (found === undefined) throw new Error(`no database in ${folder}`)
  return found
}

function postmaster(folder: string): number {
  return readPidFile(storage(folder).cluster)?.pid ?? 0
}

async function one(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ value: unknown }>(query)
    return rows[0]?.value
  } finally {
    await client.end()
  }
}
