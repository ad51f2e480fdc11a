import type { Path, TomlValue } from '@bailiwick/policy'

/** Beyond this an array is written one item a line. */
const widest = 100

/** A value as TOML; arrays on one line while they are short, tables always inline. */
export function toToml(value: TomlValue, before = 0): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object') return String(value)
  if (!Array.isArray(value)) {
    const pairs = Object.entries(value).map(([key, item]) => `${keyToToml(key)} = ${toToml(item)}`)
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
  }
  const items = value.map((item) => toToml(item))
  const line = `[${items.join(', ')}]`
  if (line.length + before <= widest && !line.includes('\n')) return line
  return `[\n${items.map((item) => `  ${item},\n`).join('')}]`
}

export const keyToToml = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quoteLine(key))
export const pathToToml = (path: Path): string => path.map((step) => keyToToml(String(step))).join('.')

function quote(text: string): string {
  if (!text.includes('\n')) return quoteLine(text)
  const lines = text.split('\n').map((line) => quoteLine(line).slice(1, -1).replaceAll('\\"', '"').replaceAll('"""', '""\\"'))
  const whole = lines.join('\n')
  return `"""\n${whole.endsWith('"') ? `${whole.slice(0, -1)}\\"` : whole}"""`
}

const short: Readonly<Record<string, string>> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }

function quoteLine(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: TOML does not take control characters as they are
    .replace(/[\u0000-\u001f\u007f]/g, (it) => short[it] ?? `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${escaped}"`
}
