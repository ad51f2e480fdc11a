import type { PolicyQuestion } from '@bailiwick/contracts'
import { z } from 'zod'

/** Something that a model call shows about its session: what a policy could have said to it. */
export interface Passing {
  kind: 'sandbox' | 'tool' | 'command'
  question: PolicyQuestion
  /** The client's id of a tool call, by which the same one is known again in the next request of its thread. */
  callId: string | null
}

const Body = z.object({
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).catch([]),
  input: z.array(z.looseObject({ type: z.string().optional(), role: z.string().optional() })).catch([]),
})
const FunctionCall = z.object({
  type: z.literal('function_call'),
  call_id: z.string().max(200),
  name: z.string(),
  arguments: z.string().max(1_000_000),
})
/** A shell call's arguments: `exec_command` takes a line, the older `shell` a list (client 0.169.0 §12). */
const ShellArguments = z.union([z.object({ cmd: z.string() }), z.object({ command: z.union([z.string(), z.array(z.string())]) })])
const shellTools: ReadonlySet<string> = new Set(['exec_command', 'shell', 'shell_command', 'local_shell'])
const longestCommand = 4_000
/** No client offers so many tools, and no turn calls so many between two requests: more is somebody's joke. */
const most = { tools: 500, calls: 200 }

/**
 * Reads what a model call shows: the sandbox mode of its turn, the tools that the client offers the model, and the commands that the
 * model called since the person's last word. The body is the client's own word and may be anything: what is not understood is left out.
 */
export function whatPasses(body: unknown, sandboxMode: string | null): Passing[] {
  const { tools, input } = Body.catch({ tools: [], input: [] }).parse(body)
  return [...sandboxOf(sandboxMode), ...tools.slice(0, most.tools).flatMap(toolOf), ...lastCalls(input).flatMap(commandOf)]
}

/** The client writes modes of its own beside those of a policy; only these are asked about. */
const modes: ReadonlySet<string> = new Set(['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'])

function sandboxOf(mode: string | null): Passing[] {
  return mode !== null && modes.has(mode) ? [{ kind: 'sandbox', question: { kind: 'sandbox', mode }, callId: null }] : []
}

function toolOf(tool: { type: string; name?: string | undefined; external_web_access?: unknown }): Passing[] {
  if (tool.type === 'web_search') {
    const mode = tool.external_web_access === false ? 'cached' : 'live'
    return [{ kind: 'tool', question: { kind: 'web_search', mode }, callId: null }]
  }
  const server = /^mcp__(.{1,200}?)__./.exec(tool.name ?? '')?.[1]
  return server === undefined ? [] : [{ kind: 'tool', question: { kind: 'mcp', name: server }, callId: null }]
}

/** Tool calls after the person's last message. */
function lastCalls(input: { type?: string | undefined; role?: string | undefined }[]) {
  const last = input.findLastIndex((it) => it.role === 'user')
  return input
    .slice(last + 1)
    .filter((it) => it.type === 'function_call')
    .slice(-most.calls)
}

function commandOf(item: unknown): Passing[] {
  const call = FunctionCall.safeParse(item).data
  if (!call || !shellTools.has(call.name)) return []
  const command = lineOf(call.arguments)
  return command === undefined ? [] : [{ kind: 'command', question: { kind: 'command', command }, callId: call.call_id }]
}

function lineOf(text: string): string | undefined {
  try {
    const said = ShellArguments.parse(JSON.parse(text))
    const command = 'cmd' in said ? said.cmd : said.command
    const line = typeof command === 'string' ? command : scriptOf(command)
    return line.trim() === '' ? undefined : line.slice(0, longestCommand)
  } catch {
    return undefined // arguments that the model garbled; the client runs nothing either
  }
}

/** `["bash", "-lc", "git push"]` runs the last word; other lists are the words themselves, quoted where a shell would need it. */
function scriptOf(argv: string[]): string {
  const [shell = '', flag, script] = argv
  if (script !== undefined && /(^|\/)(ba|z)?sh$/.test(shell) && (flag === '-lc' || flag === '-c')) return script
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
