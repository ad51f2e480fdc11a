import { approvalName } from '../evaluate/choices.ts'
import { listed, textsOf } from '../explain/explainer.ts'
import { isTable, type Path, type TomlValue } from '../toml/parse-toml.ts'
import { type ChangeEffect, type Comparer, canonical, type Report } from './change.ts'

interface Choice {
  /** What the list is about: "sandbox modes". */
  noun: string
  /** Everything users could choose without a list. */
  all: readonly string[]
  /** Always allowed, listed or not. */
  always?: string
  /** The first of the list is what others fall back to. */
  firstCounts?: true
  read?: (value: TomlValue) => string[]
}

const approvals = (value: TomlValue) => (Array.isArray(value) ? value.map(approvalName) : [])
const reviewers = (value: TomlValue) => textsOf(value).map((name) => (name === 'guardian_subagent' ? 'auto_review' : name))

const choices = {
  allowed_sandbox_modes: {
    noun: 'sandbox modes',
    all: ['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'],
  },
  allowed_approval_policies: {
    noun: 'approval policies',
    all: ['untrusted', 'on-request', 'never', 'granular'],
    firstCounts: true,
    read: approvals,
  },
  allowed_approvals_reviewers: { noun: 'approval reviewers', all: ['user', 'auto_review'], firstCounts: true, read: reviewers },
  allowed_web_search_modes: {
    noun: 'web search modes',
    all: ['disabled', 'cached', 'indexed', 'live'],
    always: 'disabled',
  },
} satisfies Record<string, Choice>

/** Lists of what users may choose: fewer is tighter, and no list allows everything. */
export const compareChoices: Record<string, Comparer> = Object.fromEntries(
  Object.entries(choices).map(([key, choice]): [string, Comparer] => [
    key,
    (before, after, report) => compareChoice([key], choice, before, after, report),
  ]),
)

function compareChoice(path: Path, choice: Choice, before: TomlValue | undefined, after: TomlValue | undefined, report: Report) {
  const { noun, all, always, firstCounts, read = textsOf } = choice
  const namesOf = (value: TomlValue | undefined) =>
    value === undefined ? [...all] : [...new Set([...read(value), ...(always ? [always] : [])])]
  const [was, is] = [namesOf(before), namesOf(after)]
  const gone = was.filter((name) => !is.includes(name))
  const come = is.filter((name) => !was.includes(name))
  const shown = (value: TomlValue | undefined, names: string[]) => (value === undefined ? null : listed(names))
  const say = (effect: ChangeEffect, sentence: string) => report(path, effect, shown(before, was), shown(after, is), sentence)
  const parts = [
    gone.length > 0 ? `no longer allowed: ${listed(gone)}` : '',
    come.length > 0 ? `now allowed: ${listed(come)}` : '',
  ].filter((part) => part !== '')
  if (parts.length > 0) {
    const effect = gone.length === 0 ? 'loosened' : come.length === 0 ? 'tightened' : 'changed'
    return say(effect, `Of the ${noun}, ${parts.join('; ')}.`)
  }
  const granular = before !== undefined && after !== undefined && granularOf(before) !== granularOf(after)
  if (granular) return say('changed', `The same ${noun} are allowed, but the granular one asks for other things.`)
  if (firstCounts && before !== undefined && after !== undefined && was[0] !== is[0]) {
    return say('changed', `The same ${noun} are allowed, but what is not allowed now becomes ${is[0]} instead of ${was[0]}.`)
  }
  if (firstCounts && (before === undefined) !== (after === undefined)) {
    return say('no_effect', `All ${noun} are allowed, with and without the list.`)
  }
  say('no_effect', `The same ${noun} are allowed.`)
}

const granularOf = (value: TomlValue) => canonical(Array.isArray(value) ? value.filter(isTable) : [])

/** Lists of things that are held back: more is tighter; the order means nothing. */
export function compareHeldBack(
  path: Path,
  before: readonly string[],
  after: readonly string[],
  what: string,
  report: Report,
): void {
  for (const name of new Set([...before, ...after])) {
    if (before.includes(name) && after.includes(name)) continue
    const added = after.includes(name)
    const sentence = `${name} is ${added ? 'now' : 'no longer'} ${what}.`
    report(path, added ? 'tightened' : 'loosened', added ? null : name, added ? name : null, sentence)
  }
}
