import { randomBytes } from 'node:crypto'
import type { FactKind } from '@bailiwick/contracts'
import type { Actor } from '../actor.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/db.ts'
import type { FactPayload } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { hashPayload } from './written.ts'

export interface NewFact {
  kind: FactKind
  subject?: { type: string; id: string; name: string }
  /** Before, after and what else belongs to the kind. Never a secret, never content. */
  detail?: Record<string, unknown>
}

/** Writes a fact in the transaction of the change that it tells of. It gets its place in the chain after commit. */
export async function record(tx: Tx, clock: Clock, actor: Actor, fact: NewFact): Promise<string> {
  const id = newId('fact')
  const salt = randomBytes(16)
  const payload: FactPayload = {
    actorName: actor.name,
    subjectName: fact.subject?.name ?? null,
    address: actor.address,
    userAgent: actor.userAgent,
    requestId: actor.requestId,
    detail: fact.detail ?? {},
  }
  await tx
    .with('written', (db) =>
      db.insertInto('fact').values({
        id,
        workspace_id: actor.workspaceId,
        at: clock.now(),
        kind: fact.kind,
        actor_kind: actor.kind,
        actor_id: actor.id,
        subject_type: fact.subject?.type ?? null,
        subject_id: fact.subject?.id ?? null,
        payload_hash: hashPayload(salt, payload),
      }),
    )
    .insertInto('fact_payload')
    .values({ fact_id: id, salt, payload: JSON.stringify(payload) })
    .execute()
  return id
}
