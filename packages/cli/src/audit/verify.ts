import { createHash } from 'node:crypto'
import { canonicalJson, ExportHeader, ExportLine, genesisHash, linkText } from '@bailiwick/contracts'
import type { z } from 'zod'
import { linesOf } from './lines.ts'

/** What the reader knows from elsewhere; the file cannot vouch for its own end. */
export interface Expected {
  /** A hash that was once the end of the chain, in hex: every later chain has it somewhere. */
  head?: string | undefined
  /** Where that head stood. Without it, a head from after the end of an export looks like an end that was cut. */
  headPosition?: number | undefined
  count?: number | undefined
}

/** `undecided`: nothing is wrong with the file, and what was asked cannot be told from it. */
export type Verdict =
  | { verdict: 'intact'; header: ExportHeader; erased: number; headAt: number | null }
  | { verdict: 'undecided'; header: ExportHeader; because: string }
  | { verdict: 'broken'; line: number; position: number | null; because: string }
  | { verdict: 'unreadable'; because: string }

class Broken extends Error {
  readonly position: number | null
  constructor(because: string, position: number | null = null) {
    super(because)
    this.position = position
  }
}

const sha256 = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Verifies an export of facts (docs/evidence.md) as it streams by: no server, no database, little memory. Every byte counts: a line must
 * be written exactly as the format says.
 */
export async function verifyExport(input: AsyncIterable<Uint8Array>, expected: Expected = {}): Promise<Verdict> {
  let header: ExportHeader | undefined
  let previous = ''
  let position = 0
  let erased = 0
  let line = 0
  let headAt: number | null = null
  const head = expected.head?.toLowerCase()
  try {
    for await (const { bytes, ended } of linesOf(input)) {
      line++
      if (!header) {
        const read = readHeader(bytes)
        if (typeof read === 'string') return { verdict: 'unreadable', because: read }
        header = read
        requireHeader(header)
        previous = header.previous
        position = header.from - 1
        if (previous === head) headAt = position
      } else {
        const fact = readLine(bytes, position + 1)
        requireFact(header, fact, previous, position + 1)
        previous = fact.hash
        position = fact.position
        if (previous === head) headAt = position
        if (fact.payload === null) erased++
      }
      if (!ended) throw new Broken('the file ends within this line: its line feed is missing', position)
    }
    if (!header) return { verdict: 'unreadable', because: 'the file is empty' }
    line++
    requireEnd(header, position, previous, expected)
    const because = undecided(header, headAt, expected)
    if (because) return { verdict: 'undecided', header, because }
    requireHead(header, headAt, expected)
    return { verdict: 'intact', header, erased, headAt }
  } catch (error) {
    if (error instanceof Broken) return { verdict: 'broken', line, position: error.position, because: error.message }
    return { verdict: 'unreadable', because: error instanceof Error ? error.message : String(error) }
  }
}

function readHeader(bytes: Uint8Array): ExportHeader | string {
  const value = parse(bytes)
  if (value === undefined) return 'the first line is not JSON: this is no export of facts'
  const { data, error } = ExportHeader.safeParse(value.json)
  if (!data) return `the first line is no header that this version knows: ${sayShape(error)}`
  if (canonicalJson(data) !== value.text) return 'the header is not written as the format says'
  return data
}

function requireHeader({ from, to, count, previous, head }: ExportHeader): void {
  if (count !== to - from + 1) throw new Broken(`the header counts ${count} facts for the positions ${from} to ${to}`)
  if (from === 1 && previous !== genesisHash) throw new Broken('the header names a link before position 1', 1)
  if (count === 0 && head !== previous) throw new Broken('the header names a head other than the link before it, and no facts')
}

function readLine(bytes: Uint8Array, expected: number): ExportLine {
  const value = parse(bytes)
  if (!value) throw new Broken('this is not JSON in UTF-8', expected)
  const { data, error } = ExportLine.safeParse(value.json)
  if (!data) throw new Broken(`this is not a fact: ${sayShape(error)}`, expected)
  if (canonicalJson(data) !== value.text) throw new Broken('the line is not written as the format says', data.position)
  return data
}

/** What can be wrong with a fact in its place, the most telling first. */
function requireFact(
  header: ExportHeader,
  { fact, hash, payload, position, previous, salt }: ExportLine,
  before: string,
  expected: number,
) {
  const fail = (because: string) => {
    throw new Broken(because, position)
  }
  if (position > expected) fail(`position ${expected} is expected here: ${position - expected} line(s) were removed or moved`)
  if (position < expected) fail(`position ${expected} is expected here: this line was inserted, repeated or moved`)
  if (position > header.to) fail(`the header ends at position ${header.to}: this line was added`)
  if (fact.workspace_id !== header.workspace_id) fail('the fact is of another workspace than the header says')
  if ((salt === null) !== (payload === null)) fail('a salt and a payload come together, or are erased together')
  if (salt !== null && sha256(Buffer.from(salt, 'hex'), canonicalJson(payload)) !== fact.payload) {
    fail('names and values were altered: salt and payload do not have the hash that the fact holds')
  }
  if (previous !== before) fail('`previous` is not the hash of the line before: that line, or this one, was altered')
  if (sha256(Buffer.from(previous, 'hex'), linkText(position, fact)) !== hash) {
    fail(
      'the fact itself was altered (kind, time, actor, subject or the hash of its payload): it does not have the hash of this line',
    )
  }
}

function requireEnd(header: ExportHeader, position: number, last: string, expected: Expected): void {
  const missing = header.to - position
  if (missing > 0)
    throw new Broken(`the file ends here, and ${missing} fact(s) up to position ${header.to} are missing`, position + 1)
  if (last !== header.head) throw new Broken('the header names another head than the last fact has', position)
  if (expected.count !== undefined && expected.count !== header.count) {
    throw new Broken(`there are ${header.count} facts, and ${expected.count} are expected`, position)
  }
}

/** Why the export can neither show nor deny what was asked, if so. */
function undecided({ count, from, to }: ExportHeader, headAt: number | null, { head, headPosition }: Expected) {
  if (head !== undefined && headAt === null) {
    const begins = `the export begins at position ${from}`
    if (headPosition === undefined && from > 1) return `${begins}, and the head that is expected may stand before it`
    if (headPosition !== undefined && headPosition < from - 1) return `${begins}, after the head that is expected`
    if (headPosition !== undefined && headPosition > to) {
      return `the export ends at position ${to}, before the head that is expected at ${headPosition}. If it was made after that head was kept, and up to the end, the end was cut`
    }
    if (from === 1) return undefined
  }
  return count === 0 ? 'the export holds no fact, and proves nothing' : undefined
}

function requireHead({ from, to }: ExportHeader, headAt: number | null, { head, headPosition }: Expected) {
  if (head === undefined) return
  if (headPosition !== undefined && headAt !== headPosition) {
    const found = headAt === null ? 'nowhere' : `at position ${headAt}`
    throw new Broken(
      `the head that is expected at position ${headPosition} stands ${found}: the chain was written anew`,
      headPosition,
    )
  }
  if (headAt === null) {
    throw new Broken(
      `the head that is expected stands nowhere in positions ${from} to ${to}: the end was cut, or the whole was written anew. Only an export made before the head was kept, or not up to the end, may lack it: --head-position tells`,
      to,
    )
  }
}

function parse(bytes: Uint8Array): { text: string; json: unknown } | undefined {
  try {
    const text = decoder.decode(bytes)
    return { text, json: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const sayShape = (error: z.ZodError): string =>
  error.issues.map((it) => [it.path.join('.'), it.message].filter(Boolean).join(': ')).join('; ')
