import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'

const here = import.meta.dirname

/** Versions installed here: the one the product is proven with, and one from before the config bundle. */
const installs = { '0.169.0': [], '0.130.0': ['codex-0.130', 'node_modules'] } as const
export type ClientVersion = keyof typeof installs

/**
 * Path of the native Codex binary of this platform, from the install of its own in this folder.
 * The npm launcher (`bin/codex.js`) is passed by: a signal to it would not be a signal to the client.
 * @throws Error with the command to run when the install is missing.
 */
export function codexBinary(version: ClientVersion = '0.169.0'): string {
  const platform = `codex-${process.platform}-${process.arch}`
  const vendor = join(here, 'node_modules', ...installs[version], '@openai', platform, 'vendor')
  const name = process.platform === 'win32' ? 'codex.exe' : 'codex'
  const triples = existsSync(vendor) ? readdirSync(vendor) : []
  const places = triples.flatMap((triple) => ['bin', 'codex'].map((folder) => join(vendor, triple, folder, name)))
  const found = places.find((path) => existsSync(path))
  if (found) return found
  throw new Error(
    `the stock Codex client ${version} is not installed for ${process.platform}-${process.arch}: run "npm ci --prefix dev/stock-client"`,
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
