import { Fact, type NoiseKind, noiseKinds } from '@bailiwick/contracts'
import type { FactRow } from './audit.store.ts'
import { sayKind } from './kinds.ts'

const actorKind = Fact.shape.actor.shape.kind

/** A row as the API shows it. An erased payload leaves the ids and the hash. */
export function toFact(row: FactRow): Fact {
  const { payload, subject_type: type, subject_id: subjectId } = row
  return {
    id: row.id,
    at: row.at.toISOString(),
    position: row.position,
    kind: row.kind,
    ...sayKind(row.kind),
    actor: {
      kind: actorKind.parse(row.actor_kind),
      id: row.actor_id,
      name: payload?.actorName ?? '',
      email: payload ? row.actor_email : null,
    },
    subject: type && subjectId ? { type, id: subjectId, name: payload?.subjectName ?? '' } : null,
    address: payload?.address ?? null,
    requestId: payload?.requestId ?? null,
    detail: payload?.detail ?? {},
    erased: payload === null,
    hash: row.hash?.toString('hex') ?? null,
  }
}

const noiseLabels: Record<string, string> = noiseKinds satisfies Record<NoiseKind, string>

export const toNoise = (row: { day: string; kind: string; count: number }) => ({
  ...row,
  label: noiseLabels[row.kind] ?? row.kind,
})
