import type { Shape } from '../schema/shape.ts'

/** A place below a key: `prefix_rules[].decision`, with `<name>` where any name may stand. */
export interface NestedField {
  path: string
  type: string
  required?: true
  values?: readonly string[]
}

/** The values a shape or the items of its list may have, when they are a closed set. */
export function valuesOf(shape: Shape): readonly string[] | undefined {
  if (shape.is === 'choice') return shape.values
  if (shape.is === 'list') return valuesOf(shape.of)
  if (shape.is !== 'either') return undefined
  const values = shape.options.flatMap((option) => valuesOf(option) ?? [])
  return values.length > 0 ? values : undefined
}

/** Every field below a shape, outermost first. */
export function fieldsBelow(shape: Shape, path = ''): NestedField[] {
  switch (shape.is) {
    case 'list':
      return fieldsBelow(shape.of, `${path}[]`)
    case 'map':
      return shape.of.is === 'anything' ? [] : described(shape.of, joined(path, '<name>'))
    case 'table':
    case 'oneOf':
      return Object.entries(shape.fields).flatMap(([name, field]) => described(field, joined(path, name), field.required))
    case 'tagged': {
      const tag: NestedField = { path: joined(path, shape.by), type: 'string', required: true, values: Object.keys(shape.kinds) }
      return [tag, ...Object.values(shape.kinds).flatMap((kind) => fieldsBelow(kind, path))].filter(firstOfItsPath)
    }
    case 'either':
      return shape.options.flatMap((option) => fieldsBelow(option, path)).filter(firstOfItsPath)
    default:
      return []
  }
}

const joined = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)
const firstOfItsPath = (field: NestedField, index: number, all: NestedField[]) =>
  all.findIndex(({ path }) => path === field.path) === index

function described(shape: Shape, path: string, required?: true): NestedField[] {
  const values = valuesOf(shape)
  return [
    { path, type: typeOf(shape), ...(required ? { required } : {}), ...(values ? { values } : {}) },
    ...fieldsBelow(shape, path),
  ]
}

function typeOf(shape: Shape): string {
  switch (shape.is) {
    case 'text':
    case 'choice':
      return 'string'
    case 'flag':
      return 'boolean'
    case 'whole':
      return 'whole number'
    case 'number':
      return 'number'
    case 'list':
      return `array of ${plural[typeOf(shape.of)] ?? typeOf(shape.of)}`
    case 'map':
    case 'table':
    case 'oneOf':
    case 'tagged':
      return 'table'
    case 'either':
      return [...new Set(shape.options.map(typeOf))].join(' or ')
    case 'anything':
      return 'any value'
  }
}

const plural: Readonly<Record<string, string>> = {
  string: 'strings',
  table: 'tables',
  boolean: 'booleans',
  'whole number': 'whole numbers',
}
