import type { NamedRef } from '@bailiwick/contracts'

/** What a revision serves, as far as two of them are compared. */
export interface ServedByRules {
  rules: { position: number; group: NamedRef; policy: NamedRef; policyVersion: number }[]
  default: { policy: NamedRef; policyVersion: number } | null
}

/** A policy that two revisions serve in different versions; null where one of them does not serve it. */
export interface VersionChange {
  policy: NamedRef
  before: number | null
  after: number | null
}

/** How the order, the groups and the default differ, one sentence for each change. */
export function orderChanges(before: ServedByRules, after: ServedByRules): string[] {
  const was = new Map(before.rules.map((it) => [it.group.id, it]))
  const is = new Map(after.rules.map((it) => [it.group.id, it]))
  const gone = before.rules.filter((it) => !is.has(it.group.id)).map((it) => `The rule for ${it.group.name} is gone.`)
  const added = after.rules
    .filter((it) => !was.has(it.group.id))
    .map((it) => `New rule ${it.position}: ${it.group.name} gets “${it.policy.name}”.`)
  const other = after.rules.flatMap((it) => {
    const old = was.get(it.group.id)
    return old && old.policy.id !== it.policy.id
      ? [`${it.group.name} gets “${it.policy.name}” instead of “${old.policy.name}”.`]
      : []
  })
  const kept = (all: ServedByRules, others: Map<string, unknown>) =>
    all.rules.filter((it) => others.has(it.group.id)).map((it) => it.group)
  const [orderBefore, orderAfter] = [kept(before, is), kept(after, was)]
  const moved = orderBefore.some((it, at) => it.id !== orderAfter[at]?.id)
    ? [`The order is now ${orderAfter.map((it) => it.name).join(', ')}.`]
    : []
  return [...gone, ...added, ...other, ...moved, ...defaultChange(before.default, after.default)]
}

function defaultChange(before: ServedByRules['default'], after: ServedByRules['default']): string[] {
  if (before?.policy.id === after?.policy.id) return []
  if (!after) return ['There is no default any more.']
  return [`The default is “${after.policy.name}”${before ? ` instead of “${before.policy.name}”` : ''}.`]
}

/** The policies whose text differs between two revisions, by name. */
export function versionChanges(before: ServedByRules, after: ServedByRules): VersionChange[] {
  const [was, is] = [servedOf(before), servedOf(after)]
  const ids = new Set([...was.keys(), ...is.keys()])
  return [...ids]
    .map((id) => {
      const [old, now] = [was.get(id), is.get(id)]
      const policy = now?.policy ?? old?.policy ?? { id, name: id }
      return { policy, before: old?.policyVersion ?? null, after: now?.policyVersion ?? null }
    })
    .filter((it) => it.before !== it.after)
    .sort((a, b) => a.policy.name.localeCompare(b.policy.name))
}

function servedOf(revision: ServedByRules) {
  const all = [...revision.rules, ...(revision.default ? [revision.default] : [])]
  return new Map(all.map((it) => [it.policy.id, it]))
}
