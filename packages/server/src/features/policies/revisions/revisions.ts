import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { StoredRule } from '../../../platform/db/schema.ts'
import { record } from '../../../platform/facts/index.ts'
import { newId } from '../../../platform/ids.ts'
import { inWords } from './in-words.ts'
import { insertRevision, nextRevisionNumber, type RevisionRow, readNames } from './revisions.store.ts'

interface NextRevision {
  rules: StoredRule[]
  defaultPolicyVersionId: string | null
  note: string
  /** What made it, in words. */
  cause: string
}

/**
 * Puts a new immutable revision in force, in the transaction of its cause; the caller holds `lockPolicies` and has checked every bundle.
 * Returns its number.
 */
export async function putInForce(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  previous: RevisionRow | undefined,
  next: NextRevision,
): Promise<number> {
  const { workspaceId } = actor
  const id = newId('revision')
  const number = await nextRevisionNumber(tx, workspaceId)
  await insertRevision(tx, { id, workspaceId, number, ...next, createdBy: actor.personId, createdAt: clock.now() })
  const after = { rules: next.rules, default_policy_version_id: next.defaultPolicyVersionId }
  const names = await readNames(tx, previous ? [previous, after] : [after])
  await record(tx, clock, actor, {
    kind: 'revision.put_in_force',
    subject: { type: 'revision', id, name: `Revision ${number}` },
    detail: {
      cause: next.cause,
      note: next.note,
      before: previous ? { revision: previous.number, order: inWords(previous, names) } : null,
      after: { revision: number, order: inWords(after, names) },
    },
  })
  await announce(tx, 'workspace', workspaceId, workspaceId)
  return number
}
