import type { BodyOf, ProblemPlace, RulesInForce, ruleRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { StoredRule } from '../../../platform/db/schema.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { findPolicies, type PolicyRow, readTexts, requireServable } from '../documents/index.ts'
import { findRevisionInForce, lockPolicies, putInForce, type RevisionRow } from '../revisions/index.ts'
import { causeOf } from './cause.ts'
import { rulesInForce } from './rules-in-force.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'> & { standing: Standing }
type NewRules = BodyOf<(typeof ruleRoutes)['replace']>

/**
 * Puts the whole ordered list in force as a new revision (PO-02, PO-03, PO-04), each policy at its newest version. The same list again
 * makes no revision, so a repeated request is harmless.
 * Fails: rules.group_twice, group.not_found, policy.not_found, policy.changed_meanwhile (with `current`), policy.refused_by_client.
 */
export async function replaceRules(app: App, actor: Actor, input: NewRules): Promise<RulesInForce> {
  refuseGroupTwice(input)
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const inForce = await findRevisionInForce(tx, actor.workspaceId)
    if (sameRules(inForce, input)) return rulesInForce(app, tx, actor.workspaceId)
    if ((inForce?.number ?? null) !== input.expectedRevision) throw await changedMeanwhile(app, tx, actor.workspaceId)

    await requireGroups(tx, actor.workspaceId, input)
    const policies = await requirePolicies(tx, actor.workspaceId, input)
    await requireAllServable(app, tx, [...policies.values()])
    const next = {
      rules: input.rules.map((it) => toStored(it, inForce, policies)),
      defaultPolicyVersionId: policies.get(input.defaultPolicyId ?? '')?.version.id ?? null,
      note: input.note,
    }
    await putInForce(tx, app.clock, actor, inForce, { ...next, cause: causeOf(inForce, next) })
    return rulesInForce(app, tx, actor.workspaceId)
  })
}

function refuseGroupTwice({ rules }: NewRules): void {
  const problems = rules.flatMap(({ groupId }, index): ProblemPlace[] => {
    const first = rules.findIndex((it) => it.groupId === groupId)
    return first < index ? [{ place: `body.rules.${index}.groupId`, message: `stands in rule ${first + 1} already` }] : []
  })
  if (problems.length > 0) throw new Failure('rules.group_twice', { problems })
}

const sameRules = (inForce: RevisionRow | undefined, { rules, defaultPolicyId }: NewRules): boolean =>
  inForce !== undefined &&
  inForce.default_policy_id === defaultPolicyId &&
  inForce.rules.length === rules.length &&
  inForce.rules.every((it, index) => it.groupId === rules[index]?.groupId && it.policyId === rules[index]?.policyId)

async function changedMeanwhile(app: App, tx: Tx, workspaceId: string): Promise<Failure> {
  const current = await rulesInForce(app, tx, workspaceId)
  const { revision } = current
  const by = revision?.createdBy ? ` by ${revision.createdBy.name}` : ''
  return new Failure('policy.changed_meanwhile', {
    detail: revision ? `Revision ${revision.number} is in force now, made${by}: ${revision.cause}.` : 'Nothing is in force now.',
    more: { current },
  })
}

async function requireGroups(tx: Tx, workspaceId: string, { rules }: NewRules): Promise<void> {
  const ids = rules.map((it) => it.groupId)
  const rows = await tx
    .selectFrom('member_group')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${ids})`)
    .execute()
  const known = new Set(rows.map((it) => it.id))
  const problems = ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ place: `body.rules.${index}.groupId`, message: 'names no group of this workspace' }],
  )
  if (problems.length > 0) throw new Failure('group.not_found', { problems })
}

/** The policies named, by id. */
async function requirePolicies(tx: Tx, workspaceId: string, input: NewRules): Promise<Map<string, PolicyRow>> {
  const named = input.rules.map((it, index) => ({ id: it.policyId, place: `body.rules.${index}.policyId` }))
  if (input.defaultPolicyId !== null) named.push({ id: input.defaultPolicyId, place: 'body.defaultPolicyId' })
  const rows = await findPolicies(
    tx,
    workspaceId,
    named.map((it) => it.id),
  )
  const known = new Map(rows.map((it) => [it.id, it]))
  const problems = named.flatMap(({ id, place }) =>
    known.has(id) ? [] : [{ place, message: 'names no policy of this workspace' }],
  )
  if (problems.length > 0) throw new Failure('policy.not_found', { problems })
  return known
}

/** Every policy is checked again before it can be in force: clients may have been recorded since it was saved. */
async function requireAllServable(app: App, tx: Tx, policies: PolicyRow[]): Promise<void> {
  const texts = await readTexts(
    tx,
    policies.map((it) => it.version.id),
  )
  for (const { name, version } of policies) {
    const served = {
      versionId: version.id,
      name,
      version: version.number,
      ...(texts.get(version.id) ?? { contents: '', defaults: '' }),
    }
    requireServable(app.config.publicUrl, served, `“${name}”: `)
  }
}

/** A rule keeps its id while its group stays in the list. */
function toStored(
  { groupId, policyId }: NewRules['rules'][number],
  inForce: RevisionRow | undefined,
  policies: Map<string, PolicyRow>,
): StoredRule {
  const id = inForce?.rules.find((it) => it.groupId === groupId)?.id ?? newId('rule')
  return { id, groupId, policyId, policyVersionId: policies.get(policyId)?.version.id ?? '' }
}
