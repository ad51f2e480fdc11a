import { createHash, randomBytes } from 'node:crypto'
import type { FactKind } from '@bailiwick/contracts'
import type { Actor } from '../actor.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/db.ts'
import type { FactPayload } from '../db/schema.ts'
import { newId } from '../ids.ts'

export interface NewFact {
  kind: FactKind
  subject?: { type: string; id: string; name: string }
  /** Before, after and what else belongs to the kind. Never a secret, never content. */
  detail?: Record<string, unknown>
}

/** What a payload's hash covers. The salt keeps an erased payload from being guessed from its hash. */
export function hashPayload(salt: Buffer, payload: FactPayload): Buffer {
  return createHash('sha256').update(salt).update(canonicalJson(payload)).digest()
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
    .insertInto('fact')
    .values({
      id,
      workspace_id: actor.workspaceId,
      at: clock.now(),
      kind: fact.kind,
      actor_kind: actor.kind,
      actor_id: actor.id,
      subject_type: fact.subject?.type ?? null,
      subject_id: fact.subject?.id ?? null,
      payload_hash: hashPayload(salt, payload),
    })
    .execute()
  await tx
    .insertInto('fact_payload')
    .values({ fact_id: id, salt, payload: JSON.stringify(payload) })
    .execute()
  return id
}

/** JSON with sorted keys, because jsonb does not keep the order in which a payload was written. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, it: unknown) =>
    it && typeof it === 'object' && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  )
}
