import { existsSync, realpathSync } from 'node:fs'
import { databaseUser, readPassword } from './cluster.ts'
import { readPidFile } from './pid-file.ts'
import { isPostmasterOf } from './processes.ts'
import type { Server } from './server-process.ts'
import { findStorage, type Storage } from './storage.ts'

/** The address of a server that runs on this data folder now, for tools on the host; undefined when none does. */
export function runningPostgresUrl(dataDir: string): string | undefined {
  const storage = existsSync(dataDir) ? findStorage(realpathSync(dataDir)) : undefined
  const server = storage && findRunning(storage)
  return server && urlOf(server, storage)
}

/** Whether a data folder has a database at all, running or not. */
export const hasDatabase = (dataDir: string): boolean => existsSync(dataDir) && findStorage(realpathSync(dataDir)) !== undefined

/** The server that works on this storage, if one is ready for connections. */
export function findRunning({ cluster }: Storage): Server | undefined {
  const file = readPidFile(cluster)
  if (file === undefined || file.status !== 'ready' || !isPostmasterOf(file.pid, cluster)) return undefined
  return { pid: file.pid, port: file.port }
}

export function urlOf({ port }: Server, storage: Storage): string {
  return `postgresql://${databaseUser}:${readPassword(storage)}@127.0.0.1:${port}/postgres`
}
