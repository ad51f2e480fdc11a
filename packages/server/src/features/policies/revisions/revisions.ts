import type { PolicyTest } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { StoredRule } from '../../../platform/db/schema.ts'
import { record } from '../../../platform/facts/index.ts'
import { newId } from '../../../platform/ids.ts'
import { inWords } from './in-words.ts'
import {
  findRevisionById,
  findRevisionInForce,
  insertRevision,
  nextRevisionNumber,
  pointAt,
  readNames,
} from './revisions.store.ts'

export interface NewRevision {
  rules: StoredRule[]
  defaultPolicyVersionId: string | null
  tests: PolicyTest[]
  /** The draft that it was published from; null for a change that was saved and published in one step. */
  draftId: string | null
  /** Why, in the author's words. */
  note: string
  /** What made it, in words. */
  cause: string
}

/** Writes an immutable revision that is not in force; the caller holds `lockPolicies` and has checked every bundle. */
export async function addRevision(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  next: NewRevision,
): Promise<{ id: string; number: number }> {
  const { workspaceId } = actor
  const id = newId('revision')
  const number = await nextRevisionNumber(tx, workspaceId)
  await insertRevision(tx, { id, workspaceId, number, ...next, createdBy: actor.personId, createdAt: clock.now() })
  return { id, number }
}

/**
 * Puts a written revision in force for everybody, in the transaction of its cause; the caller holds `lockPolicies`. The versions it
 * serves become the current and published ones of their policies. Returns its number.
 */
export async function enforceRevision(tx: Tx, clock: Clock, actor: Actor, revisionId: string): Promise<number> {
  const { workspaceId } = actor
  const previous = await findRevisionInForce(tx, workspaceId)
  const next = await findRevisionById(tx, workspaceId, revisionId)
  if (!next) throw new Error(`revision ${revisionId} is missing`)
  const { id, number, cause, note } = next
  const versionIds = [...next.rules.map((it) => it.policyVersionId), next.default_policy_version_id ?? '']
  await pointAt(tx, workspaceId, id, versionIds, clock.now())
  const names = await readNames(tx, previous ? [previous, next] : [next])
  await record(tx, clock, actor, {
    kind: 'revision.put_in_force',
    subject: { type: 'revision', id, name: `Revision ${number}` },
    detail: {
      cause,
      note,
      ...(next.draft_id && { draftId: next.draft_id }),
      before: previous ? { revision: previous.number, order: inWords(previous, names) } : null,
      after: { revision: number, order: inWords(next, names) },
    },
  })
  await announce(tx, 'workspace', workspaceId, workspaceId)
  return number
}
