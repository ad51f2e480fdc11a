import type { RuleSet } from '@bailiwick/policy'
import type { Executor } from '../../../platform/db/db.ts'
import type { Standing } from '../../standing/index.ts'
import { type Tally, tallyMembers } from '../delivery/index.ts'
import { findRevisionInForce, type Names, type RevisionRow, readNames } from './revisions.store.ts'

/** The revision in force as administrators see it: from SQL, with names, and with how many members each rule serves. */
export interface InForce {
  revision: RevisionRow | undefined
  names: Names
  tally: Tally
}

export async function readInForce(db: Executor, standing: Standing, workspaceId: string): Promise<InForce> {
  const revision = await findRevisionInForce(db, workspaceId)
  const names = await readNames(db, revision ? [revision] : [])
  return { revision, names, tally: tallyMembers(ruleSetOf(revision), standing.members(workspaceId)) }
}

const ruleSetOf = (revision: RevisionRow | undefined): RuleSet => ({
  rules: revision?.rules ?? [],
  defaultPolicyId: revision?.default_policy_id ?? null,
})
