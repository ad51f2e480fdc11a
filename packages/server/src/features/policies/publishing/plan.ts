import { isDeepStrictEqual } from 'node:util'
import type { Executor } from '../../../platform/db/db.ts'
import type { StoredRule } from '../../../platform/db/schema.ts'
import type { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { PolicyInForce, Ruling } from '../../standing/index.ts'
import { hashTexts, nextNumbers, type PolicyRow, readTexts, type Texts } from '../documents/index.ts'
import { findRevisionInForce, type RevisionRow, readRuling } from '../revisions/index.ts'
import type { Change } from './change.ts'
import { findNamed } from './named.ts'
import { findVersions, type StoredVersion } from './versions.store.ts'

/** A policy as it will be served: at its current version, at an earlier one again, or at a new one that is not written yet. */
export interface PlannedPolicy extends PolicyInForce {
  sha256: string
  version: number
  step: 'stays' | 'again' | 'new'
  current: { versionId: string; version: number; sha256: string } & Texts
}

/** What a change would put in force, worked out; nothing is written. */
export interface Plan {
  change: Change
  inForce: RevisionRow | undefined
  before: Ruling
  after: Ruling
  /** Every policy of the list, and every one that gets a text. */
  policies: ReadonlyMap<string, PlannedPolicy>
  rules: StoredRule[]
  defaultPolicyVersionId: string | null
  /** Names that name nothing. Where there are any, `after` is what is left without them. */
  wrong: Failure[]
}

/**
 * Works out what a change would put in force now. Never throws for what the change says: `wrong` has it.
 * @param at where the list stands, for the places of `wrong`
 */
export async function planChange(db: Executor, workspaceId: string, change: Change, at?: string): Promise<Plan> {
  const inForce = await findRevisionInForce(db, workspaceId)
  const before = await readRuling(db, inForce)
  const names = { rules: change.rules, defaultPolicyId: change.defaultPolicyId, texts: [...change.texts.keys()] }
  const { policies: rows, groupIds, wrong } = await findNamed(db, workspaceId, names, at)
  const policies = await planPolicies(db, [...rows.values()], change)
  const listed = change.rules.filter((it) => groupIds.has(it.groupId) && policies.has(it.policyId))
  const rules = listed.map(({ groupId, policyId }): StoredRule => {
    // A rule keeps its id while its group stays in the list.
    const id = inForce?.rules.find((it) => it.groupId === groupId)?.id ?? newId('rule')
    return { id, groupId, policyId, policyVersionId: policies.get(policyId)?.versionId ?? '' }
  })
  const byDefault = policies.get(change.defaultPolicyId ?? '')
  const served = new Set([...rules.map((it) => it.policyId), ...(byDefault ? [byDefault.policyId] : [])])
  return {
    change,
    inForce,
    before,
    after: {
      revision: null,
      ruleSet: {
        rules: rules.map(({ id, groupId, policyId }) => ({ id, groupId, policyId })),
        defaultPolicyId: byDefault?.policyId ?? null,
      },
      policies: new Map([...policies].filter(([id]) => served.has(id))),
    },
    policies,
    rules,
    defaultPolicyVersionId: byDefault?.versionId ?? null,
    wrong,
  }
}

async function planPolicies(db: Executor, rows: PolicyRow[], change: Change): Promise<Map<string, PlannedPolicy>> {
  const currentTexts = await readTexts(
    db,
    rows.map((it) => it.version.id),
  )
  const again = await findVersions(db, change.again)
  const numberOf = await nextNumbers(
    db,
    rows.map((it) => it.id),
  )
  return new Map(
    rows.map((row) => {
      const current = {
        versionId: row.version.id,
        version: row.version.number,
        sha256: row.version.sha256,
        ...(currentTexts.get(row.version.id) ?? { contents: '', defaults: '' }),
      }
      const { contents, defaults } = change.texts.get(row.id) ?? current
      const sha256 = hashTexts({ contents, defaults })
      const step = nextStep(row.id, sha256, current, again, numberOf)
      const { id: policyId, name, owner, purpose } = row
      return [policyId, { policyId, name, owner, purpose, contents, defaults, sha256, current, ...step }]
    }),
  )
}

function nextStep(
  policyId: string,
  sha256: string,
  current: PlannedPolicy['current'],
  again: readonly StoredVersion[],
  numberOf: (policyId: string) => number,
): Pick<PlannedPolicy, 'versionId' | 'version' | 'step'> {
  const earlier = again.find((it) => it.policyId === policyId && it.sha256 === sha256)
  if (earlier && earlier.versionId !== current.versionId)
    return { versionId: earlier.versionId, version: earlier.version, step: 'again' }
  if (sha256 === current.sha256) return { versionId: current.versionId, version: current.version, step: 'stays' }
  return { versionId: newId('policyVersion'), version: numberOf(policyId), step: 'new' }
}

/** Whether exactly this is in force already. */
export function changesNothing({ inForce, rules, defaultPolicyVersionId, change }: Plan): boolean {
  if (!inForce) return rules.length === 0 && defaultPolicyVersionId === null && change.tests.length === 0
  return (
    inForce.default_policy_version_id === defaultPolicyVersionId &&
    inForce.rules.length === rules.length &&
    inForce.rules.every(
      (it, index) => it.groupId === rules[index]?.groupId && it.policyVersionId === rules[index]?.policyVersionId,
    ) &&
    isDeepStrictEqual(inForce.tests, change.tests)
  )
}
