import { createHash } from 'node:crypto'
import { canonicalJson, type FactHead, genesisHash, linkText } from '@bailiwick/contracts'
import type { FactPayload } from '../db/schema.ts'

/** A fact's unerasable half as its row holds it. */
export interface FactHeadRow {
  id: string
  workspace_id: string
  at: Date
  kind: string
  actor_kind: string
  actor_id: string | null
  subject_type: string | null
  subject_id: string | null
  payload_hash: Buffer
}

export const genesis = Buffer.from(genesisHash, 'hex')

/** What a payload's hash covers. The salt keeps an erased payload from being guessed from its hash. */
export function hashPayload(salt: Buffer, payload: FactPayload): Buffer {
  return createHash('sha256')
    .update(salt)
    .update(canonicalJson(asJson(payload)))
    .digest()
}

/** As jsonb gives it back: without what is undefined, times as text. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The unerasable half as it is hashed and exported. */
export function headOfFact(row: FactHeadRow): FactHead {
  const { id, workspace_id, at, kind, actor_kind, actor_id, subject_type, subject_id, payload_hash } = row
  return {
    id,
    workspace_id,
    at: at.toISOString(),
    kind,
    actor_kind,
    actor_id,
    subject_type,
    subject_id,
    payload: payload_hash.toString('hex'),
  }
}

/** A link: SHA-256 over the link before, the position and the fact's unerasable half. */
export const linkHash = (previous: Buffer, position: number, head: FactHead): Buffer =>
  createHash('sha256').update(previous).update(linkText(position, head)).digest()
