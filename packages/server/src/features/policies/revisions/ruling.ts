import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'
import type { PolicyInForce, Ruling } from '../../standing/index.ts'
import type { RevisionRow } from './revisions.store.ts'

/** What a revision decides, from SQL, for transactions that compare it with another; undefined decides nothing. */
export async function readRuling(db: Executor, revision: RevisionRow | undefined): Promise<Ruling> {
  if (!revision) return { revision: null, ruleSet: { rules: [], defaultPolicyId: null }, policies: new Map() }
  const { id, number, rules, default_policy_id: defaultPolicyId } = revision
  const policies = await readServed(db, [
    ...rules.map((it) => it.policyVersionId),
    ...(revision.default_policy_version_id === null ? [] : [revision.default_policy_version_id]),
  ])
  return {
    revision: { id, number },
    ruleSet: { rules: rules.map(({ id, groupId, policyId }) => ({ id, groupId, policyId })), defaultPolicyId },
    policies,
  }
}

async function readServed(db: Executor, versionIds: string[]): Promise<Map<string, PolicyInForce>> {
  const rows = await db
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .select([
      'policy.id as policyId',
      'policy.name',
      'policy.owner',
      'policy.purpose',
      'policy_version.id as versionId',
      'policy_version.number as version',
      'policy_version.contents',
      'policy_version.defaults',
    ])
    .where('policy_version.id', '=', sql<string>`any(${versionIds})`)
    .execute()
  return new Map(rows.map((it) => [it.policyId, it]))
}
