import type { RuleSet } from '@bailiwick/policy'
import type { MemberStanding } from '../../standing/index.ts'
import { firstMatch } from './first-match.ts'

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

/** Decides for every active member in one pass. */
export function tallyMembers(ruleSet: RuleSet, members: Iterable<MemberStanding>): Tally {
  const rules = new Map<string, number>()
  const groups = new Map<string, number>()
  let unmatched = 0
  for (const { status, groupIds } of members) {
    if (status !== 'active') continue
    const rule = firstMatch(ruleSet, groupIds)?.rule
    if (rule) rules.set(rule.id, (rules.get(rule.id) ?? 0) + 1)
    else unmatched++
    for (const id of groupIds) groups.set(id, (groups.get(id) ?? 0) + 1)
  }
  const byDefault = ruleSet.defaultPolicyId === null ? 0 : unmatched
  return { rules, default: byDefault, none: unmatched - byDefault, groups }
}
