import type { NamedRef, RulesInForce } from '@bailiwick/contracts'
import { count, sayList } from '../../ui/words.ts'

/** A group stands in one rule only, so the group names the rule. */
export interface DraftRule {
  group: NamedRef
  policy: NamedRef
}

/** Rules as somebody is about to put them in force, with what was in force when they began. */
export interface RulesDraft {
  base: RulesInForce
  rules: DraftRule[]
  default: NamedRef | null
  note: string
}

export function draftOf(base: RulesInForce): RulesDraft {
  return {
    base,
    rules: base.rules.map(({ group, policy }) => ({ group, policy })),
    default: base.default?.policy ?? null,
    note: '',
  }
}

export function isChanged({ base, rules, default: fallback }: RulesDraft): boolean {
  return (
    (base.default?.policy.id ?? null) !== (fallback?.id ?? null) ||
    base.rules.length !== rules.length ||
    base.rules.some((it, at) => it.group.id !== rules[at]?.group.id || it.policy.id !== rules[at]?.policy.id)
  )
}

/** Moves one rule; places count from 0 and are held within the list. */
export function moveRule(rules: DraftRule[], from: number, to: number): DraftRule[] {
  const next = [...rules]
  const [moved] = next.splice(from, 1)
  if (!moved) return rules
  next.splice(Math.max(0, Math.min(to, next.length)), 0, moved)
  return next
}

/** What a draft changes for people, one sentence for each change. Membership is known to the server only, so overlaps are said, not counted. */
export function changesOf(draft: RulesDraft): string[] {
  return [...removals(draft), ...additions(draft), ...otherPolicies(draft), ...overtakings(draft), ...defaultChange(draft)]
}

function removals({ base, rules }: RulesDraft): string[] {
  const kept = new Set(rules.map((it) => it.group.id))
  return base.rules
    .filter((it) => !kept.has(it.group.id))
    .map((it) => {
      const who =
        it.wins === 0
          ? 'It decides for nobody now.'
          : `${count(it.wins, 'member')} ${it.wins === 1 ? 'falls' : 'fall'} to later rules or the default.`
      return `Rule ${it.position} (${it.group.name} → ${it.policy.name}) goes. ${who}`
    })
}

function additions({ base, rules }: RulesDraft): string[] {
  const before = new Set(base.rules.map((it) => it.group.id))
  return rules.flatMap(({ group, policy }, at) => {
    if (before.has(group.id)) return []
    const who = at === 0 ? `everyone in ${group.name}` : `whoever is in ${group.name} and in no group before it`
    return [`New rule ${at + 1}: ${who} gets “${policy.name}”.`]
  })
}

function otherPolicies({ base, rules }: RulesDraft): string[] {
  return rules.flatMap(({ group, policy }) => {
    const before = base.rules.find((it) => it.group.id === group.id)
    if (!before || before.policy.id === policy.id) return []
    return [`${group.name} gets “${policy.name}” instead of “${before.policy.name}”: ${count(before.wins, 'member')} now.`]
  })
}

/** Only who is in both groups notices that one rule now comes before another. */
function overtakings({ base, rules }: RulesDraft): string[] {
  const placeBefore = new Map(base.rules.map((it, at) => [it.group.id, at]))
  const kept = rules.filter((it) => placeBefore.has(it.group.id))
  return kept.flatMap((rule, at) => {
    const was = placeBefore.get(rule.group.id) ?? 0
    const overtaken = kept.slice(at + 1).filter((it) => (placeBefore.get(it.group.id) ?? 0) < was)
    if (overtaken.length === 0) return []
    const others = overtaken.filter((it) => it.policy.id !== rule.policy.id)
    const now = `${rule.group.name} now comes before ${sayList(overtaken.map((it) => it.group.name))}`
    if (others.length === 0) return [`${now}; the policy is the same, so nobody notices.`]
    const instead = others.length === 1 ? `“${others[0]?.policy.name}”` : 'what those rules give'
    return [`${now}: whoever is in both gets “${rule.policy.name}” instead of ${instead}.`]
  })
}

function defaultChange({ base, default: after }: RulesDraft): string[] {
  const before = base.default
  if ((before?.policy.id ?? null) === (after?.id ?? null)) return []
  if (!after) return [`Whoever no rule matches gets no policy any more: ${count(before?.wins ?? 0, 'member')} now.`]
  if (!before)
    return [`Whoever no rule matches gets “${after.name}”: ${count(base.withoutPolicy, 'member')} without a policy now.`]
  return [`The default becomes “${after.name}” instead of “${before.policy.name}”: ${count(before.wins, 'member')} now.`]
}

/** The act in a few words: "the order, the default". */
export function whatChanged(draft: RulesDraft): string {
  const parts = [
    overtakings(draft).length > 0 ? 'the order' : null,
    additions(draft).length > 0 ? count(additions(draft).length, 'new rule') : null,
    removals(draft).length > 0 ? count(removals(draft).length, 'removed rule') : null,
    otherPolicies(draft).length > 0 ? `the policy of ${count(otherPolicies(draft).length, 'rule')}` : null,
    defaultChange(draft).length > 0 ? 'the default' : null,
  ]
  return sayList(parts.filter((it) => it !== null))
}

/** Active members by the policy they get now, most first; `null` gathers those who get none. */
export function sharesOf(rules: RulesInForce): { policy: NamedRef | null; members: number }[] {
  const shares = new Map<string, { policy: NamedRef | null; members: number }>()
  const given = [...rules.rules, ...(rules.default ? [rules.default] : [])]
  for (const { policy, wins } of given) {
    shares.set(policy.id, { policy, members: (shares.get(policy.id)?.members ?? 0) + wins })
  }
  const named = [...shares.values()].sort((a, b) => b.members - a.members)
  return rules.withoutPolicy > 0 ? [...named, { policy: null, members: rules.withoutPolicy }] : named
}
