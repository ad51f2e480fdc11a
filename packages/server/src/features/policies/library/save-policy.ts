import type { BodyOf, policyRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { getPolicy, type PolicyRow, readTextsOf, textsOf } from '../documents/index.ts'
import { listedIn, publishChange } from '../publishing/index.ts'
import { findRevisionInForce, lockPolicies } from '../revisions/index.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config' | 'log'> & { standing: Standing }
type Save = BodyOf<(typeof policyRoutes)['save']>

/**
 * Saves a new version and publishes it in one step; where the policy is in use, a new revision with the same rules puts it in force in the
 * same transaction. The same texts again make no version, so a repeated request is harmless.
 * Fails: policy.not_found, policy.changed_meanwhile (with `current`), policy.too_large, and as publishing does.
 * @param released somebody let it pass the mass-change brake
 */
export async function savePolicy(app: App, actor: Actor, policyId: string, input: Save, released = false): Promise<PolicyRow> {
  const { workspaceId } = actor
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, workspaceId)
    const policy = await getPolicy(tx, workspaceId, policyId)
    const before = await textsOf(tx, policy.version.id)
    const { sha256, ...texts } = readTextsOf({ ...input, defaults: input.defaults ?? before.defaults })
    if (policy.version.sha256 === sha256) return policy
    if (policy.version.number !== input.expectedVersion) throw await changedMeanwhile(tx, policy)

    const listed = listedIn(await findRevisionInForce(tx, workspaceId))
    const change = { ...listed, texts: new Map([[policyId, texts]]), again: [] }
    await publishChange(app, tx, actor, change, {
      note: input.note,
      cause: ({ policies }) => `Policy “${policy.name}” saved as version ${policies.get(policyId)?.version}`,
      draft: null,
      stages: null,
      approvals: 0,
      hold: { kind: 'policy.saved', input: { policyId, ...input }, what: `saves the policy “${policy.name}”` },
      released,
    })
    return getPolicy(tx, workspaceId, policyId)
  })
}

/** Carries what stands there now, so that the caller can compare and save again; nothing of theirs is lost. */
async function changedMeanwhile(tx: Tx, { name, version }: PolicyRow): Promise<Failure> {
  const by = version.created_by_name
  return new Failure('policy.changed_meanwhile', {
    detail: `“${name}” is at version ${version.number} now${by ? `, saved by ${by}` : ''}.`,
    more: {
      current: { version: version.number, ...(await textsOf(tx, version.id)), by, at: version.created_at.toISOString() },
    },
  })
}
