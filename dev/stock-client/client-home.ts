import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { clientHomesRoot } from './stock-client-paths.ts'

/** What `auth.json` holds after a sign-in (client 0.169.0). Tokens are as issued, unread. */
export type StoredAuth = {
  auth_mode?: string
  OPENAI_API_KEY: string | null
  personal_access_token?: string
  tokens?: {
    id_token: string
    access_token: string
    refresh_token: string
    account_id: string | null
    oauth_provenance?: { issuer: string; client_id: string }
  }
  last_refresh?: string
}

export type ClientHome = {
  /** `CODEX_HOME`. */
  codexHome: string
  /** The project the agent works in: an empty git repository, so that the client does not take ours for its project. */
  workDir: string
  /** Undefined when nobody is signed in. */
  readAuth: () => Promise<StoredAuth | undefined>
  writeAuth: (auth: StoredAuth) => Promise<void>
  writeConfig: (toml: string) => Promise<void>
  /** The next start asks the server again: what an hour does, without the hour. True when there was a cache. */
  dropBundleCache: () => Promise<boolean>
  /** The cache stays but is older than its hour: its signature no longer holds either, and the client treats both alike. */
  expireBundleCache: () => Promise<void>
  remove: () => Promise<void>
}

const bundleCache = 'cloud-config-bundle-cache.json'
/** What client 0.130.0 keeps instead. */
const requirementsCache = 'cloud-requirements-cache.json'

/** Makes a fresh home: `codex` below it is `CODEX_HOME`, `work` the project. `config` becomes `config.toml`. */
export async function makeClientHome(config: string): Promise<ClientHome> {
  const root = clientHomesRoot()
  await mkdir(root, { recursive: true })
  const base = await mkdtemp(join(root, 'client-'))
  const codexHome = join(base, 'codex')
  const workDir = join(base, 'work')
  await mkdir(codexHome)
  await promisify(execFile)('git', ['init', '--quiet', workDir])
  const inHome = (name: string) => join(codexHome, name)
  const writeConfig = (toml: string) => writeFile(inHome('config.toml'), toml)
  await writeConfig(config)
  return {
    codexHome,
    workDir,
    writeConfig,
    readAuth: () => readJson<StoredAuth>(inHome('auth.json')),
    writeAuth: (auth) => writeFile(inHome('auth.json'), JSON.stringify(auth), { mode: 0o600 }),
    dropBundleCache: async () => {
      const had = (await readdir(codexHome)).filter((name) => name === bundleCache || name === requirementsCache)
      await Promise.all(had.map((name) => rm(inHome(name), { force: true })))
      return had.length > 0
    },
    expireBundleCache: async () => {
      const cache = await readJson<{ signed_payload: Record<string, unknown> }>(inHome(bundleCache))
      if (!cache) throw new Error('there is no bundle cache to expire')
      cache.signed_payload.expires_at = '2020-01-01T00:00:00Z'
      await writeFile(inHome(bundleCache), JSON.stringify(cache))
    },
    remove: () => rm(base, { recursive: true, force: true, maxRetries: 3 }),
  }
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : (JSON.parse(text) as T) // the client wrote it: its own shape
}
