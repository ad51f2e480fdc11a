import { isDeepStrictEqual } from 'node:util'
import type { BodyOf, policyRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readControls } from '../controls/index.ts'
import { findRevisionInForce, findRevisionOnItsWay, lockPolicies, readNames } from '../revisions/index.ts'
import { requireServable } from './check-served.ts'
import { forTheRecord, readTextsOf } from './document-text.ts'
import * as store from './documents.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>

/**
 * Creates a policy from a complete requirements document and managed defaults (PO-01); nobody is served it before a rule or the default
 * names it.
 * Fails: policy.name_taken, policy.refused_by_client, policy.too_large.
 */
export async function createPolicy(
  app: App,
  actor: Actor,
  input: BodyOf<(typeof policyRoutes)['create']>,
): Promise<store.PolicyRow> {
  const { sha256, ...texts } = readTextsOf(input)
  const { name, purpose, owner } = input
  const { workspaceId, personId: createdBy } = actor
  const [id, versionId] = [newId('policy'), newId('policyVersion')]
  requireServable(app.config.publicUrl, { versionId, name, version: 1, ...texts })
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, workspaceId)
    const at = app.clock.now()
    await store.insertPolicy(tx, { id, workspaceId, name, purpose, owner, at })
    const first = { id: versionId, policyId: id, workspaceId, number: 1, ...texts, sha256, note: '', createdBy, at }
    await store.insertVersion(tx, first)
    // Where changes need approval, a policy is published by the draft that first names it.
    const { approvals } = await readControls(tx, workspaceId)
    await store.makeCurrent(tx, first, approvals === 0)
    await record(tx, app.clock, actor, {
      kind: 'policy.created',
      subject: { type: 'policy', id, name },
      detail: { after: { name, purpose, owner, version: 1, sha256, ...forTheRecord(texts) } },
    })
    return store.getPolicy(tx, workspaceId, id)
  })
}

/** Changes name, purpose or owner. Clients see the new name when they fetch next. Fails: policy.not_found, policy.name_taken. */
export async function describePolicy(
  app: App,
  actor: Actor,
  policyId: string,
  change: BodyOf<(typeof policyRoutes)['describe']>,
): Promise<store.PolicyRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const policy = await store.getPolicy(tx, actor.workspaceId, policyId)
    const { name, purpose, owner } = policy
    const before = { name, purpose, owner }
    const after = { name: change.name ?? name, purpose: change.purpose ?? purpose, owner: change.owner ?? owner }
    if (isDeepStrictEqual(before, after)) return policy
    await store.describePolicy(tx, policyId, { ...after, updated_at: app.clock.now() })
    await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
    await record(tx, app.clock, actor, {
      kind: 'policy.described',
      subject: { type: 'policy', id: policyId, name: after.name },
      detail: { before, after },
    })
    return store.getPolicy(tx, actor.workspaceId, policyId)
  })
}

/** Deletes a policy that nothing uses; its versions stay in the history. Fails: policy.not_found, policy.in_use. */
export async function removePolicy(app: App, actor: Actor, policyId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const { name, purpose, owner, version } = await store.getPolicy(tx, actor.workspaceId, policyId)
    const inForce = await findRevisionInForce(tx, actor.workspaceId)
    if (inForce) {
      const names = await readNames(tx, [inForce])
      const rules = inForce.rules.flatMap((it, index) =>
        it.policyId === policyId ? [{ position: index + 1, group: names.group(it.groupId).name }] : [],
      )
      const isDefault = inForce.default_policy_id === policyId
      const uses = [...rules.map((it) => `rule ${it.position} (${it.group})`), ...(isDefault ? ['the default'] : [])]
      if (uses.length > 0)
        throw new Failure('policy.in_use', { detail: `“${name}” is used by ${uses.join(', ')}.`, more: { rules, isDefault } })
    }
    const onItsWay = await findRevisionOnItsWay(tx, actor.workspaceId)
    if (onItsWay?.default_policy_id === policyId || onItsWay?.rules.some((it) => it.policyId === policyId))
      throw new Failure('policy.in_use', {
        detail: `“${name}” is in revision ${onItsWay.number}, which is being rolled out in stages.`,
        more: { rules: [], isDefault: false },
      })
    const excepted = await store.listExcepted(tx, policyId, app.clock.now())
    if (excepted.length > 0)
      throw new Failure('policy.in_use', {
        detail: `“${name}” is given by an exception to ${excepted.join(', ')}. Revoke it first.`,
        more: { rules: [], isDefault: false, excepted },
      })
    await store.markDeleted(tx, policyId, app.clock.now())
    await record(tx, app.clock, actor, {
      kind: 'policy.deleted',
      subject: { type: 'policy', id: policyId, name },
      detail: { before: { name, purpose, owner, version: version.number, sha256: version.sha256 } },
    })
  })
}
