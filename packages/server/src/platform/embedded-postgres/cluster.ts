import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, runAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError, explainOutput, fileProblem } from './problem.ts'
import { environment } from './settings.ts'
import type { Storage } from './storage.ts'

/** The superuser inside the embedded database. */
export const databaseUser = 'bailiwick'

/** Makes the database on the first start, and refuses one that these binaries cannot read. */
export async function ensureCluster(storage: Storage, binaries: Binaries, options: { sync: boolean }): Promise<void> {
  if (existsSync(join(storage.cluster, 'PG_VERSION'))) return requireSameMajor(storage, binaries)
  const partial = `${storage.cluster}.new`
  const passwordFile = join(storage.home, 'password.new')
  try {
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(partial, { mode: 0o700 })
    give(partial, storage.account)
    const password = randomBytes(32).toString('base64url')
    rmSync(passwordFile, { force: true })
    writeFileSync(passwordFile, password, { mode: 0o600 })
    give(passwordFile, storage.account)
    await initdb(storage, binaries, [`--pgdata=${partial}`, `--pwfile=${passwordFile}`, ...(options.sync ? [] : ['--no-sync'])])
    writeFileSync(passwordPath(storage), password, { mode: 0o600 })
    // The rename comes last: a start that was cut off leaves no half-made database behind.
    renameSync(partial, storage.cluster)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw fileProblem(error, storage.home)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** The generated password, kept in a file that only our own user can read. */
export function readPassword(storage: Storage): string {
  try {
    return readFileSync(passwordPath(storage), 'utf8').trim()
  } catch (error) {
    const advice = `${passwordPath(storage)} cannot be read, and without it nobody gets into the database: bring it back from a copy.`
    throw new EmbeddedPostgresError('data_missing', advice, { cause: error })
  }
}

function passwordPath({ dataDir }: Storage): string {
  return join(dataDir, 'password')
}

function requireSameMajor({ cluster }: Storage, binaries: Binaries): void {
  const made = Number.parseInt(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), 10)
  if (made === binaries.major) return
  const advice =
    made > binaries.major
      ? 'It was used by a newer release of Bailiwick: start that release.'
      : `Start the release of Bailiwick that brought PostgreSQL ${made}, move the data to a PostgreSQL of your own with pg_dump, and set DATABASE_URL.`
  throw new EmbeddedPostgresError(
    'incompatible_version',
    `The database in ${cluster} was made by PostgreSQL ${made}, and this release brings PostgreSQL ${binaries.major}. ${advice}`,
  )
}

/** Collation and case rules come from PostgreSQL's built-in provider, so they are the same on every host. */
function initdb(storage: Storage, binaries: Binaries, args: string[]): Promise<void> {
  const fixed = ['--auth=scram-sha-256', `--username=${databaseUser}`, '--encoding=UTF8', '--locale=C', '--no-instructions']
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, [...fixed, ...locale, ...args], {
      ...runAs(storage.account),
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => reject(fileProblem(error, binaries.initdb)))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(explainOutput('The database could not be created', output, storage.home))
    })
  })
}

function give(path: string, account: Account): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid)
}
