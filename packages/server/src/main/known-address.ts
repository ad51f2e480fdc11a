import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const path = (dataDir: string) => join(dataDir, 'public-url')

/** Leaves the public address in the data folder, so that commands on the host make links that work. */
export function keepAddress(dataDir: string, publicUrl: string): void {
  writeFileSync(path(dataDir), `${publicUrl}\n`)
}

/** The address that the server on this data folder was last started with; undefined before the first start. */
export function knownAddress(dataDir: string): string | undefined {
  try {
    return readFileSync(path(dataDir), 'utf8').trim()
  } catch {
    return undefined // never started here: the flags decide
  }
}
