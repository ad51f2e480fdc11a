import type { Path } from '@bailiwick/policy'
import { endOfLine, startOfLine, withCommentsAbove } from './comments.ts'
import { type Outline, type Range, rangesOf } from './outline.ts'

/** The lines of a place with the comments right above and beside them: those go when it goes. */
export function ownLines({ text, at }: Outline, path: Path): Range[] {
  const place = at(path)
  return (place ? rangesOf(place) : []).map(([from, to]) => [
    withCommentsAbove(text, startOfLine(text, from)),
    endOfLine(text, to),
  ])
}

/** Takes the lines of a place out, with the comments that are its own; a comment at the very top is the document's. */
export function cutLines(outline: Outline, path: Path): string | undefined {
  const place = outline.at(path)
  if (!place) return undefined
  let { text } = outline
  for (const [from, to] of rangesOf(place).toReversed()) {
    const line = startOfLine(text, from)
    const above = withCommentsAbove(text, line)
    const before = text.slice(0, above === 0 ? line : above)
    const after = text.slice(endOfLine(text, to)).replace(/^\n/, '')
    const rest = /(^|\n)\s*$/.test(before) ? after.replace(/^(\s*\n)+/, '') : after
    text = rest === '' ? before.replace(/(\n)\s*$/, '$1') : before + rest
  }
  return text
}
