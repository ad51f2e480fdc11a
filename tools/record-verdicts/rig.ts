import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startProcess } from '../../dev/stock-client/client-process.ts'
import { clientHomesRoot, codexBinary } from '../../dev/stock-client/stock-client-paths.ts'

export type Client = '0.169.0' | '0.130.0'
/** What is served: requirements fragments and config fragments, the first with the highest priority. */
export interface Served {
  requirements: readonly string[]
  defaults?: readonly string[]
  /** The user's own config.toml says nothing about models, so that what is served is what counts. `{url}` stands for the model server. */
  bare?: boolean
}
/** `loads` is all that was asked for when no session was run. */
export type Answer = { verdict: 'accepted' | 'breaks_sessions' | 'loads' | 'refused'; words: string }

export interface Rig {
  /** Asks a real client; `session` also runs a turn, unless it refuses to load. Never rejects for what the client does. */
  ask: (served: Served, session: boolean) => Promise<Answer>
  close: () => Promise<void>
}

/**
 * Serves documents to the unmodified client and tells what it made of them. Each question gets a bundle of its own and a home without a
 * cache; as many may be asked at once as `places` (two, on two cores).
 */
export async function openRig(client: Client, places = 2): Promise<Rig> {
  const served = new Map<string, { bundle: unknown; contents: string; turns: number }>()
  const server = createServer((request, answer) => reply(request, answer, served))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  const root = clientHomesRoot()
  await mkdir(root, { recursive: true })
  const base = await mkdtemp(join(root, 'verdicts-'))
  const free = Array.from({ length: places }, (_, index) => join(base, `home-${index}`))
  const waiting: ((home: string) => void)[] = []
  const take = () => {
    const home = free.pop()
    return home === undefined ? new Promise<string>((resolve) => waiting.push(resolve)) : Promise.resolve(home)
  }
  const give = (home: string) => {
    const next = waiting.shift()
    if (next) next(home)
    else free.push(home)
  }
  let asked = 0

  async function ask(document: Served, session: boolean): Promise<Answer> {
    const home = await take()
    const id = `d${++asked}`
    const url = `http://127.0.0.1:${port}/${id}`
    const entry = { bundle: bundleOf(document, url), contents: document.requirements[0] ?? '', turns: 0 }
    served.set(id, entry)
    try {
      await makeHome(home, url, document.bare === true)
      const run = async (args: string[]) => {
        const started = startProcess(codexBinary(client), args, { env: envOf(home), cwd: join(home, 'work'), timeoutMs: 30_000 })
        started.child.stdin.end()
        return started.ended
      }
      if (client !== '0.130.0') {
        const load = await run(['app-server', '--print-startup-config'])
        if (load.code !== 0) return { verdict: 'refused', words: wordsOf(load.stdout + load.stderr) }
        if (!session) return { verdict: 'loads', words: '' }
        await rm(join(home, 'cloud-config-bundle-cache.json'), { force: true })
      }
      const turn = await run(['exec', '--skip-git-repo-check', 'Say hi'])
      if (turn.code === 0 && entry.turns > 0) return { verdict: 'accepted', words: '' }
      const words = lastError(turn.stderr)
      // The older client has no way to load and stop: what it refuses it refuses before it is ready for a session.
      const refused =
        client === '0.130.0' && entry.turns === 0 && !/thread\/start|create session|initialize session/.test(turn.stderr)
      return { verdict: refused ? 'refused' : 'breaks_sessions', words: `${entry.turns} turns, exit ${turn.code}: ${words}` }
    } finally {
      served.delete(id)
      await rm(home, { recursive: true, force: true, maxRetries: 3 })
      give(home)
    }
  }
  return {
    ask,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await rm(base, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const bundleOf = ({ requirements, defaults = [] }: Served, url: string) => {
  const fragments = (texts: readonly string[], name: string) =>
    texts.map((text, index) => ({
      id: `${name}-${index + 1}`,
      name: `Part ${index + 1}`,
      contents: text.replaceAll('{url}', `${url}/v1`),
    }))
  return {
    config_toml: { enterprise_managed: fragments(defaults, 'c') },
    requirements_toml: { enterprise_managed: fragments(requirements, 'f') },
  }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const auth = { chatgpt_plan_type: 'enterprise', chatgpt_account_id: 'acct-1', chatgpt_user_id: 'user-1' }
const claims = { email: 'a@example.com', exp: 4102444800, 'https://api.openai.com/auth': auth }
const token = `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.x`

async function makeHome(home: string, url: string, bare: boolean): Promise<void> {
  await mkdir(join(home, 'work', '.git'), { recursive: true })
  const tokens = { id_token: token, access_token: token, refresh_token: 'R', account_id: 'acct-1' }
  const stored = { auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() }
  await writeFile(join(home, 'auth.json'), JSON.stringify(stored), { mode: 0o600 })
  const config = `chatgpt_base_url = "${url}/backend-api"
cli_auth_credentials_store = "file"
`
  const models = `model = "acme-coder"
model_provider = "scripted"
[model_providers.scripted]
name = "Scripted"
base_url = "${url}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`
  await writeFile(join(home, 'config.toml'), bare ? config : config + models)
}

const nowhere = 'http://127.0.0.1:9'
const envOf = (home: string) => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: home,
  CODEX_HOME: home,
  LANG: 'C.UTF-8',
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  ALL_PROXY: nowhere,
  NO_PROXY: '127.0.0.1,localhost,::1',
})

function reply(
  request: IncomingMessage,
  answer: ServerResponse,
  served: ReadonlyMap<string, { bundle: unknown; contents: string; turns: number }>,
): void {
  const [, id = '', path = ''] = /^\/(\w+)(\/[^?]*)/.exec(request.url ?? '') ?? []
  const entry = served.get(id)
  const json = (status: number, body: unknown) => {
    answer.writeHead(status, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(body))
  }
  request.resume()
  if (entry && path === '/backend-api/wham/config/bundle') json(200, entry.bundle)
  else if (entry && path === '/backend-api/wham/config/requirements') json(200, { contents: entry.contents })
  else if (entry && request.method === 'POST' && path.endsWith('/responses')) {
    entry.turns++
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.end(turn.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''))
  } else json(404, { error: { message: 'not here' } })
}

const usage = { input_tokens: 1, input_tokens_details: null, output_tokens: 1, output_tokens_details: null, total_tokens: 2 }
const said = { type: 'message', role: 'assistant', id: 'm1', content: [{ type: 'output_text', text: 'hi' }] }
const turn = [
  { type: 'response.created', response: { id: 'r1' } },
  { type: 'response.output_item.done', output_index: 0, item: said },
  { type: 'response.completed', response: { id: 'r1', usage } },
]

function wordsOf(output: string): string {
  const detail = /"detail":"((?:[^"\\]|\\.)*)"/.exec(output)?.[1]
  return detail === undefined ? output.trim().slice(-400) : String(JSON.parse(`"${detail}"`))
}

const lastError = (output: string) =>
  output
    .split('\n')
    .filter((line) => /rror|ailed|nvalid|xpected/.test(line))
    .slice(-3)
    .join(' | ')
    .slice(-500)
