import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { whereTheUserStands } from '../policy/read-document.ts'

/** A Codex client on this machine. */
export interface Client {
  path: string
  version: string
}

const executable = process.platform === 'win32' ? 'codex.exe' : 'codex'
const howToGetIt =
  'Install it with "npm ci --prefix dev/stock-client" in the repository or "npm install --global @openai/codex", or name one with --codex.'

/**
 * The client to ask: the one that is named, else the first of the repository's own install and the search path that has the wanted version.
 * Returns a sentence when there is none.
 */
export async function findClient(named: string | undefined, version: string | undefined): Promise<Client | { missing: string }> {
  const wanted = version?.trim().replace(/^(rust-)?v/, '')
  const candidates = named === undefined ? [...installed(), ...onPath()] : [resolve(whereTheUserStands(), named)]
  const others: string[] = []
  for (const path of candidates) {
    const found = existsSync(path) ? await versionOf(path) : undefined
    if (found === undefined) continue
    if (wanted === undefined || found === wanted) return { path, version: found }
    others.push(found)
  }
  if (named !== undefined && others.length === 0)
    return { missing: `${named} is not a Codex client that runs here. ${howToGetIt}` }
  const there = others.length > 0 ? ` Here is ${others.join(', ')}.` : ''
  return { missing: `There is no Codex client${wanted === undefined ? '' : ` ${wanted}`} on this machine.${there} ${howToGetIt}` }
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 })
    return /(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

/** The native binaries of the repository's own install, in each version that it holds. */
function installed(): string[] {
  const modules = fileURLToPath(new URL('../../../../dev/stock-client/node_modules/', import.meta.url))
  const scopes = ['@openai', join('codex-0.130', 'node_modules', '@openai')]
  return scopes.flatMap((scope) => {
    const vendor = join(modules, scope, `codex-${process.platform}-${process.arch}`, 'vendor')
    const triples = existsSync(vendor) ? readdirSync(vendor) : []
    return triples.flatMap((triple) => ['bin', 'codex'].map((folder) => join(vendor, triple, folder, executable)))
  })
}

const onPath = (): string[] =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => (folder ? [join(folder, executable)] : []))
