import { type Resolution, type RuleSet, resolvePolicy } from '@bailiwick/policy'
import type { MemberStanding } from '../../standing/index.ts'

/** How many active members the rules send where. */
export interface Tally {
  /** By rule id. */
  rules: ReadonlyMap<string, number>
  default: number
  /** No rule matches them and there is no default. */
  none: number
  /** By group id: the active members in it. */
  groups: ReadonlyMap<string, number>
}

/** Decides for every active member in one pass; people in the same groups are decided once. */
export function tallyMembers(ruleSet: RuleSet, members: Iterable<MemberStanding>): Tally {
  const rules = new Map<string, number>()
  const groups = new Map<string, number>()
  const outcomes = { rule: 0, default: 0, none: 0 }
  const decided = new Map<string, Resolution>()
  for (const { status, groupIds } of members) {
    if (status !== 'active') continue
    const key = [...groupIds].sort().join()
    const resolution = decided.get(key) ?? resolvePolicy(ruleSet, groupIds)
    decided.set(key, resolution)
    outcomes[resolution.outcome]++
    if (resolution.ruleId !== null) rules.set(resolution.ruleId, (rules.get(resolution.ruleId) ?? 0) + 1)
    for (const id of groupIds) groups.set(id, (groups.get(id) ?? 0) + 1)
  }
  return { rules, default: outcomes.default, none: outcomes.none, groups }
}
