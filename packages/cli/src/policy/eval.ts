import { type Answer, evaluate, type Question } from '@bailiwick/policy'
import { acceptedDocument } from './accepted.ts'
import { complain, paint, say } from './say.ts'

export interface EvalOptions {
  client?: string
  json?: true
  command?: string
  domain?: string
  mcp?: string
  mcpCommand?: string
  mcpUrl?: string
  feature?: string
  sandbox?: string
  host?: string
  webSearch?: string
  approval?: string
}

/** `bailiwick policy eval`: what a policy means for one thing. Exit code 0: answered; 1: the document is refused; 2: wrong call. */
export async function evalFile(file: string, options: EvalOptions): Promise<void> {
  const questions = questionsOf(options)
  const [question] = questions
  if (!question || questions.length > 1) {
    complain('ask one thing: --command, --domain, --mcp, --feature, --sandbox, --web-search or --approval.')
    process.exitCode = 2
    return
  }
  const contents = await acceptedDocument(file, options)
  if (contents === undefined) return
  const answer = evaluate(contents, question)
  if (options.json) say(JSON.stringify({ file, question, ...answer }))
  else show(file, answer)
}

function questionsOf({ command, domain, mcp, mcpCommand, mcpUrl, feature, sandbox, host, webSearch, approval }: EvalOptions) {
  const [program, ...args] = mcpCommand?.trim().split(/\s+/) ?? []
  const identity = { ...(program ? { command: program, args } : {}), ...(mcpUrl === undefined ? {} : { url: mcpUrl }) }
  const questions: (Question | undefined)[] = [
    command === undefined ? undefined : { kind: 'command', command },
    domain === undefined ? undefined : { kind: 'domain', host: domain },
    mcp === undefined ? undefined : { kind: 'mcp', name: mcp, ...identity },
    feature === undefined ? undefined : { kind: 'feature', name: feature },
    sandbox === undefined ? undefined : { kind: 'sandbox', mode: sandbox, ...(host === undefined ? {} : { host }) },
    webSearch === undefined ? undefined : { kind: 'web_search', mode: webSearch },
    approval === undefined ? undefined : { kind: 'approval', policy: approval },
  ]
  return questions.filter((question) => question !== undefined)
}

const words = { allowed: 'good', prompted: 'careful', denied: 'bad', not_restricted: 'note' } as const

function show(file: string, { verdict, because, sentence, userSees, wins }: Answer): void {
  say(`${paint(words[verdict], verdict.replace('_', ' '))}: ${sentence}`)
  if (because) say(`  because of ${because.key} (${file}:${because.line}:${because.column})`)
  for (const { key, line, column } of wins) say(`  over ${key} (${file}:${line}:${column})`)
  if (userSees !== null) say(`  the user sees: ${userSees}`)
}
