import { parse, TomlDate, TomlError } from 'smol-toml'
import { secondLook } from './second-look.ts'

/** A value as the client reads it: it takes a date wherever it takes a string, so dates are strings here. */
export type TomlValue = string | bigint | number | boolean | TomlValue[] | TomlTable
export interface TomlTable {
  [key: string]: TomlValue
}

export type Parsed = { ok: true; root: TomlTable } | { ok: false; line: number; column: number; message: string; deep: boolean }

/** The client refuses more than 80 nested arrays or inline tables (client 0.169.0). */
const deepest = 80

/** Parses TOML 1.1 as the client does; never throws. Integers become bigint, dates what the client takes them for. */
export function parseToml(text: string, dates: 'text' | 'table' = 'text'): Parsed {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    const root = parse(source, { maxDepth: deepest, integersAsBigInt: true })
    if (/\d-\d\d-\d|\d\d:\d/.test(source)) replaceDates(root, dates)
    const tooBig = /[0-9a-fA-F_]{16}/.test(source) ? integerBeyond64(source, root) : undefined
    if (tooBig) return { ok: false, ...tooBig, message: 'the whole number does not fit into 64 bits', deep: false }
    const fault = source.startsWith('\uFEFF')
      ? { line: 1, column: 1, message: 'a second byte order mark', deep: false }
      : secondLook(source)
    if (fault) return { ok: false, ...fault }
    return { ok: true, root: root as TomlTable } // smol-toml's table type is the same shape, but for the dates just replaced
  } catch (error) {
    if (error instanceof TomlError) {
      const message = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? 'not valid TOML'
      return { ok: false, line: error.line, column: error.column, message, deep: /nest|depth|deep/.test(message) }
    }
    return { ok: false, line: 1, column: 1, message: 'the document cannot be read', deep: false }
  }
}

/** Where a whole number stands that does not fit into 64 bits; the parser itself takes any. */
function integerBeyond64(source: string, root: unknown): { line: number; column: number } | undefined {
  const found = beyond64(root)
  if (found === undefined) return undefined
  for (const match of source.matchAll(/0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[+-]?\d[\d_]*/g)) {
    const written = match[0].replaceAll('_', '').replace(/^\+/, '')
    if (written !== String(found) && !(/^0[xob]/.test(written) && BigInt(written) === found)) continue
    const before = source.slice(0, match.index).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }
  return { line: 1, column: 1 }
}

function beyond64(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? undefined : value
  if (typeof value !== 'object' || value === null) return undefined
  for (const item of Object.values(value)) {
    const found = beyond64(item)
    if (found !== undefined) return found
  }
  return undefined
}

function replaceDates(value: Record<string, unknown> | unknown[], dates: 'text' | 'table'): void {
  for (const [key, item] of Object.entries(value)) {
    if (item instanceof TomlDate)
      Object.defineProperty(value, key, {
        value: dates === 'text' ? item.toISOString() : {},
        enumerable: true,
        configurable: true,
        writable: true,
      })
    else if (typeof item === 'object' && item !== null) replaceDates(item as Record<string, unknown>, dates) // a table or an array of the parser
  }
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value)
}

/** A table's own value at a path of keys and indexes, or undefined. */
export function valueAt(root: TomlValue, path: Path): TomlValue | undefined {
  let value: TomlValue | undefined = root
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step]
    else if (isTable(value) && Object.hasOwn(value, step)) value = value[step]
    else return undefined
  }
  return value
}

export type Path = readonly (string | number)[]

/** Writes a path as an administrator would: `rules.prefix_rules[0]."odd key"`. */
export function dotted(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += (text === '' ? '' : '.') + (/^[A-Za-z0-9_-]+$/.test(step) ? step : JSON.stringify(step))
  }
  return text
}

/** What kind of TOML value this is, in words. */
export function kindOf(value: TomlValue): string {
  if (typeof value === 'string') return 'a string'
  if (typeof value === 'boolean') return 'true or false'
  if (typeof value === 'bigint') return 'a whole number'
  if (typeof value === 'number') return 'a decimal number'
  return Array.isArray(value) ? 'an array' : 'a table'
}
