import type { BodyOf, policyRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findRevisionInForce, lockPolicies, putInForce } from '../revisions/index.ts'
import { requireServable } from './check-served.ts'
import { forTheRecord, readDocument } from './document-text.ts'
import * as store from './documents.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>

/**
 * Saves a new version; where the policy is in use, a new revision with the same rules puts it in force in the same transaction. The same
 * text again makes no version, so a repeated request is harmless.
 * Fails: policy.not_found, policy.changed_meanwhile (with `current`), policy.refused_by_client, policy.too_large.
 */
export async function savePolicy(
  app: App,
  actor: Actor,
  policyId: string,
  input: BodyOf<(typeof policyRoutes)['save']>,
): Promise<store.PolicyRow> {
  const { contents, sha256 } = readDocument(input.contents)
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const policy = await store.getPolicy(tx, actor.workspaceId, policyId)
    if (policy.version.sha256 === sha256) return policy
    if (policy.version.number !== input.expectedVersion) throw await changedMeanwhile(tx, policy)

    const { contents: before, defaults } = await store.textsOf(tx, policy.version.id)
    const id = newId('policyVersion')
    const number = policy.version.number + 1
    requireServable(app.config.publicUrl, { versionId: id, name: policy.name, version: number, contents, defaults })
    const at = app.clock.now()
    const { note } = input
    const { workspaceId, personId: createdBy } = actor
    await store.insertVersion(tx, { id, policyId, workspaceId, number, contents, defaults, sha256, note, createdBy, at })
    await record(tx, app.clock, actor, {
      kind: 'policy.saved',
      subject: { type: 'policy', id: policyId, name: policy.name },
      detail: {
        note,
        before: { version: policy.version.number, sha256: policy.version.sha256, ...forTheRecord(before) },
        after: { version: number, sha256, ...forTheRecord(contents) },
      },
    })
    await serveEverywhere(app, tx, actor, policy, { id, number, note })
    return store.getPolicy(tx, workspaceId, policyId)
  })
}

/** Moves the revision in force to the new version, in every place where the policy stands. */
async function serveEverywhere(
  app: App,
  tx: Tx,
  actor: Actor,
  policy: store.PolicyRow,
  version: { id: string; number: number; note: string },
): Promise<void> {
  const inForce = await findRevisionInForce(tx, actor.workspaceId)
  const isDefault = inForce?.default_policy_id === policy.id
  if (!inForce || !(isDefault || inForce.rules.some((it) => it.policyId === policy.id))) return
  await putInForce(tx, app.clock, actor, inForce, {
    rules: inForce.rules.map((it) => (it.policyId === policy.id ? { ...it, policyVersionId: version.id } : it)),
    defaultPolicyVersionId: isDefault ? version.id : inForce.default_policy_version_id,
    note: version.note,
    cause: `Policy “${policy.name}” saved as version ${version.number}`,
  })
}

/** Carries what stands there now, so that the caller can compare and save again; nothing of theirs is lost. */
async function changedMeanwhile(tx: Tx, { name, version }: store.PolicyRow): Promise<Failure> {
  const by = version.created_by_name
  return new Failure('policy.changed_meanwhile', {
    detail: `“${name}” is at version ${version.number} now${by ? `, saved by ${by}` : ''}.`,
    more: {
      current: {
        version: version.number,
        contents: (await store.textsOf(tx, version.id)).contents,
        by,
        at: version.created_at.toISOString(),
      },
    },
  })
}
