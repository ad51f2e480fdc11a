import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import { type Answer, answer, type Question } from './question.ts'
import type { Reading } from './reading.ts'
import { textOf } from './words.ts'

type McpQuestion = Extract<Question, { kind: 'mcp' }>

/** Whether a user's MCP server stays enabled (PO-13): the name and the identity must both fit (seen with client 0.169.0). */
export function evaluateMcp(reading: Reading, question: McpQuestion): Answer {
  const list = reading.root.mcp_servers
  if (!isTable(list)) {
    return answer('not_restricted', null, 'This policy has no list of MCP servers: users may add any.')
  }
  const disabled = 'disabled: requirements (<the policy’s name and id>)'
  const place = reading.place(['mcp_servers'])
  const entry = Object.hasOwn(list, question.name) ? list[question.name] : undefined
  if (Object.keys(list).length === 0) {
    return answer('denied', place, 'Every MCP server is disabled, because the policy’s list is empty.', disabled)
  }
  if (entry === undefined) {
    const sentence = `The MCP server ${question.name} is disabled, because the policy’s list does not name it.`
    return answer('denied', place, sentence, disabled)
  }
  const identity = isTable(entry) && isTable(entry.identity) ? entry.identity : {}
  const here = reading.place(['mcp_servers', question.name])
  const asked = question.command !== undefined || question.url !== undefined
  if (!asked) {
    const sentence = `The MCP server ${question.name} stays enabled only as ${identityText(identity)}; name its command or URL to be sure.`
    return answer('allowed', here, sentence)
  }
  const fits = identityFits(identity, question)
  if (fits === undefined) {
    const sentence = `Whether ${question.name} fits is not computed: its regular expression may take too long. It must be ${identityText(identity)}.`
    return answer('denied', here, sentence, disabled)
  }
  if (!fits) {
    const sentence = `The MCP server ${question.name} is disabled, because under this name the policy allows only ${identityText(identity)}.`
    return answer('denied', here, sentence, disabled)
  }
  return answer(
    'allowed',
    here,
    `The MCP server ${question.name} stays enabled: it is ${identityText(identity)}, as the policy lists it.`,
  )
}

function identityFits(identity: TomlTable, { command, args = [], url }: McpQuestion): boolean | undefined {
  if (typeof identity.command === 'string') return command !== undefined && command === identity.command
  if (typeof identity.url === 'string') return command === undefined && url === identity.url
  if (isTable(identity.command)) {
    const { executable, args: matchers } = identity.command
    if (command === undefined || command !== executable || !Array.isArray(matchers) || matchers.length !== args.length)
      return false
    return every(matchers.map((matcher, index) => textFits(matcher, args[index] ?? '')))
  }
  if (isTable(identity.url)) return command === undefined && url !== undefined ? textFits(identity.url, url) : false
  return false
}

const every = (results: (boolean | undefined)[]) =>
  results.includes(false) ? false : results.includes(undefined) ? undefined : true

function textFits(matcher: TomlValue, text: string): boolean | undefined {
  if (!isTable(matcher)) return false
  if (matcher.match === 'exact') return text === matcher.value
  if (matcher.match === 'prefix') return typeof matcher.value === 'string' && text.startsWith(matcher.value)
  if (matcher.match !== 'regex' || typeof matcher.expression !== 'string') return false
  return regexFits(matcher.expression, text)
}

/** The client wants the whole text to fit. Expressions that could make this engine crawl are left undecided. */
function regexFits(expression: string, text: string): boolean | undefined {
  const repeats = expression.match(/[*+}]/g)?.length ?? 0
  if (text.length > 2_000 || expression.length > 500 || repeats > 6 || /[*+}][^(]*\)+[*+{]/.test(expression)) return undefined
  const caseless = expression.startsWith('(?i)')
  try {
    return new RegExp(`^(?:${caseless ? expression.slice(4) : expression})$`, caseless ? 'iu' : 'u').test(text)
  } catch {
    return undefined
  }
}

/** An identity in words. */
export function identityText(identity: TomlTable): string {
  if (typeof identity.command === 'string') return `the command ${identity.command}`
  if (typeof identity.url === 'string') return `the URL ${identity.url}`
  if (isTable(identity.url)) return `a URL that ${matcherText(identity.url)}`
  if (!isTable(identity.command)) return 'nothing (it has no identity)'
  const args = Array.isArray(identity.command.args) ? identity.command.args : []
  const words = args.map((matcher) => (isTable(matcher) ? matcherText(matcher) : ''))
  return `the program ${textOf(identity.command.executable)} ${words.length > 0 ? `with arguments of which each ${words.join(', then ')}` : 'without arguments'}`
}

function matcherText(matcher: TomlTable): string {
  if (matcher.match === 'prefix') return `begins with ${textOf(matcher.value)}`
  return matcher.match === 'regex' ? `fits ${textOf(matcher.expression)}` : `is ${textOf(matcher.value)}`
}
