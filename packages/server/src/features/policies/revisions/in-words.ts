import type { Names, RevisionRow } from './revisions.store.ts'

/** The order as people read it, a line for each rule and one for the default: `1. Contractors → Locked down v2`. */
export function inWords(revision: Pick<RevisionRow, 'rules' | 'default_policy_version_id'>, names: Names): string[] {
  const served = (versionId: string) => {
    const { policy, number } = names.version(versionId)
    return `${policy.name} v${number}`
  }
  const byDefault = revision.default_policy_version_id
  return [
    ...revision.rules.map((it, index) => `${index + 1}. ${names.group(it.groupId).name} → ${served(it.policyVersionId)}`),
    `Default: ${byDefault ? served(byDefault) : 'none'}`,
  ]
}
