import type { Dialect } from './regex.ts'
import { escapeLength } from './regex-escape.ts'

const posix = /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/

/** The length of the character class that opens at `open`, or why the engine refuses it. */
export function readClass(pattern: string, open: number, dialect: Dialect, depth = 0): number | string {
  if (depth > 100) return 'too many classes inside each other'
  let index = open + 1
  if (pattern[index] === '^') index++
  const first = index
  while (pattern[index] === '-') index++
  if (pattern[index] === ']' && index === first) index++
  while (index < pattern.length) {
    if (pattern[index] === ']') return index + 1 - open
    const two = pattern.slice(index, index + 2)
    if (two === '&&' || two === '--' || two === '~~') {
      if (dialect === 'lite') return 'classes cannot be combined with && -- ~~'
      index += 2
      continue
    }
    if (pattern[index] === '[') {
      const named = posix.exec(pattern.slice(index, index + 16))
      if (!named && dialect === 'lite') return 'a class cannot stand inside another'
      const length = named ? named[0].length : readClass(pattern, index, dialect, depth + 1)
      if (typeof length === 'string') return length
      index += length
      continue
    }
    const from = readItem(pattern, index, dialect)
    if (typeof from === 'string') return from
    index += from.length
    if (pattern[index] !== '-' || pattern[index + 1] === ']' || pattern[index + 1] === '-' || pattern[index + 1] === undefined)
      continue
    const to = pattern[index + 1] === '[' ? 'a range ends with a class' : readItem(pattern, index + 1, dialect)
    if (typeof to === 'string') return to
    if (from.code === undefined || to.code === undefined) return 'a range must begin and end with one character'
    if (from.code > to.code) return 'a range is backwards'
    index += 1 + to.length
  }
  return 'a [ without its ]'
}

/** One character of a class; a class escape such as \d has no code. */
function readItem(pattern: string, index: number, dialect: Dialect): { length: number; code?: number } | string {
  if (pattern[index] !== '\\') {
    const code = pattern.codePointAt(index) ?? 0
    return { length: code > 0xffff ? 2 : 1, code }
  }
  const length = escapeLength(pattern, index, dialect, true)
  if (typeof length === 'string') return length
  const char = pattern[index + 1] ?? ''
  if (/[dswDSWpP]/.test(char)) return { length }
  if (/[xuU]/.test(char))
    return { length, code: Number.parseInt(pattern.slice(index + 2, index + length).replace(/[{}]/g, ''), 16) }
  return { length, code: controls[char] ?? char.charCodeAt(0) }
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 }
