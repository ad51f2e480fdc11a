import type { PolicyTest } from '@bailiwick/contracts'
import type { Texts } from '../documents/index.ts'

/** Which policy a group gets, in the order in which rules are asked. */
export interface ListedRule {
  groupId: string
  policyId: string
}

/** What somebody wants in force, as a whole. */
export interface Change {
  /** Texts that policies are to have, by policy id; policies that are not here stay at their current version. */
  texts: ReadonlyMap<string, Texts>
  /** Earlier versions that are taken again wherever a policy is to have exactly their texts, so that the same bytes are served. */
  again: readonly string[]
  rules: readonly ListedRule[]
  defaultPolicyId: string | null
  tests: readonly PolicyTest[]
}

/** What a revision lists, as people write it. */
export interface Listed {
  rules: ListedRule[]
  defaultPolicyId: string | null
  tests: PolicyTest[]
}

/** The list of a revision; nothing was ever in force when it is undefined. */
export function listedIn(
  revision: { rules: readonly ListedRule[]; default_policy_id: string | null; tests: PolicyTest[] } | undefined,
): Listed {
  return {
    rules: (revision?.rules ?? []).map(({ groupId, policyId }) => ({ groupId, policyId })),
    defaultPolicyId: revision?.default_policy_id ?? null,
    tests: revision?.tests ?? [],
  }
}
