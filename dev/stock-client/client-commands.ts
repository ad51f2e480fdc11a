import type { ClientRun } from './client-process.ts'
import type { RunOptions, StockClient } from './stock-client.ts'

/** One line of `codex exec --json`. */
export type ExecEvent = { type: string; [key: string]: unknown }

export type ExecRun = ClientRun & {
  /** The JSON lines of stdout; empty without `--json`. */
  events: ExecEvent[]
  /** Text of the agent's messages, in order. */
  messages: string[]
  /** Text of `error` and `turn.failed` events, in order. */
  errors: string[]
  /** Warnings: items of type `error`, which do not end the turn. */
  warnings: string[]
}

/** `codex exec --json <args> <prompt>` in the client's empty project. */
export async function exec(client: StockClient, prompt: string, args: string[] = [], options: RunOptions = {}): Promise<ExecRun> {
  const run = await client.run(['exec', '--json', '--skip-git-repo-check', ...args, prompt], options)
  const events = run.stdout.split('\n').flatMap(toEvent)
  const items = events.filter((event) => event.type === 'item.completed').map((event) => event.item as ExecItem) // exec's own shape
  return {
    ...run,
    events,
    messages: items.filter((item) => item.type === 'agent_message').map((item) => item.text ?? ''),
    warnings: items.filter((item) => item.type === 'error').map((item) => item.message ?? ''),
    errors: events.flatMap(errorText),
  }
}

type ExecItem = { type: string; text?: string; message?: string }

function toEvent(line: string): ExecEvent[] {
  if (!line.startsWith('{')) return []
  try {
    return [JSON.parse(line) as ExecEvent] // lines that start with a brace are exec's events
  } catch {
    return []
  }
}

function errorText(event: ExecEvent): string[] {
  if (event.type === 'error') return [String(event.message)]
  if (event.type === 'turn.failed') return [(event.error as { message: string }).message] // exec's own shape
  return []
}

/** `codex exec <args> <prompt>` with the output a person sees. */
export function execForHumans(
  client: StockClient,
  prompt: string,
  args: string[] = [],
  options: RunOptions = {},
): Promise<ClientRun> {
  return client.run(['exec', '--skip-git-repo-check', ...args, prompt], options)
}

export type StartupConfig = ClientRun & {
  /** The effective requirements, camel-cased by the client, null where the policy is silent; undefined when it refused to start. */
  requirements: Record<string, unknown> | undefined
  /** Why it refused, in its own words. */
  refusal: string | undefined
}

type StartupAnswer = {
  configRequirements?: { requirements: Record<string, unknown> | null }
  error?: { message: string; data?: { detail?: string } }
}

/** `codex app-server --print-startup-config`: what the client makes of the policy. Code 0 = the bundle loads. */
export async function printStartupConfig(client: StockClient, options: RunOptions = {}): Promise<StartupConfig> {
  const run = await client.run(['app-server', '--print-startup-config'], options)
  const from = run.stdout.indexOf('{')
  const answer = from < 0 ? {} : (JSON.parse(run.stdout.slice(from)) as StartupAnswer) // the client's own JSON
  const requirements = run.code === 0 ? (answer.configRequirements?.requirements ?? {}) : undefined
  return { ...run, requirements, refusal: answer.error?.data?.detail ?? answer.error?.message }
}

/** `codex logout`; pass `CODEX_REVOKE_TOKEN_URL_OVERRIDE` in `env`, else the client revokes at the vendor. */
export function logout(client: StockClient, options: RunOptions = {}): Promise<ClientRun> {
  return client.run(['logout'], options)
}

export type McpServer = { name: string; enabled: boolean; disabled_reason?: string | null }

/** `codex mcp list --json`. */
export async function listMcpServers(
  client: StockClient,
  options: RunOptions = {},
): Promise<ClientRun & { servers: McpServer[] }> {
  const run = await client.run(['mcp', 'list', '--json'], options)
  const from = run.stdout.indexOf('[')
  return { ...run, servers: from >= 0 && run.code === 0 ? (JSON.parse(run.stdout.slice(from)) as McpServer[]) : [] } // the client's own JSON
}
