import type { DraftContents } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import type { DraftBase } from '../../../platform/db/lifecycle-schema.ts'
import { readTexts, type Texts } from '../documents/index.ts'
import { listedIn } from '../publishing/index.ts'
import { findRevisionInForce, type RevisionRow } from '../revisions/index.ts'

/** What stands now: the base of a draft that is begun, and what another one is compared with. */
export interface Present extends DraftBase {
  revision: RevisionRow | undefined
}

export async function readPresent(db: Executor, workspaceId: string): Promise<Present> {
  const revision = await findRevisionInForce(db, workspaceId)
  const current = await db
    .selectFrom('policy_version')
    .innerJoin('policy', (join) =>
      join.onRef('policy.id', '=', 'policy_version.policy_id').onRef('policy.newest_version', '=', 'policy_version.number'),
    )
    .select(['policy.id as policyId', 'policy_version.id as versionId'])
    .where('policy.workspace_id', '=', workspaceId)
    .where('policy.deleted_at', 'is', null)
    .execute()
  return { revision, versions: Object.fromEntries(current.map((it) => [it.policyId, it.versionId])), ...listedIn(revision) }
}

export const toBase = ({ versions, rules, defaultPolicyId, tests }: Present): DraftBase => ({
  versions,
  rules,
  defaultPolicyId,
  tests,
})

/** A draft's first contents: an earlier revision, with the texts that differ from the current ones; or what stands now. */
export async function firstContents(db: Executor, present: Present, from: RevisionRow | undefined): Promise<DraftContents> {
  const { rules, defaultPolicyId, tests } = listedIn(from ?? present.revision)
  return { rules, defaultPolicyId, tests, policies: from ? await differingTexts(db, present, from) : [] }
}

async function differingTexts(db: Executor, { versions }: Present, from: RevisionRow): Promise<DraftContents['policies']> {
  const served = new Map(from.rules.map((it) => [it.policyId, it.policyVersionId]))
  if (from.default_policy_id !== null && from.default_policy_version_id !== null)
    served.set(from.default_policy_id, from.default_policy_version_id)
  const moved = [...served].filter(([policyId, versionId]) => versions[policyId] && versions[policyId] !== versionId)
  const texts = await readTexts(
    db,
    moved.flatMap(([policyId, versionId]) => [versionId, versions[policyId] ?? '']),
  )
  return moved.flatMap(([policyId, versionId]) => {
    const [then, now] = [texts.get(versionId), texts.get(versions[policyId] ?? '')]
    return then && !sameTexts(then, now) ? [{ policyId, ...then }] : []
  })
}

export const sameTexts = (a: Texts | undefined, b: Texts | undefined): boolean =>
  a?.contents === b?.contents && a?.defaults === b?.defaults
