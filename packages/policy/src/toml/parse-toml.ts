import { parse, TomlDate, TomlError } from 'smol-toml'
import { locator } from './positions.ts'
import { scanToml } from './scan-toml.ts'

/** A value as the client reads it: it takes a date wherever it takes a string, so dates are strings here. */
export type TomlValue = string | bigint | number | boolean | TomlValue[] | TomlTable
export interface TomlTable {
  [key: string]: TomlValue
}

export type Parsed = { ok: true; root: TomlTable } | { ok: false; line: number; column: number; message: string; deep: boolean }

/** The client refuses more than 80 nested arrays or inline tables (client 0.169.0). */
const deepest = 80

/**
 * Parses TOML 1.1 as the client does; never throws. Integers become bigint, dates what the client takes them for. Takes time linear in
 * the text; what it returns is shared with whoever asks for the same text next, and must not be changed.
 */
export function parseToml(text: string, dates: 'text' | 'table' = 'text'): Parsed {
  const key = `${hasDates(text) || /[\da-fA-F_]{15}/.test(text) ? dates : 'either'} ${text}`
  const parsed = recent.get(key) ?? parseAnew(text, dates)
  recent.delete(key)
  recent.set(key, parsed)
  const oldest = recent.keys().next().value
  if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest)
  return parsed
}

/** The documents read last: a check reads each fragment several times, once for each question. */
const recent = new Map<string, Parsed>()
const mostRecent = 4

const hasDates = (text: string) => /\d-\d\d-\d|\d\d:\d/.test(text)

function parseAnew(text: string, dates: 'text' | 'table'): Parsed {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const fault = scanToml(source, undefined, faultsOnly, dates === 'table')
  if (fault) {
    const before = parseSource(source.slice(0, fault.statement), dates)
    return before.ok ? { ok: false, ...locator(source)(fault.offset), message: fault.message, deep: fault.deep } : before
  }
  const parsed = parseSource(source, dates)
  if (parsed.ok && source.startsWith('\uFEFF'))
    return { ok: false, line: 1, column: 1, message: 'a second byte order mark', deep: false }
  if (parsed.ok && writtenOut(parsed.root) > widest)
    return { ok: false, line: 1, column: 1, message: 'written out in full, its keys take more than 8 MiB', deep: true }
  return parsed
}

const faultsOnly = { header() {}, pair() {}, item() {}, value() {} }

function parseSource(source: string, dates: 'text' | 'table'): Parsed {
  const parsed = parseOnce(source, dates)
  // The client knows leap seconds, the parser does not.
  if (parsed.ok || !/invalid (date|time)/.test(parsed.message) || !leapSecond.test(source)) return parsed
  return parseOnce(source.replace(leapSecond, '$1:59'), dates)
}

const leapSecond = /(\d\d:\d\d):60(?!\d)/g

function parseOnce(source: string, dates: 'text' | 'table'): Parsed {
  try {
    const root = parse(source, { maxDepth: deepest, integersAsBigInt: true })
    if (hasDates(source)) replaceDates(root, dates)
    return { ok: true, root: root as TomlTable } // smol-toml's table type is the same shape, but for the dates just replaced
  } catch (error) {
    if (error instanceof TomlError) {
      const message = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? 'not valid TOML'
      return { ok: false, line: error.line, column: error.column, message, deep: /nest|depth|deep/.test(message) }
    }
    return { ok: false, line: 1, column: 1, message: 'the document cannot be read', deep: false }
  }
}

/**
 * How long all keys of a document are together, each with everything above it. Long names over many entries make that the square of the
 * document's length, and messages, merged documents and lists of entries write keys out. No document that somebody means comes near.
 */
const widest = 8 * 1024 * 1024

function writtenOut(root: TomlTable): number {
  const open: { value: TomlTable | TomlValue[]; length: number }[] = [{ value: root, length: 0 }]
  let total = 0
  for (let next = open.pop(); next && total <= widest; next = open.pop()) {
    const { value, length } = next
    const add = (item: TomlValue | undefined, below: number) => {
      if (typeof item === 'object') open.push({ value: item, length: below })
      else total += below
    }
    if (Array.isArray(value)) for (const item of value) add(item, length + 3)
    else for (const key of Object.keys(value)) add(value[key], length + key.length + 1)
  }
  return total
}

function replaceDates(value: Record<string, unknown> | unknown[], dates: 'text' | 'table'): void {
  for (const [key, item] of Object.entries(value)) {
    if (item instanceof TomlDate)
      Object.defineProperty(value, key, {
        value: dates === 'text' ? item.toISOString() : { $__toml_private_datetime: item.toISOString() },
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
