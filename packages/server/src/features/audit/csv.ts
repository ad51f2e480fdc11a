import type { ChainedFact } from '../../platform/facts/index.ts'
import { sayKind } from './kinds.ts'

const columns: [string, (fact: ChainedFact) => string | number | null | undefined][] = [
  ['position', (it) => it.position],
  ['at', (it) => it.at.toISOString()],
  ['kind', (it) => it.kind],
  ['what', (it) => sayKind(it.kind).label],
  ['outcome', (it) => sayKind(it.kind).outcome],
  ['actor_kind', (it) => it.actor_kind],
  ['actor_id', (it) => it.actor_id],
  ['actor', (it) => it.payload?.actorName],
  ['subject_type', (it) => it.subject_type],
  ['subject_id', (it) => it.subject_id],
  ['subject', (it) => it.payload?.subjectName],
  ['address', (it) => it.payload?.address],
  ['request_id', (it) => it.payload?.requestId],
  ['detail', (it) => (it.payload ? JSON.stringify(it.payload.detail) : '')],
  ['erased', (it) => (it.payload ? 'no' : 'yes')],
  ['id', (it) => it.id],
  ['hash', (it) => it.hash.toString('hex')],
]

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it: names come from outside. */
function cell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r\n]/.test(value ?? '') ? `'${value}` : (value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvHeading = `${columns.map(([name]) => name).join(',')}\r\n`

export const csvLine = (fact: ChainedFact): string => `${columns.map(([, read]) => cell(read(fact))).join(',')}\r\n`
