import type { BodyOf, RulesInForce, ruleRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { causeOf, listedIn, publishChange, refuseGroupTwice } from '../publishing/index.ts'
import { findRevisionInForce, lockPolicies, type RevisionRow } from '../revisions/index.ts'
import { rulesInForce } from './rules-in-force.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config' | 'log'> & { standing: Standing }
type NewRules = BodyOf<(typeof ruleRoutes)['replace']>

/**
 * Puts the whole ordered list in force as a new revision (PO-02, PO-03, PO-04), each policy at its current version. The same list again
 * makes no revision, so a repeated request is harmless.
 * Fails: policy.changed_meanwhile (with `current`), and as publishing does.
 * @param released somebody let it pass the mass-change brake
 */
export async function replaceRules(app: App, actor: Actor, input: NewRules, released = false): Promise<RulesInForce> {
  refuseGroupTwice(input.rules)
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const inForce = await findRevisionInForce(tx, actor.workspaceId)
    if (sameRules(inForce, input)) return rulesInForce(app, tx, actor.workspaceId)
    if ((inForce?.number ?? null) !== input.expectedRevision) throw await changedMeanwhile(app, tx, actor.workspaceId)

    const { rules, defaultPolicyId, note } = input
    const { tests } = listedIn(inForce)
    const change = { rules, defaultPolicyId, tests, texts: new Map(), again: [] }
    const hold = { kind: 'rules.replaced', input, what: 'puts another list of rules in force' }
    const how = { note, cause: causeOf, draft: null, stages: null, approvals: 0, hold, released }
    await publishChange(app, tx, actor, change, how)
    return rulesInForce(app, tx, actor.workspaceId)
  })
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
