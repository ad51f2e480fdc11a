import { parseToml, type TomlTable, valueAt } from '@bailiwick/policy'
import { parse, patch } from '@decimalturn/toml-patch'
import { commentsOf } from './comments.ts'
import { cutLines, ownLines } from './cut-lines.ts'
import { afterEdit, type Edit, removedPath, sameValue } from './edit.ts'
import { editLines } from './list-lines.ts'
import { type Outline, outlineOf } from './outline.ts'
import { writeFirstItem, writeNew, writeOver } from './place-value.ts'

export type Edited = { ok: true; text: string } | { ok: false; why: string }

/**
 * Does one act of the form on a text. What is not touched stays as it is written: comments, order, spelling. Every result is read
 * again before it is given out: it holds exactly what was meant, and no comment is lost but those of what was removed.
 */
export function applyEdit(written: string, asked: Edit): Edited {
  const breaks = written.includes('\r\n') ? '\r\n' : '\n'
  const text = written.replaceAll('\r\n', '\n')
  const parsed = parseToml(text)
  if (!parsed.ok) return { ok: false, why: `Line ${parsed.line} is not TOML: ${parsed.message}.` }
  const edit = asked.do === 'remove' ? { ...asked, path: removedPath(parsed.root, asked.path) } : asked
  const wanted = afterEdit(parsed.root, edit)
  if (sameValue(wanted, parsed.root)) return { ok: true, text: written }
  const outline = outlineOf(text)
  for (const attempt of attemptsAt(outline, parsed.root, edit)) {
    const result = attempt()
    if (result !== undefined && holds(result, wanted) && keepsComments(outline, result, edit)) {
      return { ok: true, text: result.replaceAll('\n', breaks) }
    }
  }
  return { ok: false, why: 'This place is written in a way that only the text can change.' }
}

/** From the smallest change to the widest. */
function attemptsAt(outline: Outline, root: TomlTable, edit: Edit): (() => string | undefined)[] {
  const inPart = () => patchPart(outline, edit)
  const inWhole = () => patched(outline.text, (whole) => afterEdit(whole, edit))
  switch (edit.do) {
    case 'set':
      return [
        () => writeOver(outline, edit.path, edit.value),
        () => (outline.at(edit.path) ? undefined : writeNew(outline, root, edit.path, edit.value)),
        inPart,
        inWhole,
      ]
    case 'insert': {
      const missing = valueAt(root, edit.path) === undefined
      if (!missing) return [() => editLines(outline, edit), inPart, inWhole]
      const { value } = edit
      const asBlock = typeof value === 'object' && !Array.isArray(value)
      return [
        () => (asBlock ? writeFirstItem(outline, edit.path, value) : writeNew(outline, root, edit.path, [value])),
        () => writeNew(outline, root, edit.path, [value]),
        inWhole,
      ]
    }
    case 'move':
      return [() => editLines(outline, edit), inPart, inWhole]
    case 'remove': {
      const at = edit.path.at(-1)
      if (typeof at === 'number')
        return [() => editLines(outline, { do: 'drop', path: edit.path.slice(0, -1), at }), inPart, inWhole]
      return [inPart, () => cutLines(outline, edit.path), inWhole]
    }
  }
}

/** Lets the patcher work on the smallest value written inline around the place: a thousand rules beside it are not read. */
function patchPart(outline: Outline, edit: Edit): string | undefined {
  const { path } = edit
  const own = edit.do === 'set' || edit.do === 'remove' ? 1 : 0
  for (let length = path.length - own; length > 0; length--) {
    const range = outline.at(path.slice(0, length))?.value
    if (!range) continue
    const head = 'v = '
    const part = patched(head + outline.text.slice(...range), (whole) =>
      afterEdit(whole, { ...edit, path: ['v', ...path.slice(length)] }),
    )
    return part === undefined
      ? undefined
      : outline.text.slice(0, range[0]) + part.slice(head.length) + outline.text.slice(range[1])
  }
  return undefined
}

function patched(text: string, change: (whole: TomlTable) => TomlTable): string | undefined {
  try {
    const whole = parse(text, { integersAsBigInt: true }) as TomlTable // the patcher's own values: dates stay dates
    return patch(text, change(whole))
  } catch {
    return undefined
  }
}

function holds(text: string, wanted: TomlTable): boolean {
  const parsed = parseToml(text)
  return parsed.ok && sameValue(parsed.root, wanted)
}

function keepsComments(outline: Outline, after: string, edit: Edit): boolean {
  const gone = edit.do === 'remove' ? ownLines(outline, edit.path) : []
  const left = new Map<string, number>()
  for (const { words } of commentsOf(after)) left.set(words, (left.get(words) ?? 0) + 1)
  return commentsOf(outline.text).every(({ at, words }) => {
    if (gone.some(([from, to]) => from <= at && at < to)) return true
    const count = left.get(words) ?? 0
    left.set(words, count - 1)
    return count > 0
  })
}
