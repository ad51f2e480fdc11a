import type { Path } from '@bailiwick/policy'

/** Where somebody is writing, in a text that need not be TOML yet. */
export interface WritingPlace {
  writing: 'header' | 'key' | 'value'
  /** Of the table that gets the key, or of the value. A header has the steps before the one that is written. */
  path: Path
  /** What stands between the start of the word and the cursor, without its quote. */
  word: string
  from: number
  /** The string that the cursor is in began with this quote. */
  quote?: string
  /** Keys that the table has already, as far as they were passed. */
  has: readonly string[]
}

interface Frame {
  in: 'array' | 'inline'
  path: Path
  index: number
  has: string[]
}

/** Reads from the last table header to the cursor, forgiving what is not finished. Undefined within comments. */
export function placeAt(text: string, cursor: number): WritingPlace | undefined {
  const line = text.lastIndexOf('\n', cursor - 1) + 1
  const header = /^[ \t]*\[{1,2}[ \t]*([^\]#=]*)$/.exec(text.slice(line, cursor))
  if (header && !isInside(text, line)) {
    const steps = (header[1] ?? '').split('.')
    const word = (steps.pop() ?? '').trim()
    return {
      writing: 'header',
      path: steps.map((it) => it.trim().replace(/^["']|["']$/g, '')),
      word,
      from: cursor - word.length,
      has: [],
    }
  }
  const start = headerBefore(text, line)
  return scan(text, start.end, cursor, start.path)
}

function isInside(text: string, at: number): boolean {
  const start = headerBefore(text, at)
  return scan(text, start.end, at, start.path)?.writing === 'value'
}

const headers = /^[ \t]*(\[{1,2})[ \t]*((?:"[^"\n]*"|'[^'\n]*'|[\w.-]|[ \t])+?)[ \t]*\]{1,2}[ \t]*(?:#.*)?$/gm

function headerBefore(text: string, before: number): { path: Path; end: number } {
  let found: { path: Path; end: number } = { path: [], end: 0 }
  for (const match of text.slice(0, before).matchAll(headers)) {
    const names = [...(match[2] ?? '').matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((it) => it[1] ?? it[2] ?? it[3] ?? '')
    found = { path: match[1] === '[[' ? [...names, 0] : names, end: match.index + match[0].length }
  }
  return found
}

function scan(text: string, from: number, cursor: number, table: Path): WritingPlace | undefined {
  const frames: Frame[] = []
  const has: string[] = []
  let keys: string[] = []
  let value: Path | undefined
  let word = { text: '', from: cursor, quote: undefined as string | undefined }
  const endOfValue = () => {
    value = undefined
    keys = []
  }
  const holder = () => frames.at(-1)
  const tablePath = () => holder()?.path ?? table
  const valuePath = (): Path => {
    const frame = holder()
    return value ?? (frame?.in === 'array' ? [...frame.path, frame.index] : tablePath())
  }
  const expectsValue = () => value !== undefined || holder()?.in === 'array'
  for (let at = from; at < cursor; ) {
    const character = text[at] ?? ''
    word = { text: '', from: cursor, quote: undefined }
    if (character === '#') {
      const end = text.indexOf('\n', at)
      if (end < 0 || end >= cursor) return undefined
      at = end
    } else if (character === '"' || character === "'") {
      const long = text.startsWith(character.repeat(3), at)
      const inner = at + (long ? 3 : 1)
      const close = closing(text, inner, long ? character.repeat(3) : character, cursor)
      if (close === undefined) {
        word = { text: text.slice(inner, cursor), from: inner, quote: character }
        at = cursor
        continue
      }
      if (!expectsValue()) keys.push(text.slice(inner, close.start))
      at = close.end
    } else if (character === '\n') {
      if (frames.length === 0) endOfValue()
      at++
    } else if (character === '=') {
      ;(holder()?.has ?? has).push(keys[0] ?? '')
      value = [...tablePath(), ...keys]
      at++
    } else if (character === '[') {
      frames.push({ in: 'array', path: valuePath(), index: 0, has: [] })
      value = undefined
      at++
    } else if (character === '{') {
      frames.push({ in: 'inline', path: valuePath(), index: 0, has: [] })
      endOfValue()
      at++
    } else if (character === ']' || character === '}') {
      frames.pop()
      at++
    } else if (character === ',') {
      const frame = holder()
      if (frame?.in === 'array') frame.index++
      endOfValue()
      at++
    } else if (/[\w-]/.test(character)) {
      let end = at
      while (end < cursor && /[\w-]/.test(text[end] ?? '')) end++
      word = { text: text.slice(at, end), from: at, quote: undefined }
      if (end < cursor && !expectsValue()) keys.push(word.text)
      at = end
    } else at++
  }
  const of = { word: word.text, from: word.from, ...(word.quote ? { quote: word.quote } : {}) }
  if (expectsValue()) return { writing: 'value', path: valuePath(), has: [], ...of }
  return { writing: 'key', path: [...tablePath(), ...keys], has: holder()?.has ?? has, ...of }
}

function closing(text: string, from: number, quote: string, limit: number): { start: number; end: number } | undefined {
  for (let at = from; at < limit; at++) {
    if (text[at] === '\\' && quote.startsWith('"')) at++
    else if (quote.length === 1 && text[at] === '\n') return { start: at, end: at }
    else if (text.startsWith(quote, at) && at + quote.length <= limit) return { start: at, end: at + quote.length }
  }
  return undefined
}
