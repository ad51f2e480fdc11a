import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { readPidFile } from './pid-file.ts'
import { isPostmasterOf } from './processes.ts'

/**
 * Removes databases that were kept for a folder below the temp folder which is gone. Folders elsewhere may be on a disk that is not
 * mounted right now, so theirs are kept.
 */
export function removeOrphans(reachableRoot: string): void {
  for (const home of homesIn(reachableRoot)) {
    const owner = ownerOf(home)
    const cluster = join(home, 'cluster')
    const running = isPostmasterOf(readPidFile(cluster)?.pid ?? 0, cluster)
    if (owner?.startsWith(tmpdir() + sep) && !existsSync(owner) && !running) rmSync(home, { recursive: true, force: true })
  }
}

function homesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('data-'))
    .map((name) => join(folder, name))
}

function ownerOf(home: string): string | undefined {
  try {
    return readFileSync(join(home, 'belongs-to'), 'utf8').trim()
  } catch {
    return undefined
  }
}
