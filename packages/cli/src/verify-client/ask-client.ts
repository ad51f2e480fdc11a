import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import type { Bundle } from '@bailiwick/policy'

/** What the client's own loader made of a bundle. Paths in `requirements` start at `codexHome`. */
export type Heard =
  | { verdict: 'loads'; requirements: Record<string, unknown>; codexHome: string }
  | { verdict: 'refused'; words: string }

const patienceMs = 60_000

/** A proxy that nobody serves: whatever is not loopback fails at once instead of leaving the machine. */
const nowhere = 'http://127.0.0.1:9'

/** Where throw-away homes go. Below the temp folder the client makes no helper aliases, so homes must not lie there. */
export function homesRoot(): { root: string } | { unfit: string } {
  const root = join(resolve(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')), 'bailiwick')
  const temp = resolve(tmpdir())
  return root.startsWith(temp + sep)
    ? { unfit: `${root} lies below the temp folder, where Codex does not work. Set XDG_CACHE_HOME.` }
    : { root }
}

/**
 * Serves a bundle on loopback to a client in a home of its own and asks for its effective requirements. It loads and stops: no session
 * begins, so no hook of the draft runs.
 * @throws Error when the client cannot be started or falls silent
 */
export async function askClient(client: string, bundle: Bundle, root: string): Promise<Heard> {
  await mkdir(root, { recursive: true })
  const base = await mkdtemp(join(root, 'verify-'))
  const codexHome = join(base, 'codex')
  const work = join(base, 'work')
  const server = await serve(bundle)
  try {
    await mkdir(codexHome)
    await mkdir(join(work, '.git'), { recursive: true }) // a project of its own: nothing above it counts
    await writeFile(
      join(codexHome, 'config.toml'),
      `chatgpt_base_url = "${server.url}/backend-api"\ncli_auth_credentials_store = "file"\n`,
    )
    await writeFile(join(codexHome, 'auth.json'), JSON.stringify(signedIn()), { mode: 0o600 })
    const { code, stdout, stderr } = await run(client, ['app-server', '--print-startup-config'], {
      cwd: work,
      env: quietEnv(codexHome),
    })
    if (server.asked() === 0 && code !== 0) throw new Error(`the client never asked for the policy: ${(stdout + stderr).trim()}`)
    return read(code, stdout, stderr, codexHome)
  } finally {
    server.close()
    await rm(base, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface Startup {
  configRequirements?: { requirements: Record<string, unknown> | null }
  error?: { message: string; data?: { detail?: string } | null }
}

function read(code: number | null, stdout: string, stderr: string, codexHome: string): Heard {
  const from = stdout.indexOf('{')
  const answer: Startup = from < 0 ? {} : JSON.parse(stdout.slice(from))
  if (code === 0 && answer.configRequirements)
    return { verdict: 'loads', requirements: answer.configRequirements.requirements ?? {}, codexHome }
  const words = answer.error?.data?.detail ?? answer.error?.message ?? stderr.trim()
  if (words === '') throw new Error(`the client ended with ${code} and said nothing`)
  return { verdict: 'refused', words: words.replaceAll(codexHome, 'CODEX_HOME').trim() }
}

async function serve(bundle: Bundle): Promise<{ url: string; asked(): number; close(): void }> {
  let asked = 0
  const server = createServer((request, answer) => {
    const found = request.url?.startsWith('/backend-api/wham/config/bundle') ?? false
    if (found) asked++
    answer.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(found ? bundle : { error: { message: 'not here' } }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // listening on TCP
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close }
}

/** Nothing is inherited but the search path: no keys, no proxies, no settings of whoever asks. */
const quietEnv = (codexHome: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: codexHome,
  CODEX_HOME: codexHome,
  LANG: 'C.UTF-8',
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  ALL_PROXY: nowhere,
  NO_PROXY: '127.0.0.1,localhost,::1',
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
})

/** A sign-in that opens nothing: the client reads claims and checks no signature (0.169.0). */
function signedIn(): object {
  const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const auth = { chatgpt_plan_type: 'enterprise', chatgpt_account_id: 'verify', chatgpt_user_id: 'verify', user_id: 'verify' }
  const exp = Math.floor(Date.now() / 1000) + 86_400
  const claims = { iss: nowhere, sub: 'verify', email: 'verify@localhost', exp, 'https://api.openai.com/auth': auth }
  const token = `${coded({ alg: 'none' })}.${coded(claims)}.none`
  return {
    OPENAI_API_KEY: null,
    tokens: { id_token: token, access_token: token, refresh_token: 'none', account_id: 'verify' },
    last_refresh: new Date().toISOString(),
  }
}

type Ended = { code: number | null; stdout: string; stderr: string }

function run(command: string, args: string[], options: { cwd: string; env: Record<string, string> }): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(new Error(`the client gave no answer within ${patienceMs / 1000} seconds`))
    }, patienceMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      fail(error)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      done({ code, stdout, stderr })
    })
  })
}
