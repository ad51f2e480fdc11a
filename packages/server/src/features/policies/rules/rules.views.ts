import type { Revision, Rule, RulesInForce } from '@bailiwick/contracts'
import { toAuthor } from '../documents/index.ts'
import type { InForce, Names, RevisionRow } from '../revisions/index.ts'
import type { Origins } from './history.ts'

export const toRevision = (row: RevisionRow, originsOf: Origins): Revision => ({
  id: row.id,
  number: row.number,
  inForce: row.in_force,
  note: row.note,
  cause: row.cause,
  createdAt: row.created_at.toISOString(),
  createdBy: toAuthor(row),
  ...originsOf(row),
})

export function toRules({ revision, names, tally }: InForce): Rule[] {
  return (revision?.rules ?? []).map((rule, index) => {
    const { policy, number } = names.version(rule.policyVersionId)
    return {
      id: rule.id,
      position: index + 1,
      group: names.group(rule.groupId),
      policy,
      policyVersion: number,
      groupMembers: tally.groups.get(rule.groupId) ?? 0,
      wins: tally.rules.get(rule.id) ?? 0,
    }
  })
}

export function toRulesInForce(inForce: InForce, rules: Rule[], warnings: string[], originsOf: Origins): RulesInForce {
  const { revision, names, tally } = inForce
  const byDefault = toDefault(revision, names)
  return {
    revision: revision ? toRevision(revision, originsOf) : null,
    rules,
    default: byDefault && { ...byDefault, wins: tally.default },
    withoutPolicy: tally.none,
    warnings,
  }
}

/** One revision of the history, as it was. */
export const toRevisionDetail = (revision: RevisionRow, names: Names, originsOf: Origins) => ({
  ...toRevision(revision, originsOf),
  rules: revision.rules.map((rule, index) => {
    const { policy, number } = names.version(rule.policyVersionId)
    return { position: index + 1, group: names.group(rule.groupId), policy, policyVersion: number }
  }),
  default: toDefault(revision, names),
  tests: revision.tests,
})

function toDefault(revision: RevisionRow | undefined, names: Names) {
  if (!revision?.default_policy_version_id) return null
  const { policy, number } = names.version(revision.default_policy_version_id)
  return { policy, policyVersion: number }
}
