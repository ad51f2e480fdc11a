export interface RuleRef {
  id: string
  groupId: string
  policyId: string
}

/** Rules in their order; the first whose group contains the user wins. */
export interface RuleSet {
  rules: RuleRef[]
  defaultPolicyId: string | null
}

export interface ConsideredRule {
  ruleId: string
  groupId: string
  policyId: string
  /** Counts from 1. */
  position: number
  verdict: 'won' | 'lost' | 'not_member'
  because: string
}

export interface Resolution {
  outcome: 'rule' | 'default' | 'none'
  policyId: string | null
  ruleId: string | null
  position: number | null
  considered: ConsideredRule[]
}

/**
 * Which one policy serves a user who is in these groups (PO-03, PO-04, PO-05): the first matching rule, else the default, else none.
 * A policy is a complete profile; nothing is filled from a later rule or from the default.
 */
export function resolvePolicy(ruleSet: RuleSet, groupIds: ReadonlySet<string>): Resolution {
  let winner: ConsideredRule | undefined
  const considered = ruleSet.rules.map((rule, index): ConsideredRule => {
    const seen = { ruleId: rule.id, groupId: rule.groupId, policyId: rule.policyId, position: index + 1 }
    if (!groupIds.has(rule.groupId)) return { ...seen, verdict: 'not_member', because: 'The user is not in this group.' }
    if (winner) return { ...seen, verdict: 'lost', because: `Rule ${winner.position} comes first.` }
    winner = { ...seen, verdict: 'won', because: 'The first rule whose group contains the user.' }
    return winner
  })
  if (winner) return { outcome: 'rule', policyId: winner.policyId, ruleId: winner.ruleId, position: winner.position, considered }
  const fallback = ruleSet.defaultPolicyId
  return { outcome: fallback === null ? 'none' : 'default', policyId: fallback, ruleId: null, position: null, considered }
}
