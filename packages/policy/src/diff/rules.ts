import { textOf } from '../evaluate/words.ts'
import { tablesOf, textsOf } from '../explain/explainer.ts'
import { ruleSentence } from '../explain/rules.ts'
import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import { type ChangeEffect, type Comparer, together } from './change.ts'

interface Rule {
  decision: string
  /** In words. */
  said: { command: string; sentence: string }
  strictness: number
  justification: string
  canonical: boolean
  matches: boolean
}

const strictness: Readonly<Record<string, number>> = { prompt: 1, 'prompt-user': 2, forbidden: 3 }

/** Rules are compared by their pattern: of several with one pattern the strictest counts, and their order means nothing. */
export const compareRules: Comparer = (before, after, report) => {
  const [was, is] = [rulesOf(before), rulesOf(after)]
  const path = ['rules', 'prefix_rules']
  for (const pattern of new Set([...was.keys(), ...is.keys()]))
    compareRule(was.get(pattern), is.get(pattern), (...rest) => report(path, ...rest))
  const common = (rules: Map<string, Rule>, others: Map<string, Rule>) =>
    [...rules.keys()].filter((pattern) => others.has(pattern))
  if (common(was, is).join('\n') !== common(is, was).join('\n')) {
    report(path, 'moved', null, null, 'Rules stand in another order; that changes nothing, because the strictest decides.')
  }
}

type Say = (effect: ChangeEffect, before: string | null, after: string | null, sentence: string) => void

function compareRule(was: Rule | undefined, is: Rule | undefined, say: Say) {
  const shown = (rule: Rule | undefined) => rule?.said.sentence ?? null
  const known = is ?? was
  if (!known || (was && is && same(was, is))) return
  const { command, sentence } = known.said
  if (!known.matches)
    return say('no_effect', shown(was), shown(is), `The rule about ${command} never matches a command, before or after.`)
  if (!was || !is) {
    return say(is ? 'tightened' : 'loosened', shown(was), shown(is), is ? `New: ${sentence}` : `No longer: ${sentence}`)
  }
  const effect = together([direction(is.strictness - was.strictness), direction(Number(is.canonical) - Number(was.canonical))])
  const what = `Commands that begin with ${command}`
  if (effect === 'no_effect') {
    return say('changed', shown(was), shown(is), `${what}: the reason that is shown changes.`)
  }
  say(effect, shown(was), shown(is), `${what}: ${decisionOf(was)} becomes ${decisionOf(is)}.`)
}

const decisionOf = ({ decision, canonical }: Rule) => `${decision}${canonical ? ' in any case of letters' : ''}`
const direction = (difference: number): ChangeEffect => (difference > 0 ? 'tightened' : difference < 0 ? 'loosened' : 'no_effect')
const same = (a: Rule, b: Rule) =>
  a.strictness === b.strictness && a.canonical === b.canonical && a.justification === b.justification

const read = new WeakMap<TomlTable, Map<string, Rule>>()
const noRules: TomlTable = {}

/** Readings are shared and never changed, so the rules of each are gone through once, however many policies it is compared with. */
function rulesOf(value: TomlValue | undefined): Map<string, Rule> {
  const table = isTable(value) ? value : noRules
  const rules = read.get(table) ?? readRules(table)
  read.set(table, rules)
  return rules
}

function readRules(value: TomlTable): Map<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const table of tablesOf(value.prefix_rules)) {
    const words = tablesOf(table.pattern).map((item) =>
      typeof item.token === 'string' ? [item.token] : [...new Set(textsOf(item.any_of))].toSorted(),
    )
    const level = typeof table.decision === 'string' ? (strictness[table.decision] ?? 0) : 0
    if (level === 0) continue
    const pattern = JSON.stringify(words)
    const rule: Rule = {
      decision: textOf(table.decision),
      said: ruleSentence(table),
      strictness: level,
      justification: typeof table.justification === 'string' ? table.justification : '',
      canonical: table.canonical_matching === true,
      matches: words.every((options) => options.some((word) => !/\s/.test(word))),
    }
    const known = rules.get(pattern)
    if (!known || known.strictness <= rule.strictness)
      rules.set(pattern, { ...rule, canonical: rule.canonical || known?.canonical === true })
  }
  return rules
}
