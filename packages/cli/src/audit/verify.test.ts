import { createHash } from 'node:crypto'
import { canonicalJson, type ExportLine, genesisHash, linkText } from '@bailiwick/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Expected, verifyExport } from './verify.ts'

const sha256 = (...parts: (string | Buffer)[]) => parts.reduce((hash, it) => hash.update(it), createHash('sha256')).digest('hex')
const workspace = '6e0cdd5a-27f1-4a1e-9a2a-1f5f1d1f6a01'

/** A chain written from the description in docs/evidence.md, not by the sequencer. */
function chain(names: (string | null)[], from = 1, before = genesisHash): string[] {
  let previous = before
  const lines = names.map((name, index): ExportLine => {
    const position = from + index
    const salt = createHash('md5').update(`${position}`).digest('hex')
    const payload = {
      actorName: name ?? 'erased',
      detail: { after: { 10: 'ten', 9: 'nine', é: '\ufffd “x”' } },
      subjectName: null,
    }
    const fact = {
      actor_id: 'usr_1',
      actor_kind: 'person',
      at: '2026-11-01T00:00:00.000Z',
      id: `fct_${position}`,
      kind: 'group.created',
      payload: sha256(Buffer.from(salt, 'hex'), canonicalJson(payload)),
      subject_id: null,
      subject_type: null,
      workspace_id: workspace,
    }
    const hash = sha256(Buffer.from(previous, 'hex'), linkText(position, fact))
    const line = { fact, hash, payload: name === null ? null : payload, position, previous, salt: name === null ? null : salt }
    previous = hash
    return line
  })
  const header = {
    bailiwick: 'facts',
    count: lines.length,
    format: 1,
    from,
    head: previous,
    previous: before,
    to: from + lines.length - 1,
    workspace_id: workspace,
  }
  return [header, ...lines].map(canonicalJson)
}

const verify = (content: string | Buffer, expected?: Expected) =>
  verifyExport(
    (async function* () {
      const bytes = Buffer.from(content)
      // In pieces that cut lines and characters anywhere.
      for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97)
    })(),
    expected,
  )
const text = (lines: string[]) => lines.map((it) => `${it}\n`).join('')
const whole = chain(['Ada', 'Grace', null, 'Dan', 'Nora'])
const head: string = JSON.parse(whole[0] ?? '').head

/** The lines with one of them changed as JSON and written in form again. */
const edit = (at: number, change: (line: ExportLine) => void) =>
  whole.map((line, index) => {
    if (index !== at) return line
    const parsed = JSON.parse(line)
    change(parsed)
    return canonicalJson(parsed)
  })

test('a whole export holds, also one that begins later, or holds erased payloads', async () => {
  expect(await verify(text(whole))).toMatchObject({ verdict: 'intact', erased: 1, header: { count: 5, from: 1, to: 5 } })
  expect(await verify(text(whole), { head, count: 5 })).toMatchObject({ verdict: 'intact' })
  expect(await verify(text(chain(['Ada'], 8, head)))).toMatchObject({ verdict: 'intact', header: { from: 8 } })
})

test('an export without a fact proves nothing', async () => {
  const nothing = { verdict: 'undecided', because: expect.stringContaining('no fact') }
  expect(await verify(text(chain([])))).toMatchObject(nothing)
  expect(await verify(text(chain([], 6, head)), { head }), 'not even the head that it names').toMatchObject(nothing)
  expect(await verify(text(chain([])), { head }), 'facts were there once').toMatchObject({ verdict: 'broken' })
})

test('a head kept earlier is found wherever it stands', async () => {
  const hashAt = (position: number): string => JSON.parse(whole[position] ?? '').hash
  for (const position of [1, 2, 3, 4, 5]) {
    const expected = { head: hashAt(position).toUpperCase() }
    expect(await verify(text(whole), expected)).toMatchObject({ verdict: 'intact', headAt: position })
    expect(await verify(text(whole), { ...expected, headPosition: position })).toMatchObject({ verdict: 'intact' })
  }
  const later = text(chain(['Ada'], 6, head))
  expect(await verify(later, { head }), 'the end of the export before').toMatchObject({ verdict: 'intact', headAt: 5 })
  expect(await verify(text(whole)), 'none was given').toMatchObject({ verdict: 'intact', headAt: null })
  expect(await verify(text(whole), { head: hashAt(2), headPosition: 3 })).toMatchObject({ verdict: 'broken', position: 3 })
  expect(await verify(text(whole), { head: 'ab'.repeat(32), headPosition: 3 })).toMatchObject({
    verdict: 'broken',
    because: expect.stringContaining('nowhere'),
  })
})

test('whether a head outside the export holds cannot be told', async () => {
  const other = 'ab'.repeat(32)
  const later = text(chain(['Ada', 'Grace'], 6, head))
  const begins = { verdict: 'undecided', because: expect.stringContaining('begins at position 6') }
  expect(await verify(later, { head: other })).toMatchObject(begins)
  expect(await verify(later, { head: other, headPosition: 3 })).toMatchObject(begins)
  expect(await verify(later, { head: other, headPosition: 6 })).toMatchObject({ verdict: 'broken', position: 6 })
  const ends = { verdict: 'undecided', because: expect.stringContaining('ends at position 5') }
  expect(await verify(text(whole), { head: other, headPosition: 9 })).toMatchObject(ends)
})

test('what was edited is found at its line and position, with what differs', async () => {
  const payload = edit(2, (it) => Object.assign(it.payload ?? {}, { actorName: 'Innocent' }))
  expect(await verify(text(payload))).toMatchObject({
    verdict: 'broken',
    line: 3,
    position: 2,
    because: expect.stringContaining('names and values'),
  })
  const kind = edit(4, (it) => Object.assign(it.fact, { kind: 'group.deleted' }))
  expect(await verify(text(kind))).toMatchObject({
    line: 5,
    position: 4,
    because: expect.stringContaining('fact itself was altered'),
  })
  const rehashed = edit(4, (it) => {
    it.fact.kind = 'group.deleted'
    it.hash = sha256(Buffer.from(it.previous, 'hex'), linkText(it.position, it.fact))
  })
  expect(await verify(text(rehashed)), 'and hashed again: the next line tells').toMatchObject({ line: 6, position: 5 })
})

test('removed, swapped, repeated and inserted lines are found', async () => {
  const [first = '', a = '', b = '', ...rest] = whole
  expect(await verify(text([first, a, ...rest]))).toMatchObject({
    line: 3,
    position: 3,
    because: expect.stringContaining('removed'),
  })
  expect(await verify(text([first, b, a, ...rest]))).toMatchObject({ verdict: 'broken', line: 2, position: 2 })
  expect(await verify(text([first, a, a, b, ...rest]))).toMatchObject({ line: 3, because: expect.stringContaining('inserted') })
  expect(await verify(text([first, a, '', b, ...rest]))).toMatchObject({ verdict: 'broken', line: 3 })
  const added = chain(['Eve'], 6, head)[1] ?? ''
  expect(await verify(text([...whole, added]))).toMatchObject({ line: 7, position: 6, because: expect.stringContaining('added') })
})

test('a cut end is found by the header, and a header cut to fit by what is known from elsewhere', async () => {
  expect(await verify(text(whole.slice(0, -1)))).toMatchObject({
    verdict: 'broken',
    position: 5,
    because: expect.stringContaining('missing'),
  })
  expect(await verify(text(whole).slice(0, -1))).toMatchObject({ because: expect.stringContaining('line feed') })
  const shorter = text(chain(['Ada', 'Grace']))
  expect(await verify(shorter), 'nothing inside tells').toMatchObject({ verdict: 'intact' })
  expect(await verify(shorter, { head })).toMatchObject({
    verdict: 'broken',
    because: expect.stringContaining('the end was cut'),
  })
  expect(await verify(shorter, { count: 5 })).toMatchObject({ verdict: 'broken', because: expect.stringContaining('2 facts') })
})

test('what is no export is unreadable', async () => {
  for (const other of ['', '\n', 'position,at\r\n', '{"format":1}\n', text(whole).replace('"format":1', '"format":2')]) {
    expect(await verify(other), other.slice(0, 20)).toMatchObject({ verdict: 'unreadable' })
  }
})

test('any single byte that differs is found', async () => {
  const bytes = Buffer.from(text(whole))
  const change = fc.record({
    at: fc.nat(bytes.length - 1),
    to: fc.nat(255),
    how: fc.constantFrom('replace', 'insert', 'remove'),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ at, to, how }) => {
      fc.pre(how !== 'replace' || bytes[at] !== to)
      const kept = bytes.subarray(how === 'insert' ? at : at + 1)
      const changed = Buffer.concat([bytes.subarray(0, at), Buffer.from(how === 'remove' ? [] : [to]), kept])
      fc.pre(!changed.equals(bytes))
      expect((await verify(changed)).verdict).not.toBe('intact')
    }),
    { numRuns: 1_500 },
  )
})
