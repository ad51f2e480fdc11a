import { existsSync, realpathSync, rmSync } from 'node:fs'
import { takeDataFolder } from './in-use-lock.ts'
import { readPidFile } from './pid-file.ts'
import { EmbeddedPostgresError } from './problem.ts'
import { stopServer } from './server-process.ts'
import { findStorage, rememberedHome } from './storage.ts'

/** Removes the data folder and its database wherever that is. Only for data that nobody needs: there is no way back. */
export function discardData(dataDir: string): void {
  const home = rememberedHome(dataDir)
  if (home !== undefined) rmSync(home, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}

/**
 * Stops and removes a database whose owner is gone; one that is in use is left alone.
 * @returns whether it is gone
 */
export async function discardAbandoned(dataDir: string): Promise<boolean> {
  if (!existsSync(dataDir)) return true
  try {
    const giveBack = await takeDataFolder(realpathSync(dataDir))
    const storage = findStorage(realpathSync(dataDir))
    if (storage !== undefined) await stopServer(readPidFile(storage.cluster)?.pid ?? 0, storage.cluster)
    giveBack()
    discardData(dataDir)
    return true
  } catch (error) {
    // In use, or somebody else's: not ours to remove.
    if (error instanceof EmbeddedPostgresError) return false
    throw error
  }
}
