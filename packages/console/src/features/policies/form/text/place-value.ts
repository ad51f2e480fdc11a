import { isTable, type Path, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'
import { endOfLine, startOfLine, withCommentsAbove } from './comments.ts'
import { type Outline, type Place, rangesOf } from './outline.ts'
import { keyToToml, pathToToml, toToml } from './to-toml.ts'

/** Writes over the value that stands at a path. */
export function writeOver({ text, at }: Outline, path: Path, value: TomlValue): string | undefined {
  const place = at(path)
  if (!place?.value || !place.pair) return undefined
  const [from, to] = place.value
  return text.slice(0, from) + toToml(value, from - place.pair[0]) + text.slice(to)
}

/**
 * Writes a key that is not there yet where a person would: below the last key of its table, at the end of the root keys, or in a new
 * table at the end. Undefined where the table is written inline.
 */
export function writeNew(outline: Outline, root: TomlTable, path: Path, value: TomlValue): string | undefined {
  let depth = path.length - 1
  while (depth > 0 && valueAt(root, path.slice(0, depth)) === undefined) depth--
  const holder = outline.at(path.slice(0, depth))
  if (!holder || holder.value) return undefined
  const below = path.slice(depth)
  if (below.some((step) => typeof step === 'number')) return undefined
  if (depth === 0) return below.length === 1 ? asRootKey(outline, path, value) : asTable(outline, path, value)
  const block = holder.blocks.at(-1)
  if (!block) return asDotted(outline, path, depth, holder, value)
  if (below.length > 1) return asTable(outline, path, value, rangesOf(holder).at(-1)?.[1])
  const line = `${keyToToml(String(below[0]))} = ${toToml(value)}`
  return insertAfterLine(outline.text, block[1], indentOf(outline, holder) + line)
}

function asRootKey(outline: Outline, path: Path, value: TomlValue): string {
  const { text, root, headers } = outline
  const line = `${pathToToml(path)} = ${toToml(value)}`
  const firstHeader = headers[0] ?? Number.POSITIVE_INFINITY
  const pairs = [...root.below.values()].flatMap(rangesOf).filter(([from]) => from < firstHeader)
  const last = Math.max(-1, ...pairs.map(([, to]) => to))
  if (last >= 0) return insertAfterLine(text, last, line)
  if (headers[0] === undefined) return `${withLineEnd(text)}${line}\n`
  const before = withCommentsAbove(text, startOfLine(text, headers[0]))
  return `${text.slice(0, before)}${line}\n\n${text.slice(before)}`
}

/** `after`: the end of the tables it belongs with; the end of the document when left out. */
function asTable(outline: Outline, path: Path, value: TomlValue, after?: number): string {
  const body =
    isTable(value) && Object.keys(value).length > 0
      ? [`[${pathToToml(path)}]`, ...Object.entries(value).map(([key, item]) => `${keyToToml(key)} = ${toToml(item)}`)]
      : isTable(value)
        ? [`[${pathToToml(path)}]`]
        : [`[${pathToToml(path.slice(0, -1))}]`, `${keyToToml(String(path.at(-1)))} = ${toToml(value)}`]
  return appendBlock(outline.text, body.join('\n'), after)
}

/** A `[[path]]` block with one item, the first of its list. */
export function writeFirstItem(outline: Outline, path: Path, value: TomlTable): string {
  return appendBlock(outline.text, itemBlock(path, value))
}

export function itemBlock(path: Path, value: TomlTable): string {
  const pairs = Object.entries(value).map(([key, item]) => `${keyToToml(key)} = ${toToml(item)}`)
  return [`[[${pathToToml(path)}]]`, ...pairs].join('\n')
}

function appendBlock(text: string, block: string, after?: number): string {
  if (after === undefined) {
    const before = withLineEnd(text)
    return `${before}${before.trim() === '' || /\n\s*\n$/.test(before) ? '' : '\n'}${block}\n`
  }
  const end = endOfLine(text, after)
  return `${text.slice(0, end)}\n\n${block}${text.slice(end)}`
}

/** A table that only dotted keys write: another dotted key after the last of them, within the same table. */
function asDotted(outline: Outline, path: Path, depth: number, holder: Place, value: TomlValue): string | undefined {
  const last = rangesOf(holder).at(-1)
  if (!last || [...holder.below.values()].some((it) => it.blocks.length > 0)) return undefined
  const header = outline.headers.findLast((it) => it < last[0])
  const above = header === undefined ? 0 : depthOfHeader(outline, path, depth, header)
  if (above === undefined) return undefined
  return insertAfterLine(outline.text, last[1], `${pathToToml(path.slice(above))} = ${toToml(value)}`)
}

function depthOfHeader(outline: Outline, path: Path, depth: number, header: number): number | undefined {
  for (let length = depth; length > 0; length--) {
    if (outline.at(path.slice(0, length))?.blocks.some(([from]) => from === header)) return length
  }
  return undefined
}

function indentOf({ text }: Outline, holder: Place): string {
  const first = [...holder.below.values()].find((it) => it.pair)?.pair
  return first ? (/^[ \t]*/.exec(text.slice(startOfLine(text, first[0])))?.[0] ?? '') : ''
}

function insertAfterLine(text: string, at: number, line: string): string {
  const end = endOfLine(text, at)
  return `${text.slice(0, end)}\n${line}${text.slice(end) || '\n'}`
}

const withLineEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
