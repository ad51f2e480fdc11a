import type { Findings } from '../check/findings.ts'
import { dotted, isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Fields, Shape } from './shape.ts'

/**
 * Turns the unusual forms the client happens to read (a table written as an array of its values, a choice written as a table with one
 * empty entry) into the usual ones, with a warning for each. What is in the usual form already, or fits no form, comes back as it is.
 */
export function useUsualForms(value: TomlValue, shape: Shape, path: Path, findings: Findings): TomlValue {
  switch (shape.is) {
    case 'choice':
      return shape.bare ? value : choiceOf(value, shape.values, path, findings)
    case 'list':
      return Array.isArray(value) ? changedItems(value, shape.of, path, findings) : value
    case 'map':
      return isTable(value) ? changedEntries(value, () => shape.of, path, findings) : value
    case 'table': {
      const written = Array.isArray(value) ? tableOf(value, shape, path, findings) : value
      return isTable(written) ? changedEntries(written, (key) => own(shape.fields, key), path, findings) : written
    }
    case 'tagged':
      return taggedOf(value, shape, path, findings)
    case 'oneOf':
      return isTable(value) ? changedEntries(value, (key) => own(shape.fields, key), path, findings) : value
    case 'either':
      return eitherOf(value, shape.options, path, findings)
    default:
      return value
  }
}

const own = (fields: Fields, key: string): Shape | undefined => (Object.hasOwn(fields, key) ? fields[key] : undefined)

function choiceOf(value: TomlValue, values: readonly string[], path: Path, findings: Findings): TomlValue {
  if (!isTable(value)) return value
  const [only, ...more] = Object.entries(value)
  if (!only || more.length > 0 || !values.includes(only[0])) return value
  const [name, inside] = only
  const empty = Array.isArray(inside) ? inside.length === 0 : isTable(inside) && Object.keys(inside).length === 0
  if (!empty) return value
  warn(path, 'a table with one empty entry', `"${name}"`, findings)
  return name
}

/** The array as a table, when it has as many items as the client wants. */
function tableOf(items: TomlValue[], shape: Shape & { is: 'table' }, path: Path, findings: Findings): TomlValue {
  const order = shape.order?.filter((name) => name !== '' && name !== '...')
  if (!order || (items.length > order.length && !shape.order?.includes('...'))) return items
  if (order.slice(items.length).some((name) => !name.endsWith('?'))) return items
  warn(path, 'an array', 'a table', findings)
  const table: TomlTable = {}
  for (const [index, item] of items.slice(0, order.length).entries()) table[(order[index] ?? '').replace('?', '')] = item
  return table
}

function taggedOf(value: TomlValue, shape: Shape & { is: 'tagged' }, path: Path, findings: Findings): TomlValue {
  let written = value
  if (Array.isArray(value)) {
    const [kind, ...items] = value
    const table = typeof kind === 'string' && Object.hasOwn(shape.kinds, kind) ? shape.kinds[kind] : undefined
    const inner = table ? tableOf(items, table, path, findings) : value
    if (kind === undefined || !isTable(inner)) return value
    written = { [shape.by]: kind, ...inner }
  }
  if (!isTable(written)) return value
  const kind = written[shape.by]
  const table = typeof kind === 'string' && Object.hasOwn(shape.kinds, kind) ? shape.kinds[kind] : undefined
  return table ? changedEntries(written, (key) => own(table.fields, key), path, findings) : written
}

function eitherOf(value: TomlValue, options: readonly Shape[], path: Path, findings: Findings): TomlValue {
  for (const option of options) {
    const changed = useUsualForms(value, option, path, findings)
    if (changed !== value) return changed
  }
  return value
}

function changedItems(items: TomlValue[], of: Shape, path: Path, findings: Findings): TomlValue[] {
  let changed: TomlValue[] | undefined
  for (const [index, item] of items.entries()) {
    const next = useUsualForms(item, of, [...path, index], findings)
    if (next === item) continue
    changed ??= [...items]
    changed[index] = next
  }
  return changed ?? items
}

function changedEntries(table: TomlTable, of: (key: string) => Shape | undefined, path: Path, findings: Findings): TomlTable {
  let changed: TomlTable | undefined
  for (const key of Object.keys(table)) {
    const shape = of(key)
    const item = table[key]
    if (!shape || item === undefined) continue
    const next = useUsualForms(item, shape, [...path, key], findings)
    if (next === item) continue
    changed ??= { ...table }
    Object.defineProperty(changed, key, { value: next, enumerable: true, configurable: true, writable: true })
  }
  return changed ?? table
}

function warn(path: Path, form: string, usual: string, findings: Findings): void {
  if (findings.drops('ineffective')) return
  const message = `${dotted(path)} is written as ${form}: this client happens to read it, others refuse it.`
  findings.add('ineffective', 'unusual_form', path, message, `Write ${usual}.`)
}
