import { hash, randomUUID } from 'node:crypto'
import { chmod, chown, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Refusal } from './refusal.ts'

export interface Found {
  bytes: Buffer
  sha256: string
  mode: number
  uid: number
  gid: number
}

export const sha256 = (bytes: Buffer | string): string => hash('sha256', bytes)

/** A file as it is; undefined when there is none. @throws Refusal for links, folders and files that are not text */
export async function findFile(path: string): Promise<Found | undefined> {
  const stat = await lstat(path).catch(missing)
  if (!stat) return undefined
  if (stat.isSymbolicLink()) throw new Refusal(`${path} is a link. Name the folder that it leads to, or replace it by a file.`)
  if (!stat.isFile()) throw new Refusal(`${path} is not a file.`)
  const bytes = await readFile(path)
  return { bytes, sha256: sha256(bytes), mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid }
}

/** The text of a file. @throws Refusal when it is not UTF-8 */
export function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Refusal(`${path} is not UTF-8 text. Mend it first.`)
  }
}

/**
 * Writes a file as a whole: readers see the old or the new one, also when the machine stops in the middle. Mode and owner are those given.
 * @param expected hash of what must still be there; null for nothing. @throws Refusal when it changed meanwhile
 */
export async function replaceFile(
  path: string,
  bytes: Buffer | string,
  as: { mode: number; uid?: number; gid?: number },
  expected?: string | null,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const handle = await open(temporary, 'wx', as.mode)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await chmod(temporary, as.mode)
    if (as.uid !== undefined && as.gid !== undefined && process.platform !== 'win32') await chown(temporary, as.uid, as.gid)
    if (expected !== undefined && ((await findFile(path))?.sha256 ?? null) !== expected)
      throw new Refusal(`${path} changed while it was being edited. Try again.`)
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

export function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
