import { once, type Reading, readingOf, type Subject } from '../evaluate/reading.ts'
import { requirementFields } from '../schema/requirements.ts'
import { dotted, type TomlValue } from '../toml/parse-toml.ts'
import { type Change, type Comparer, canonical, type Report } from './change.ts'
import { compareChoices } from './lists.ts'
import { compareNetwork } from './network.ts'
import { compareRules } from './rules.ts'
import { compareLeaves, compareTables } from './tables.ts'

export interface PolicyDiff {
  changes: Change[]
  summary: { tightened: number; loosened: number; changed: number; moved: number; noEffect: number }
  /** The texts differ, in comments or order at least. */
  textual: boolean
}

const comparers: Record<string, Comparer> = {
  ...compareChoices,
  ...compareTables,
  rules: compareRules,
  experimental_network: compareNetwork,
}

/**
 * What changes for users between two policies, by meaning: tightened, loosened, changed, moved, or without effect. Each is a document or
 * the bundle a group is served. Comments, blanks and the order of keys change nothing. The same two the other way round give the
 * mirrored answer. Never throws; a document that is not TOML counts as one that lets no session start.
 */
export function diffPolicies(before: Subject, after: Subject): PolicyDiff {
  const changes: Change[] = []
  const report: Report = (path, effect, was, is, sentence) =>
    changes.push({ key: dotted(path), effect, before: was, after: is, sentence })
  const textual = textsOf(before) !== textsOf(after)
  if (textual) {
    const [was, is] = [readingOrEmpty(before), readingOrEmpty(after)]
    if (was && is) compare(was, is, report)
    else if (was || is) {
      const sentence = is
        ? 'The client could not read the policy before and can now.'
        : 'The client cannot read the new policy: it does not start.'
      report([], is ? 'loosened' : 'tightened', null, null, sentence)
    }
  }
  const count = (effect: Change['effect']) => changes.filter((change) => change.effect === effect).length
  return {
    changes,
    summary: {
      tightened: count('tightened'),
      loosened: count('loosened'),
      changed: count('changed'),
      moved: count('moved'),
      noEffect: count('no_effect'),
    },
    textual,
  }
}

/** The canonical text of each top-level key: of two policies, each is compared with many others. */
const canonicalOf = ({ root }: Reading) => new Map(Object.entries(root).map(([key, value]) => [key, canonical(value)]))

function compare(was: Reading, is: Reading, report: Report): void {
  for (const key of keysOf(was, is)) {
    const own = ({ root }: Reading): TomlValue | undefined => (Object.hasOwn(root, key) ? root[key] : undefined)
    const [old, now] = [own(was), own(is)]
    if (once(was, canonicalOf).get(key) === once(is, canonicalOf).get(key)) reportMoved(key, was, is, report)
    else if (Object.hasOwn(requirementFields, key)) {
      const comparer = comparers[key]
      if (comparer) comparer(old, now, report)
      else compareLeaves([key], old, now, report)
    } else
      report([key], 'no_effect', null, null, `The client knows no requirement ${key.slice(0, 60)}: the change has no effect.`)
  }
  const ignored = ({ ignored: list }: Reading) => list.map(({ place }) => place.key)
  for (const key of new Set([...ignored(was), ...ignored(is)])) {
    if (ignored(was).includes(key) === ignored(is).includes(key)) continue
    report([key], 'no_effect', null, null, `The client does not take ${key} from a policy: the change has no effect.`)
  }
}

/** The same requirement, from another part of what is served. */
function reportMoved(key: string, was: Reading, is: Reading, report: Report): void {
  const [old, now] = [was.place([key]).fragment, is.place([key]).fragment]
  if (old === undefined || now === undefined || old === now) return
  report([key], 'moved', old, now, `${key} now comes from ${now} instead of ${old}, with the same meaning.`)
}

const order = new Map(Object.keys(requirementFields).map((key, index) => [key, index]))
const keysOf = (was: Reading, is: Reading) =>
  [...new Set([...Object.keys(was.root), ...Object.keys(is.root)])].toSorted(
    (a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size) || (a < b ? -1 : 1),
  )

/** A bundle without fragments is an empty policy. */
function readingOrEmpty(subject: Subject): Reading | undefined {
  const empty = typeof subject !== 'string' && subject.requirements_toml.enterprise_managed.length === 0
  return readingOf(empty ? '' : subject)
}

const textsOf = (subject: Subject) =>
  typeof subject === 'string'
    ? subject
    : JSON.stringify(subject.requirements_toml.enterprise_managed.map(({ id, contents }) => [id, contents]))
