import { isTable, parseToml, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'
import { parseDocument } from '@decimalturn/toml-patch'
import type { OwnKey } from './own-keys.ts'
import { Refusal } from './refusal.ts'

/** The document as the client reads it. @throws Refusal when the client could not read it either */
export function readToml(text: string, file: string): TomlTable {
  const parsed = parseToml(text)
  if (parsed.ok) return parsed.root
  throw new Refusal(
    `${file} cannot be understood: line ${parsed.line}, column ${parsed.column}: ${parsed.message}. Mend it first.`,
  )
}

/** Whether the document says exactly this. */
export const says = (root: TomlTable, { path, value }: OwnKey): boolean => {
  const found = valueAt(root, path)
  return found !== undefined && canonical(found) === canonical(value)
}

/** Puts keys into a document; comments, order and line ends of the rest stay. @throws Refusal when that cannot be done safely */
export function putKeys(text: string, keys: readonly OwnKey[], file: string): string {
  return edit(text, file, (root) => {
    for (const { path, value } of keys) {
      const parent = path.slice(0, -1).reduce<Table>((table, step) => {
        if (!isPlainTable(table[step])) table[step] = {}
        return table[step] as Table // made a table just now, if it was none
      }, root)
      parent[path.at(-1) ?? ''] = value
    }
  })
}

/** Takes keys out of a document, and tables that are empty without them. @throws Refusal as `putKeys` */
export function takeKeys(text: string, paths: readonly string[][], file: string): string {
  return edit(text, file, (root) => {
    for (const path of paths) removeAt(root, path)
  })
}

function removeAt(table: Table, [step = '', ...below]: string[]): void {
  const value = table[step]
  if (below.length === 0) delete table[step]
  else if (isPlainTable(value)) {
    removeAt(value, below)
    if (Object.keys(value).length === 0) delete table[step]
  }
}

type Table = Record<string, unknown>
const isPlainTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Edits with a parser of its own, then reads the result with the engine's: what comes out must say what was meant, and all else as before. */
function edit(text: string, file: string, change: (root: Table) => void): string {
  const meant = plain(readToml(text, file))
  change(meant)
  const document = parseDocument(text, { integersAsBigInt: true })
  const wished = document.toJsObject as Table // TOML's root is a table
  change(wished)
  document.patch(wished)
  const edited = document.toTomlString
  const result = edited === '' || edited.endsWith('\n') ? edited : `${edited}${text.includes('\r\n') ? '\r\n' : '\n'}`
  const read = parseToml(result)
  if (!read.ok || canonical(read.root) !== canonical(meant))
    throw new Refusal(`${file} cannot be edited without changing something else in it. Edit it by hand; --print shows the keys.`)
  return result
}

const plain = (root: TomlTable): Table => structuredClone(root)

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return `${item}n`
    return isTable(item as TomlValue)
      ? Object.fromEntries(Object.entries(item as Table).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item // whatever stringify meets
  })
