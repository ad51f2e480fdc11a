import type { AST } from 'toml-eslint-parser'
import { parseTOML } from 'toml-eslint-parser'
import type { Path } from './parse-toml.ts'

export interface Span {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** A place in the source: where its key is written, where its value is, and what lies below it. */
interface Place {
  key?: Span
  value?: Span
  below: Map<string | number, Place>
}

const documentStart: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 }

/** Finds keys and values in the source. A place that cannot be found falls back to the nearest one above it. */
export function positionsOf(text: string): (path: Path, part: 'key' | 'value') => Span {
  const root = placesOf(text)
  return (path, part) => {
    let place: Place | undefined = root
    let found: Span = documentStart
    for (const [index, step] of path.entries()) {
      place = place?.below.get(step)
      if (!place) break
      const last = index === path.length - 1
      found = (last && part === 'value' ? (place.value ?? place.key) : (place.key ?? place.value)) ?? found
    }
    return found
  }
}

function placesOf(text: string): Place {
  const root: Place = { below: new Map() }
  try {
    const program = parseTOML(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, { tomlVersion: '1.1' })
    const top = program.body[0]
    for (const item of top.body) {
      if (item.type === 'TOMLKeyValue') addPair(root, item)
      else addTable(root, item)
    }
  } catch {
    return root
  }
  return root
}

function addTable(root: Place, table: AST.TOMLTable): void {
  let place = root
  let written = 0
  for (const step of table.resolvedKey) {
    place = stepInto(place, step)
    if (typeof step === 'string') place.key ??= spanOf(table.key.keys[written++]?.loc ?? table.key.loc)
    else place.value ??= spanOf(table.key.loc)
  }
  place.value ??= spanOf(table.key.loc)
  for (const pair of table.body) addPair(place, pair)
}

function addPair(parent: Place, pair: AST.TOMLKeyValue): void {
  let place = parent
  for (const key of pair.key.keys) {
    place = stepInto(place, key.type === 'TOMLBare' ? key.name : key.value)
    place.key ??= spanOf(key.loc)
  }
  addValue(place, pair.value)
}

function addValue(place: Place, node: AST.TOMLContentNode): void {
  place.value = spanOf(node.loc)
  if (node.type === 'TOMLArray') for (const [index, item] of node.elements.entries()) addValue(stepInto(place, index), item)
  else if (node.type === 'TOMLInlineTable') for (const pair of node.body) addPair(place, pair)
}

function stepInto(place: Place, step: string | number): Place {
  const existing = place.below.get(step)
  if (existing) return existing
  const created: Place = { below: new Map() }
  place.below.set(step, created)
  return created
}

function spanOf(loc: AST.SourceLocation): Span {
  return { line: loc.start.line, column: loc.start.column + 1, endLine: loc.end.line, endColumn: loc.end.column + 1 }
}
