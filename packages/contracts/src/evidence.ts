import { z } from 'zod'

/**
 * The written form of the hash chain, for the sequencer, for exports and for whoever verifies one without us (docs/evidence.md, SP-06).
 * Hashes are SHA-256; a link is `SHA-256(previous ++ linkText)`, a payload's hash `SHA-256(salt ++ canonicalJson(payload))`.
 */
export const evidenceFormat = 1

/** What stands before the first link: 32 zero bytes, in hex. */
export const genesisHash = '0'.repeat(64)

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex')

/** The half of a fact that is never erased; the link covers it. `payload` is the hash of the other half. */
export const FactHead = z.strictObject({
  actor_id: z.string().nullable(),
  actor_kind: z.string(),
  at: z.string(),
  id: z.string(),
  kind: z.string(),
  payload: Hash,
  subject_id: z.string().nullable(),
  subject_type: z.string().nullable(),
  workspace_id: z.string(),
})
export type FactHead = z.infer<typeof FactHead>

/** The first line of an export. With no fact in the range, `count` is 0 and `from` is one more than `to`. */
export const ExportHeader = z.strictObject({
  bailiwick: z.literal('facts'),
  count: z.number().int().min(0),
  format: z.literal(evidenceFormat),
  from: z.number().int().min(1),
  head: Hash,
  previous: Hash,
  to: z.number().int().min(0),
  workspace_id: z.string(),
})
export type ExportHeader = z.infer<typeof ExportHeader>

/** Any other line: a fact in its place. Salt and payload are both null once the payload was erased. */
export const ExportLine = z.strictObject({
  fact: FactHead,
  hash: Hash,
  payload: z.record(z.string(), z.unknown()).nullable(),
  position: z.number().int().min(1),
  previous: Hash,
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'is not 16 bytes in lower-case hex')
    .nullable(),
})
export type ExportLine = z.infer<typeof ExportLine>

/** JSON as RFC 8785 writes it: no spaces, keys in order of their UTF-16 code units, numbers and strings as ECMAScript does. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, it]) => `${JSON.stringify(key)}:${canonicalJson(it)}`).join(',')}}`
}

/** What a link hashes after the link before it. */
export const linkText = (position: number, head: FactHead): string => `${position}\n${canonicalJson(head)}`
