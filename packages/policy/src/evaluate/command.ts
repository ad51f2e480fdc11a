import { isTable, type Path, type TomlValue } from '../toml/parse-toml.ts'
import { type Answer, answer, type Decision } from './question.ts'
import { once, type Reading } from './reading.ts'
import { commandsOf } from './shell-commands.ts'

interface Rule {
  /** Position in the list of all fragments. */
  number: number
  /** For each word of the pattern what it may be. */
  words: (readonly string[])[]
  decision: 'forbidden' | 'prompt' | 'prompt-user'
  justification: string | undefined
  /** Every word counts in any case. */
  canonical: boolean
}

interface Match {
  rule: Rule
  /** The words that matched. */
  prefix: string[]
}

const strictness = { forbidden: 2, 'prompt-user': 1, prompt: 1 } as const

/** Prefix rules on a command line (PO-12; client 0.169.0 §5.5, 18.11): the strictest wins, then the longest, then the last. */
export function evaluateCommand(reading: Reading, command: string | readonly string[]): Answer {
  const argv = typeof command === 'string' ? ['/bin/bash', '-lc', command] : command
  const { commands, complex } = commandsOf(argv)
  const matches = commands.flatMap((words) => matchesOf(reading, words))
  const [best, ...others] = matches.toSorted(
    (a, b) =>
      strictness[b.rule.decision] - strictness[a.rule.decision] ||
      b.prefix.length - a.prefix.length ||
      b.rule.number - a.rule.number,
  )
  if (!best) return unmatched(reading, complex)
  const place = (rule: Rule) => reading.place(pathOf(rule), 'value')
  const wins = [...new Set(others.map(({ rule }) => rule))].filter((rule) => rule !== best.rule).map(place)
  const decided = decide(reading, best, argv)
  return {
    ...answer(decided.verdict, place(best.rule), decided.sentence, decided.userSees, wins),
    ...(complex ? { complex } : {}),
  }
}

const pathOf = (rule: Rule): Path => ['rules', 'prefix_rules', rule.number]

function unmatched(reading: Reading, complex: boolean): Answer {
  const rules = once(reading, rulesOf)
  if (complex && rules.byProgram.size > 0) {
    const sentence =
      'The client does not take this command line apart (it has a redirect, a variable, a wildcard, an assignment, & or the like), so no rule about a command inside it holds: the sandbox and the approval policy decide.'
    return { ...answer('not_restricted', null, sentence), complex }
  }
  const sentence = 'No rule of this policy matches the command: the sandbox and the approval policy decide.'
  return { ...answer('not_restricted', null, sentence), ...(complex ? { complex } : {}) }
}

function decide(
  reading: Reading,
  { rule, prefix }: Match,
  argv: readonly string[],
): { verdict: Decision; sentence: string; userSees: string } {
  const named = `commands that begin with ${prefix.join(' ')}`
  const why = rule.justification === undefined ? '' : ` The reason it gives: ${rule.justification}`
  const rejected = `${shown(argv)} rejected: ${rule.justification ?? `policy forbids commands starting with \`${prefix.map(quote).join(' ')}\``}`
  if (rule.decision === 'forbidden') {
    return {
      verdict: 'denied',
      sentence: `It is refused before it runs, because a rule forbids ${named}.${why}`,
      userSees: rejected,
    }
  }
  const nobody = 'approval required by policy, but AskForApproval is set to Never'
  if (once(reading, asksNobody)) {
    const sentence = `It is refused, because a rule wants an approval for ${named} and this policy lets no approval be asked for.${why}`
    return { verdict: 'denied', sentence, userSees: nobody }
  }
  const who = rule.decision === 'prompt-user' ? 'the user is asked, never the automatic reviewer' : 'approval is asked for'
  const reason = rule.justification === undefined ? 'an approval request' : `an approval request: ${rule.justification}`
  return {
    verdict: 'prompted',
    sentence: `Before it runs ${who}, because a rule names ${named}.${why}`,
    userSees: `${reason} (where nobody can be asked, as in codex exec: "${nobody}")`,
  }
}

/** Whether every approval policy that users may choose refuses instead of asking. */
function asksNobody({ root }: Reading): boolean {
  const list = root.allowed_approval_policies
  const silent = (item: TomlValue) =>
    item === 'never' || (isTable(item) && isTable(item.granular) && item.granular.rules === false)
  return Array.isArray(list) && list.length > 0 && list.every(silent)
}

function matchesOf(reading: Reading, words: readonly string[]): Match[] {
  const { byProgram, canonical } = once(reading, rulesOf)
  const [program = ''] = words
  const name = program.split('/').at(-1) ?? ''
  const exact = fitting(byProgram.get(program) ?? [], words, program)
  // A rule for the very path goes before one for the bare name.
  const found = exact.length > 0 || name === program ? exact : fitting(byProgram.get(name) ?? [], words, name)
  return canonical.length > 0 ? [...new Set([...found, ...fitting(canonical, words, name)])] : found
}

function fitting(rules: readonly Rule[], words: readonly string[], program: string): Match[] {
  return rules.flatMap((rule) => {
    const fits = rule.words.every((options, index) => {
      const word = index === 0 ? program : words[index]
      if (word === undefined) return false
      return options.includes(word) || (rule.canonical && options.some((it) => same(it, word)))
    })
    return fits ? [{ rule, prefix: [program, ...words.slice(1, rule.words.length)] }] : []
  })
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

function rulesOf({ root }: Reading): { byProgram: Map<string, Rule[]>; canonical: Rule[] } {
  const byProgram = new Map<string, Rule[]>()
  const canonical: Rule[] = []
  const list = isTable(root.rules) && Array.isArray(root.rules.prefix_rules) ? root.rules.prefix_rules : []
  for (const [number, item] of list.entries()) {
    const rule = ruleOf(item, number)
    if (!rule) continue
    if (rule.canonical) canonical.push(rule)
    else for (const program of new Set(rule.words[0])) byProgram.set(program, [...(byProgram.get(program) ?? []), rule])
  }
  return { byProgram, canonical }
}

function ruleOf(item: TomlValue, number: number): Rule | undefined {
  if (!isTable(item) || !Array.isArray(item.pattern)) return undefined
  const { decision, justification } = item
  if (decision !== 'forbidden' && decision !== 'prompt' && decision !== 'prompt-user') return undefined
  const words = item.pattern.map((word): string[] => {
    if (!isTable(word)) return []
    if (typeof word.token === 'string') return [word.token]
    return Array.isArray(word.any_of) ? word.any_of.filter((it) => typeof it === 'string') : []
  })
  if (words.length === 0) return undefined
  return {
    number,
    words,
    decision,
    justification: typeof justification === 'string' ? justification : undefined,
    canonical: item.canonical_matching === true,
  }
}

const quote = (word: string) => (/^[\w@%+:,./-]+$/.test(word) ? word : `'${word}'`)

/** The command as the client names it: quoted for a shell, as far as that is simple. */
function shown(argv: readonly string[]): string {
  const quoted = argv.map((word) => (word.includes("'") && !/[$`"\\!^]/.test(word) ? `"${word}"` : quote(word)))
  return `\`${quoted.join(' ')}\``
}
