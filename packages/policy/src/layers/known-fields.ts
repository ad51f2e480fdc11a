import { requirementFields } from '../schema/requirements.ts'
import type { Fields, Shape } from '../schema/shape.ts'
import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'

/** A document without the fields that the client does not know: it ignores them, and shows nothing of them. */
export function knownFields(root: TomlTable): TomlTable {
  return Object.fromEntries(
    Object.entries(requirementFields).flatMap(([key, shape]): [string, TomlValue][] => {
      const value = root[key]
      return value === undefined ? [] : [[key, known(value, shape)]]
    }),
  )
}

function known(value: TomlValue, shape: Shape): TomlValue {
  if (shape.is === 'list' && Array.isArray(value)) return value.map((item) => known(item, shape.of))
  if (!isTable(value)) return value
  const entries = Object.entries(value)
  if (shape.is === 'map') return Object.fromEntries(entries.map(([key, item]) => [key, known(item, shape.of)]))
  if (shape.is === 'tagged') {
    const kind = value[shape.by]
    const own = typeof kind === 'string' && Object.hasOwn(shape.kinds, kind) ? shape.kinds[kind] : undefined
    return own ? { ...(kind !== undefined && { [shape.by]: kind }), ...fieldsOf(value, own) } : value
  }
  return shape.is === 'table' || shape.is === 'oneOf' ? fieldsOf(value, shape) : value
}

function fieldsOf(value: TomlTable, shape: { fields: Fields }): TomlTable {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, TomlValue][] => {
      const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
      return field ? [[key, known(item, field)]] : []
    }),
  )
}
