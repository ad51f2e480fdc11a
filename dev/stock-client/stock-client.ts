import { type ClientHome, makeClientHome } from './client-home.ts'
import { type ClientProcess, type ClientRun, startProcess } from './client-process.ts'
import { type ClientVersion, codexBinary } from './stock-client-paths.ts'

export type StockClientOptions = {
  /** `chatgpt_base_url`, ending in `/backend-api`. */
  chatgptBaseUrl: string
  /** `openai_base_url`: where the built-in provider goes. Left out by default, as on a user's machine. */
  openaiBaseUrl?: string
  /** Issuer for `login --device-auth`; defaults to the origin of `chatgptBaseUrl`. */
  issuer?: string
  clientId?: string
  /** The newest that is installed by default. */
  version?: ClientVersion
  /** PEM file of a private authority, for HTTPS. */
  caFile?: string
  /** More of config.toml. Top-level keys first: it follows top-level keys. */
  config?: string
  /** More environment; wins over what the rig sets. */
  env?: Record<string, string>
}

export type RunOptions = { timeoutMs?: number; env?: Record<string, string>; cwd?: string; stdin?: string }

/** One installation of the stock client: a home, its settings, and an environment that reaches loopback only. */
export type StockClient = {
  home: ClientHome
  issuer: string
  clientId: string
  env: Record<string, string>
  /** Starts `codex <args>` and leaves it running: the caller ends it. */
  start: (args: string[], options?: RunOptions) => ClientProcess
  /** Runs `codex <args>` to its end. */
  run: (args: string[], options?: RunOptions) => Promise<ClientRun>
  /** Ends every process still running and removes the home. */
  dispose: () => Promise<void>
}

/** A start may wait 20 s for the bundle and a denied turn retries for some seconds: a minute is never the client's own limit. */
const defaultTimeoutMs = 60_000

/** A proxy nobody serves: whatever is not loopback fails at once instead of leaving the machine. */
const nowhere = 'http://127.0.0.1:9'

export async function makeStockClient(options: StockClientOptions): Promise<StockClient> {
  const home = await makeClientHome(configToml(options))
  const env = clientEnv(home, options)
  const running = new Set<ClientProcess>()
  const start: StockClient['start'] = (args, run = {}) => {
    const started = startProcess(codexBinary(options.version), args, {
      env: { ...env, ...run.env },
      cwd: run.cwd ?? home.workDir,
      timeoutMs: run.timeoutMs ?? defaultTimeoutMs,
    })
    running.add(started)
    const forget = () => running.delete(started)
    started.ended.then(forget, forget)
    return started
  }
  return {
    home,
    issuer: options.issuer ?? new URL(options.chatgptBaseUrl).origin,
    clientId: options.clientId ?? 'codex-cli',
    env,
    start,
    run: async (args, run = {}) => {
      const started = start(args, run)
      started.child.stdin.end(run.stdin ?? '')
      return started.ended
    },
    dispose: async () => {
      await Promise.all([...running].map((started) => started.kill()))
      await home.remove()
    },
  }
}

function configToml(options: StockClientOptions): string {
  const lines = [`chatgpt_base_url = ${JSON.stringify(options.chatgptBaseUrl)}`, 'cli_auth_credentials_store = "file"']
  if (options.openaiBaseUrl) lines.push(`openai_base_url = ${JSON.stringify(options.openaiBaseUrl)}`)
  return `${lines.join('\n')}\n${options.config ?? ''}\n`
}

/** Nothing is inherited but the search path: no keys, no proxies, no settings of the person who runs the tests. */
function clientEnv(home: ClientHome, options: StockClientOptions): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: home.codexHome,
    CODEX_HOME: home.codexHome,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    NO_PROXY: '127.0.0.1,localhost,::1',
    ...(options.caFile ? { CODEX_CA_CERTIFICATE: options.caFile } : {}),
    ...options.env,
  }
}
