/** Every comment of a TOML text with the offset of its `#`, in order. A `#` inside a string is none. */
export function commentsOf(text: string): { at: number; words: string }[] {
  const found: { at: number; words: string }[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at]
    if (character === '#') {
      const end = text.indexOf('\n', at)
      const to = end < 0 ? text.length : end
      found.push({ at, words: text.slice(at, to).trimEnd() })
      at = to
    } else if (character === '"' || character === "'") at = afterString(text, at, character)
    else at++
  }
  return found
}

function afterString(text: string, from: number, quote: string): number {
  const long = text.startsWith(quote.repeat(3), from)
  const end = long ? quote.repeat(3) : quote
  for (let at = from + end.length; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++
    else if (!long && text[at] === '\n') return at
    else if (text.startsWith(end, at)) {
      at += end.length
      // A long string may end in up to two quotes of its own.
      for (let more = 0; long && more < 2 && text[at] === quote; more++) at++
      return at
    }
  }
  return text.length
}

/** Where the comment lines that stand right above a line begin; the start of the line itself when there are none. */
export function withCommentsAbove(text: string, lineStart: number): number {
  let start = lineStart
  while (start > 0) {
    const above = startOfLine(text, start - 1)
    if (!/^[ \t]*#/.test(text.slice(above, start))) return start
    start = above
  }
  return start
}

export const startOfLine = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

/** Where the line's end is, before its line break. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
