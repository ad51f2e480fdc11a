import type { Compare, Filter } from 'scim2-parse-filter'
import { meantText, named } from './attribute-path.ts'
import { isObject, isUnassigned, type Json } from './read-value.ts'
import type { Attribute } from './schema.ts'
import { ScimError } from './scim-error.ts'

/** Whether one value of a multi-valued attribute is chosen by a value filter: `type eq "work"` (RFC 7644 §3.5.2). */
export function matches(attribute: Attribute, filter: Filter, value: Json): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((it) => matches(attribute, it, value))
    case 'or':
      return filter.filters.some((it) => matches(attribute, it, value))
    case 'not':
      return !matches(attribute, filter.filter, value)
    case '[]':
      throw new ScimError(400, 'A value filter holds no other one.', 'invalidFilter')
    case 'pr': {
      const part = named(attribute.subAttributes ?? [], filter.attrPath)
      return part !== undefined && !isUnassigned(value[part.name])
    }
    default:
      return compares(attribute, filter, value)
  }
}

function compares(attribute: Attribute, { op, attrPath, compValue }: Compare, value: Json): boolean {
  const part = named(attribute.subAttributes ?? [], attrPath)
  const held = part ? value[part.name] : undefined
  const absent = isUnassigned(held)
  if (compValue === null) return op === 'eq' ? absent : op === 'ne' ? !absent : false
  if (absent || !part) return op === 'ne'
  if (part.type === 'boolean') {
    const same = String(held) === String(compValue).toLowerCase()
    if (op === 'eq') return same
    if (op === 'ne') return !same
    throw new ScimError(400, `${part.name} is true or false; only eq and ne compare it.`, 'invalidFilter')
  }
  const fold = (it: unknown) => (part.caseExact ? String(it) : String(it).toLowerCase())
  const [is, asked] = [fold(held), fold(typeof compValue === 'string' ? meantText(compValue) : compValue)]
  return compareText(op, is, asked)
}

function compareText(op: Compare['op'], is: string, asked: string): boolean {
  switch (op) {
    case 'eq':
      return is === asked
    case 'ne':
      return is !== asked
    case 'co':
      return is.includes(asked)
    case 'sw':
      return is.startsWith(asked)
    case 'ew':
      return is.endsWith(asked)
    case 'gt':
      return is > asked
    case 'ge':
      return is >= asked
    case 'lt':
      return is < asked
    case 'le':
      return is <= asked
  }
}

/** What a filter of equalities says a value is: `type eq "work"` is `{ type: 'work' }`; undefined when it says something else. */
export function asValue(attribute: Attribute, filter: Filter): Json | undefined {
  if (filter.op === 'and') {
    const parts = filter.filters.map((it) => asValue(attribute, it))
    return parts.every(isObject) ? Object.assign({}, ...parts) : undefined
  }
  if (filter.op !== 'eq' || filter.compValue === null) return undefined
  const part = named(attribute.subAttributes ?? [], filter.attrPath)
  if (!part) return undefined
  const { compValue } = filter
  if (part.type === 'boolean') return { [part.name]: String(compValue).toLowerCase() === 'true' }
  return { [part.name]: typeof compValue === 'string' ? meantText(compValue) : String(compValue) }
}
