import { isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import type { Findings } from './findings.ts'

/** Prefix rules (PO-12, client 0.169.0 §18.11). */
export const checkRules: Area = (root, findings) => {
  if (!isTable(root.rules)) return
  const rules = root.rules.prefix_rules
  if (!Array.isArray(rules)) return
  if (rules.length === 0) {
    findings.add(
      'refused',
      'rule_empty',
      ['rules', 'prefix_rules'],
      'prefix_rules must not be empty.',
      'Add a rule, or remove the [rules] table.',
    )
  }
  for (const [index, rule] of rules.entries()) {
    if (isTable(rule)) checkRule(rule, ['rules', 'prefix_rules', index], findings)
  }
}

function checkRule(rule: TomlTable, path: Path, findings: Findings): void {
  if (rule.decision === undefined) {
    findings.add(
      'refused',
      'rule_decision_missing',
      path,
      'The rule has no decision.',
      'Add decision = "prompt" or "forbidden".',
      'key',
    )
  } else if (rule.decision === 'allow') {
    const message = 'A policy can only tighten: "allow" is refused by the client.'
    findings.add(
      'refused',
      'rule_decision_allow',
      [...path, 'decision'],
      message,
      'Use "prompt" or "forbidden", or remove the rule.',
    )
  }
  if (typeof rule.justification === 'string' && rule.justification.trim() === '') {
    findings.add(
      'refused',
      'rule_pattern',
      [...path, 'justification'],
      'The justification is blank.',
      'Write why, or remove the field.',
    )
  }
  if (!Array.isArray(rule.pattern)) return
  if (rule.pattern.length === 0) {
    findings.add(
      'refused',
      'rule_pattern',
      [...path, 'pattern'],
      'The pattern is empty.',
      'Name at least the program: pattern = [{ token = "git" }].',
    )
  }
  for (const [index, item] of rule.pattern.entries()) {
    if (isTable(item)) checkPatternItem(item, [...path, 'pattern', index], findings)
  }
}

function checkPatternItem(item: TomlTable, path: Path, findings: Findings): void {
  const hasToken = item.token !== undefined
  const hasAny = item.any_of !== undefined
  if (hasToken === hasAny) {
    const message = hasToken ? 'A pattern item takes token or any_of, not both.' : 'A pattern item needs token or any_of.'
    findings.add('refused', 'rule_pattern', path, message, 'Write { token = "git" } or { any_of = ["push", "commit"] }.')
    return
  }
  if (hasToken) checkWord(item.token, [...path, 'token'], findings)
  if (!Array.isArray(item.any_of)) return
  if (item.any_of.length === 0)
    findings.add('refused', 'rule_pattern', [...path, 'any_of'], 'any_of is empty.', 'Name at least one word.')
  for (const [index, word] of item.any_of.entries()) checkWord(word, [...path, 'any_of', index], findings)
}

function checkWord(word: TomlValue | undefined, path: Path, findings: Findings): void {
  if (typeof word !== 'string') return
  if (word.trim() === '') {
    findings.add('refused', 'rule_blank_token', path, 'The word is blank.', 'Write one word of the command line.')
  } else if (/\s/.test(word)) {
    const message = `"${word.slice(0, 60)}" contains a blank, and an item is compared with one word of the command line: it never matches.`
    findings.add('ineffective', 'rule_word_with_blank', path, message, 'Write one item for each word.')
  }
}
