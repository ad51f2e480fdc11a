import { isTable, type Path, type TomlValue } from '@bailiwick/policy'
import { endOfLine, startOfLine, withCommentsAbove } from './comments.ts'
import type { Edit } from './edit.ts'
import { type Outline, type Place, type Range, rangesOf } from './outline.ts'
import { itemBlock } from './place-value.ts'
import { toToml } from './to-toml.ts'

type ListEdit = Extract<Edit, { do: 'insert' | 'move' }> | { do: 'drop'; path: Path; at: number }

/**
 * Edits a list by whole lines, so that every item keeps its own text and the comments above and beside it: `[[item]]` blocks, and
 * arrays that begin a new line for each item. Undefined where the list is written otherwise.
 */
export function editLines(outline: Outline, edit: ListEdit): string | undefined {
  const list = outline.at(edit.path)
  if (!list) return undefined
  return list.value ? inArray(outline, list, list.value, edit) : inBlocks(outline, list, edit)
}

function inArray(outline: Outline, list: Place, [open, close]: Range, edit: ListEdit): string | undefined {
  const { text } = outline
  const items = itemsOf(list).flatMap((it) => (it.value ? [it.value] : []))
  const [first] = items
  const start = endOfLine(text, open)
  if (!first || first[0] < start) return undefined
  const lines: string[] = []
  let from = afterBreak(text, start)
  for (const [index, [begin, end]] of items.entries()) {
    if (begin < from) return undefined
    const to = afterBreak(text, endOfLine(text, end))
    if (to > close) return undefined
    const comma = /^\s*,/.exec(text.slice(end, to))?.[0] ?? ''
    if (comma === '' && index < items.length - 1) return undefined
    lines.push(`${text.slice(from, end)},${text.slice(end + comma.length, to)}`)
    from = to
  }
  const indent = text.slice(startOfLine(text, first[0]), first[0])
  const write = (value: TomlValue) => `${indent}${toToml(value)},\n`
  const edited = withEdit(lines, edit, write)
  if (edited.length === 0) return undefined
  return text.slice(0, afterBreak(text, start)) + edited.join('') + text.slice(from)
}

function inBlocks(outline: Outline, list: Place, edit: ListEdit): string | undefined {
  const { text, headers } = outline
  const items = itemsOf(list)
  const starts = items.map((it) => withCommentsAbove(text, startOfLine(text, it.blocks[0]?.[0] ?? 0)))
  const [begin] = starts
  const lastPlace = items.at(-1)
  const last = lastPlace ? Math.max(...rangesOf(lastPlace).map(([, to]) => to)) : undefined
  if (begin === undefined || last === undefined) return undefined
  const next = headers.find((it) => it > last)
  const end = next === undefined ? text.length : withCommentsAbove(text, startOfLine(text, next))
  const belongs = headers.filter((it) => it >= begin && it < end)
  const own = new Set(items.flatMap((it) => blocksOf(it)).map(([from]) => from))
  if (belongs.some((it) => !own.has(it))) return undefined
  const parts = starts.map((from, index) => `${text.slice(from, starts[index + 1] ?? end).trimEnd()}\n`)
  const write = (value: TomlValue) => `${isTable(value) ? itemBlock(edit.path, value) : ''}\n`
  const edited = withEdit(parts, edit, write)
  if (edit.do === 'drop') {
    const dropped = items[edit.at]
    const stop = dropped ? endOfLine(text, Math.max(...rangesOf(dropped).map(([, to]) => to))) : end
    // A comment below the item's own lines is about something else: it stays.
    const after = text.slice(stop, starts[edit.at + 1] ?? end).trim()
    if (after !== '') edited.splice(edit.at, 0, `${after}\n`)
  }
  if (edited.length === 0) return undefined
  // Only the gaps that were there between the blocks are made anew; what follows keeps its distance.
  const gap = /\n\s*\n$/.test(text.slice(0, starts[1] ?? 0)) || items.length === 1 ? '\n' : ''
  const tail = text.slice(begin, end)
  const rest = tail.slice(tail.trimEnd().length).replace(/^\n/, '')
  return text.slice(0, begin) + edited.join(gap) + rest + text.slice(end)
}

function withEdit(parts: readonly string[], edit: ListEdit, write: (value: TomlValue) => string): string[] {
  if (edit.do === 'insert') return parts.toSpliced(edit.at, 0, write(edit.value))
  if (edit.do === 'drop') return parts.toSpliced(edit.at, 1)
  const moved = [...parts]
  moved.splice(edit.to, 0, ...moved.splice(edit.from, 1))
  return moved
}

const itemsOf = (list: Place): Place[] =>
  [...list.below.entries()].filter(([step]) => typeof step === 'number').map(([, place]) => place)
const blocksOf = (place: Place): Range[] => [...place.blocks, ...[...place.below.values()].flatMap(blocksOf)]
const afterBreak = (text: string, end: number): number => {
  const at = text.indexOf('\n', end)
  return at < 0 ? text.length : at + 1
}
