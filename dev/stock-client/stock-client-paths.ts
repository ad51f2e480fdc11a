import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'

const here = import.meta.dirname

/**
 * Path of the native Codex binary of this platform, from the install of its own in this folder.
 * The npm launcher (`bin/codex.js`) is passed by: a signal to it would not be a signal to the client.
 * @throws Error with the command to run when the install is missing.
 */
export function codexBinary(): string {
  const vendor = join(here, 'node_modules', '@openai', `codex-${process.platform}-${process.arch}`, 'vendor')
  const name = process.platform === 'win32' ? 'codex.exe' : 'codex'
  const triples = existsSync(vendor) ? readdirSync(vendor) : []
  const found = triples.map((triple) => join(vendor, triple, 'bin', name)).find((path) => existsSync(path))
  if (found) return found
  throw new Error(
    `the stock Codex client is not installed for ${process.platform}-${process.arch}: run "npm ci --prefix dev/stock-client"`,
  )
}

/**
 * Folder below which each client gets its own home: `BAILIWICK_E2E_HOME`, else `.e2e` in the repository.
 * @throws Error when it lies below the temp folder: there the client makes no helper aliases and its Linux sandbox breaks.
 */
export function clientHomesRoot(): string {
  const root = resolve(process.env.BAILIWICK_E2E_HOME ?? join(here, '..', '..', '.e2e'))
  const temp = resolve(tmpdir())
  if (root === temp || root.startsWith(temp + sep)) throw new Error(`a Codex home must not be below the temp folder: ${root}`)
  return root
}
