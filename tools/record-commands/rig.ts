import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ClientRun, startProcess } from '../../dev/stock-client/client-process.ts'
import { clientHomesRoot, codexBinary } from '../../dev/stock-client/stock-client-paths.ts'

/** What the client was asked to do, and what came of it. */
interface Run {
  args: readonly string[]
  /** The calls its model makes, one after the other, in one turn. */
  calls?: readonly object[]
  /** More of its config.toml. */
  config?: string
}

/**
 * Serves one policy to the unmodified client 0.169.0 and runs it once. `outputs` is what the client told the model about each call, in
 * order; what it did not get to is missing.
 */
export async function runUnder(
  policy: string,
  { args, calls = [], config = '' }: Run,
): Promise<ClientRun & { outputs: string[] }> {
  const outputs: string[] = []
  let turns = 0
  const server = createServer((request, answer) => {
    void reply(request, answer, policy, (body) => {
      if (turns > 0) outputs.push(lastOutput(body))
      return calls[turns++]
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  await mkdir(clientHomesRoot(), { recursive: true })
  const home = await mkdtemp(join(clientHomesRoot(), 'commands-'))
  try {
    await makeHome(home, `http://127.0.0.1:${port}`, config)
    const started = startProcess(codexBinary(), [...args], { env: envOf(home), cwd: join(home, 'work'), timeoutMs: 60_000 })
    started.child.stdin.end()
    return { ...(await started.ended), outputs }
  } finally {
    server.closeAllConnections()
    server.close()
    await rm(home, { recursive: true, force: true, maxRetries: 3 })
  }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const auth = { chatgpt_plan_type: 'enterprise', chatgpt_account_id: 'acct-1', chatgpt_user_id: 'user-1' }
const claims = { email: 'a@example.com', exp: 4102444800, 'https://api.openai.com/auth': auth }
const token = `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.x`

async function makeHome(home: string, url: string, more: string): Promise<void> {
  await mkdir(join(home, 'work', '.git'), { recursive: true })
  const tokens = { id_token: token, access_token: token, refresh_token: 'R', account_id: 'acct-1' }
  const stored = { auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() }
  await writeFile(join(home, 'auth.json'), JSON.stringify(stored), { mode: 0o600 })
  const config = `chatgpt_base_url = "${url}/backend-api"
cli_auth_credentials_store = "file"
model = "acme-coder"
model_provider = "scripted"
[model_providers.scripted]
name = "Scripted"
base_url = "${url}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
${more}
`
  await writeFile(join(home, 'config.toml'), config)
}

const nowhere = 'http://127.0.0.1:9'
const envOf = (home: string) => ({
  PATH: '/usr/bin:/bin',
  SHELL: '/bin/bash',
  HOME: home,
  CODEX_HOME: home,
  LANG: 'C.UTF-8',
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  ALL_PROXY: nowhere,
  NO_PROXY: '127.0.0.1,localhost,::1',
})

type Item = { type: string; output?: unknown }

async function reply(
  request: IncomingMessage,
  answer: ServerResponse,
  policy: string,
  next: (body: { input: Item[] }) => object | undefined,
): Promise<void> {
  const path = request.url ?? ''
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const json = (status: number, body: unknown) => {
    answer.writeHead(status, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(body))
  }
  if (path === '/backend-api/wham/config/bundle') {
    json(200, { requirements_toml: { enterprise_managed: [{ id: 'pol', name: 'Policy', contents: policy }] } })
  } else if (request.method === 'POST' && path.endsWith('/responses')) {
    const call = next(JSON.parse(Buffer.concat(parts).toString())) // the client's own shape
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.end(
      turnOf(call)
        .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
        .join(''),
    )
  } else json(404, { error: { message: 'not here' } })
}

function lastOutput({ input }: { input: Item[] }): string {
  const item = input.findLast(({ type }) => type === 'function_call_output')
  return typeof item?.output === 'string' ? item.output : JSON.stringify(item?.output ?? null)
}

let calls = 0
const usage = { input_tokens: 1, input_tokens_details: null, output_tokens: 1, output_tokens_details: null, total_tokens: 2 }
const said = { type: 'message', role: 'assistant', id: 'm1', content: [{ type: 'output_text', text: 'done' }] }
const called = (args: object) => ({
  type: 'function_call',
  call_id: `call_${++calls}`,
  name: 'exec_command',
  arguments: JSON.stringify(args),
})
const turnOf = (args: object | undefined) => [
  { type: 'response.created', response: { id: 'r1' } },
  { type: 'response.output_item.done', output_index: 0, item: args ? called(args) : said },
  { type: 'response.completed', response: { id: 'r1', usage } },
]
