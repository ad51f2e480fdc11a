import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, canEnter, owningAccount, serviceAccount } from './account.ts'
import { reachableRoot } from './binaries.ts'
import { removeOrphans } from './orphans.ts'
import { EmbeddedPostgresError, fileProblem } from './problem.ts'

/** The data folder's files, and who PostgreSQL runs as. */
export type Storage = {
  /** The folder we were given: lock, password, log and port are here, readable by us alone. */
  dataDir: string
  /** Where `cluster` is: the data folder, or a place that PostgreSQL's account can reach. */
  home: string
  /** PostgreSQL's own data directory (PGDATA), an absolute real path. */
  cluster: string
  account: Account
}

/** Makes the data folder when it is missing. Modes of folders that were there before are never changed. */
export function makeDataFolder(givenDir: string): string {
  try {
    const created = mkdirSync(givenDir, { recursive: true }) !== undefined
    // A folder of our own making may be entered by PostgreSQL's account; what is secret in it is protected file by file.
    if (created && process.getuid?.() === 0) chmodSync(givenDir, 0o711)
    return realpathSync(givenDir)
  } catch (error) {
    throw fileProblem(error, givenDir)
  }
}

/**
 * Finds the database of a data folder, or a place for it. When PostgreSQL's account cannot enter the folder, its files are kept
 * below /var/lib/bailiwick and `location.json` in the data folder remembers where.
 */
export function openStorage(dataDir: string, onProgress: (message: string) => void): Storage {
  try {
    return findStorage(dataDir) ?? newStorage(dataDir, onProgress)
  } catch (error) {
    throw fileProblem(error, dataDir)
  }
}

/** The storage of a data folder that has a database already. */
export function findStorage(dataDir: string): Storage | undefined {
  const home = rememberedHome(dataDir) ?? dataDir
  const cluster = join(home, 'cluster')
  const owner = statSync(join(cluster, 'PG_VERSION'), { throwIfNoEntry: false })
  if (owner !== undefined) return { dataDir, home, cluster, account: owningAccount(owner, cluster) }
  if (home !== dataDir && existsSync(join(dataDir, 'password'))) {
    throw new EmbeddedPostgresError(
      'data_missing',
      `${dataDir} keeps its database in ${home}, where there is none. Bring that folder back, or remove ${dataDir} to start empty.`,
    )
  }
  return undefined
}

function newStorage(dataDir: string, onProgress: (message: string) => void): Storage {
  const account = serviceAccount()
  const home = rememberedHome(dataDir) ?? (canEnter(account, dataDir) ? dataDir : makeReachableHome(dataDir, account, onProgress))
  return { dataDir, home, cluster: join(home, 'cluster'), account }
}

function makeReachableHome(dataDir: string, account: Account, onProgress: (message: string) => void): string {
  removeOrphans(reachableRoot)
  const home = join(reachableRoot, `data-${randomBytes(6).toString('hex')}`)
  onProgress(`Keeping the database in ${home}, because PostgreSQL's account "${account?.name}" cannot enter ${dataDir}`)
  mkdirSync(home, { recursive: true, mode: 0o711 })
  chmodSync(reachableRoot, 0o755)
  writeFileSync(join(home, 'belongs-to'), `${dataDir}\n`)
  writeFileSync(join(dataDir, 'location.json'), `${JSON.stringify({ home })}\n`)
  return home
}

/** Where `location.json` says the database is, when it is not in the data folder. */
export function rememberedHome(dataDir: string): string | undefined {
  const file = join(dataDir, 'location.json')
  if (!existsSync(file)) return undefined
  const remembered: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const home = typeof remembered === 'object' && remembered !== null && 'home' in remembered ? remembered.home : undefined
  if (typeof home === 'string') return home
  throw new EmbeddedPostgresError('data_missing', `${file} does not say where the database is.`)
}
