import { isTable, type TomlTable } from '../toml/parse-toml.ts'
import { type Explainers, tableOf, tablesOf, textsOf } from './explainer.ts'

/** Prefix rules, one sentence each. */
export const explainRules: Explainers = {
  rules(value, add) {
    for (const [index, rule] of tablesOf(tableOf(value).prefix_rules).entries()) {
      const path = ['rules', 'prefix_rules', index]
      const said = ruleSentence(rule)
      if (neverMatches(rule))
        add(path, 'no_effect', `The rule about ${said.command} never matches: a word of it contains a blank.`)
      else add(path, 'limits', said.sentence)
    }
  },
}

/** A rule in words, for explanations and comparisons. */
export function ruleSentence(rule: TomlTable): { command: string; sentence: string } {
  const command = tablesOf(rule.pattern)
    .map((item) => (typeof item.token === 'string' ? item.token : `(${textsOf(item.any_of).join(' or ')})`))
    .join(' ')
  const why = typeof rule.justification === 'string' ? ` Reason: ${rule.justification}` : ''
  const begins = `Commands that begin with ${command}`
  if (rule.decision === 'forbidden') return { command, sentence: `${begins} are forbidden.${why}` }
  const who = rule.decision === 'prompt-user' ? 'the user is asked, never the automatic reviewer' : 'approval is asked for'
  return { command, sentence: `${begins}: ${who} first.${why}` }
}

function neverMatches(rule: TomlTable): boolean {
  return tablesOf(rule.pattern).some((item) => {
    const words = typeof item.token === 'string' ? [item.token] : textsOf(item.any_of)
    return isTable(item) && words.length > 0 && words.every((word) => /\s/.test(word))
  })
}

/** What the rules do not reach, said once. */
export const rulesReach =
  'Rules compare the first words of plain commands. A line with a redirect, a variable, a wildcard, an assignment or & in it is not taken apart, so rules do not hold there: the sandbox must.'
