import type { Random } from './random.ts'

/** A TOML value to be written; `raw` is written as it stands. */
export type Node = string | bigint | number | boolean | Node[] | Map<string, Node> | { raw: string }

/** Writes a document in one of the many forms TOML has for the same thing. */
export function render(root: ReadonlyMap<string, Node>, random: Random): string {
  const style = { inline: random.pick([0, 0.3, 1]), dotted: random.pick([0, 0, 0.5]), odd: random.chance(0.15) }
  const lines: string[] = []
  const tables: string[] = []
  const context: Context = { random, style, tables }
  for (const [key, value] of root) writePair([key], value, lines, context)
  const text = [...lines, ...tables].join('\n')
  if (!style.odd) return `${text}\n`
  const withEnds = random.chance(0.3) ? text.replaceAll('\n', '\r\n') : text
  return (random.chance(0.2) ? '\uFEFF' : '') + withEnds
}

interface Context {
  random: Random
  style: { inline: number; dotted: number; odd: boolean }
  tables: string[]
}

const isTable = (value: Node): value is Map<string, Node> => value instanceof Map

function writePair(path: string[], value: Node, lines: string[], context: Context): void {
  const { random, style, tables } = context
  if (isTable(value) && !random.chance(style.inline)) {
    if (value.size > 0 && random.chance(style.dotted)) {
      for (const [key, item] of value)
        writePair([...path, key], item, lines, { ...context, style: { ...style, dotted: 1, inline: 0.5 } })
      return
    }
    writeTable(path, value, false, tables, context)
    return
  }
  const allTables = Array.isArray(value) && value.length > 0 && value.every((item) => isTable(item))
  if (allTables && !random.chance(style.inline) && style.dotted < 1) {
    for (const item of value as Map<string, Node>[]) writeTable(path, item, true, tables, context) // every item is a table
    return
  }
  lines.push(`${writePath(path, context)} = ${writeValue(value, context)}${style.odd && random.chance(0.1) ? ' # why' : ''}`)
}

function writeTable(path: string[], value: Map<string, Node>, array: boolean, tables: string[], context: Context): void {
  const own: string[] = []
  const below: string[] = []
  // What stands inside an item of an array must follow its own header before the next one begins.
  const inner = { ...context, tables: below }
  for (const [key, item] of value) {
    if (isTable(item) || (Array.isArray(item) && item.some((each) => isTable(each)))) {
      const lines: string[] = []
      const only = { ...inner, style: { ...context.style, dotted: 0 } }
      if (context.random.chance(context.style.inline)) own.push(`${writeKey(key, context)} = ${writeValue(item, context)}`)
      else if (isTable(item)) writeTable([...path, key], item, false, below, only)
      else {
        writePair([...path, key], item, lines, only)
        if (lines.length > 0) own.push(`${writeKey(key, context)} = ${writeValue(item, context)}`)
      }
    } else own.push(`${writeKey(key, context)} = ${writeValue(item, context)}`)
  }
  const header = writePath(path, context)
  tables.push(array ? `[[${header}]]` : `[${header}]`, ...own, ...below)
}

const writePath = (path: readonly string[], context: Context) => path.map((key) => writeKey(key, context)).join('.')

function writeKey(key: string, { random, style }: Context): string {
  if (/^[A-Za-z0-9_-]+$/.test(key) && !random.chance(style.odd ? 0.3 : 0.03)) return key
  return !/['\n]/.test(key) && random.chance(0.3) ? `'${key}'` : escaped(key)
}

function writeValue(value: Node, context: Context): string {
  const { random, style } = context
  if (typeof value === 'string') return writeText(value, context)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : value === Number.POSITIVE_INFINITY ? 'inf' : String(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => writeValue(item, context))
    if (style.odd && random.chance(0.5))
      return `[\n  ${items.join(',\n  ')}${items.length > 0 && random.chance(0.7) ? ',' : ''}\n]`
    return `[${items.join(', ')}]`
  }
  if (!isTable(value)) return value.raw
  const pairs = [...value].map(([key, item]) => `${writeKey(key, context)} = ${writeValue(item, context)}`)
  if (style.odd && random.chance(0.3)) return `{\n  ${pairs.join(',\n  ')}${pairs.length > 0 && random.chance(0.5) ? ',' : ''}\n}`
  return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}'
}

function writeText(text: string, { random, style }: Context): string {
  if (!style.odd) return escaped(text)
  const ways = [
    escaped(text),
    `"""${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"""`,
    escaped(text).replace(/[a-z]/, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`),
  ]
  if (!/['\n]/.test(text)) ways.push(`'${text}'`, `'''\n${text}'''`)
  return random.pick(ways)
}

const escaped = (text: string) => JSON.stringify(text).replaceAll('\u007f', '\\u007f')
