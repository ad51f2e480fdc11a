import { Fact, type FactKind, factKinds } from '@bailiwick/contracts'
import type { FactRow } from './audit.store.ts'

const labels: Record<string, { label: string }> = factKinds
const actorKind = Fact.shape.actor.shape.kind

/** A row as the API shows it. An erased payload leaves the ids and the hash. */
export function toFact(row: FactRow): Fact {
  const { payload, subject_type: type, subject_id: subjectId } = row
  return {
    id: row.id,
    at: row.at.toISOString(),
    position: row.position,
    kind: row.kind,
    label: labels[row.kind]?.label ?? row.kind,
    actor: { kind: actorKind.parse(row.actor_kind), id: row.actor_id, name: payload?.actorName ?? '' },
    subject: type && subjectId ? { type, id: subjectId, name: payload?.subjectName ?? '' } : null,
    address: payload?.address ?? null,
    requestId: payload?.requestId ?? null,
    detail: payload?.detail ?? {},
    hash: row.hash?.toString('hex') ?? null,
  }
}

/** Every kind of fact with its words. */
export const toKinds = (): { kind: string; label: string }[] =>
  (Object.keys(factKinds) as FactKind[]) // the catalogue's own keys
    .map((kind) => ({ kind, label: factKinds[kind].label }))
