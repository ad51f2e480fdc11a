import type { Bundle, Fragment } from '../bundle/bundle.ts'
import { type Merged, mergeFragments } from '../bundle/merge-fragments.ts'
import { isReadable, type ReadFragment, readFragment } from '../bundle/read-fragment.ts'
import { dotted, type Path, type TomlTable } from '../toml/parse-toml.ts'
import { positionsOf } from '../toml/positions.ts'

/** One document, or everything a group is served. */
export type Subject = string | Bundle

/** Where a requirement is written. Lines and columns count from 1; `fragment` is the id of the bundle's fragment. */
export interface Place {
  key: string
  fragment?: string
  line: number
  column: number
}

/** What the client makes of a subject, ready to be asked. Shared with whoever asks next: it must not be changed. */
export interface Reading {
  root: TomlTable
  place(path: Path, part?: 'key' | 'value'): Place
  addsUp(path: Path): boolean
  /** Keys that the client leaves out of account in a bundle, with the reason. */
  ignored: { place: Place; message: string }[]
  /** What was computed from this reading before, by who computes it. */
  kept: Map<unknown, unknown>
}

/** Parses and merges as the client does; undefined when nothing can be read. The last few are kept, because questions come in rows. */
export function readingOf(subject: Subject): Reading | undefined {
  return typeof subject === 'string' ? readingOfDocument(subject) : readingOfBundle(subject)
}

const documents = new Map<string, Reading | undefined>()
/** The policies of a large company, compared with each other, each read once; of long documents no more than ever so many. */
const kept = { documents: 256, fewest: 16, characters: 2_000_000 }
let keptCharacters = 0

function readingOfDocument(contents: string): Reading | undefined {
  if (documents.has(contents)) return documents.get(contents)
  const reading = read([{ id: '', name: '', contents }], false)
  documents.set(contents, reading)
  keptCharacters += contents.length
  for (const oldest of documents.keys()) {
    const tooLong = keptCharacters > kept.characters && documents.size > kept.fewest
    if (!tooLong && documents.size <= kept.documents) break
    documents.delete(oldest)
    keptCharacters -= oldest.length
  }
  return reading
}

const bundles = new WeakMap<Bundle, { of: readonly Fragment[]; reading: Reading | undefined }>()

function readingOfBundle(bundle: Bundle): Reading | undefined {
  const fragments = bundle.requirements_toml.enterprise_managed
  const known = bundles.get(bundle)
  const same = (fragment: Fragment, index: number) =>
    known?.of[index]?.id === fragment.id && known.of[index]?.contents === fragment.contents
  if (known && known.of.length === fragments.length && fragments.every(same)) return known.reading
  const reading = read(fragments, true)
  bundles.set(bundle, { of: fragments.map((fragment) => ({ ...fragment })), reading })
  return reading
}

function read(fragments: readonly Fragment[], named: boolean): Reading | undefined {
  const reads = fragments.map((fragment) => readFragment(fragment)).filter(isReadable)
  const [first, ...lower] = reads
  if (!first) return undefined
  const merged = mergeFragments([first, ...lower])
  const ignored = reads.flatMap((from) => {
    const place = placesIn({ ...merged, locate: (path) => ({ from, path }) }, named)
    return from.findings.list.map(({ path, message }) => ({ place: place(path), message }))
  })
  return { root: merged.root, place: placesIn(merged, named), addsUp: merged.addsUp, ignored, kept: new Map() }
}

function placesIn(merged: Merged, named: boolean): Reading['place'] {
  const positions = new Map<ReadFragment, ReturnType<typeof positionsOf>>()
  return (path, part = 'key') => {
    const { from, path: own } = merged.locate(path)
    const position = positions.get(from) ?? positionsOf(from.fragment.contents)
    positions.set(from, position)
    const [top = '', ...below] = own
    const spelled = from.spelled.get(String(top))
    const written = spelled ? [...spelled, ...below] : own
    const { line, column } = position(written, part)
    return { key: dotted(written), ...(named ? { fragment: from.fragment.id } : {}), line, column }
  }
}

/** Computes once for each reading. */
export function once<T>(reading: Reading, compute: (reading: Reading) => T): T {
  if (!reading.kept.has(compute)) reading.kept.set(compute, compute(reading))
  return reading.kept.get(compute) as T // stored under this very function
}
