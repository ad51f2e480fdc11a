import { type RawBuilder, sql } from 'kysely'
import type { Compare, Filter } from 'scim2-parse-filter'
import { meantText, named, readPath } from './attribute-path.ts'
import type { Attribute, ResourceKind } from './schema.ts'
import { ScimError } from './scim-error.ts'

export type Condition = RawBuilder<boolean>

/** A value of an attribute in SQL: an expression of its type, null where there is none. */
export interface Column {
  expression: RawBuilder<unknown>
  /** Never null, so that a comparison may use its index bare. */
  present?: true
}

/** How the attributes of one kind of resource stand in the database. */
export interface Columns {
  kind: ResourceKind
  /** A single attribute, or a part of one. */
  single(extension: string | null, attribute: Attribute, sub: Attribute | null): Column | undefined
  /** Whether any value of a multi-valued attribute is as `each` says of it; undefined when there is none such. */
  some(extension: string | null, attribute: Attribute, each: (part: Attribute) => Column | undefined): ValueSet | undefined
}

/** The values of a multi-valued attribute: `any` is true when one of them fulfils a condition on its parts. */
export interface ValueSet {
  any(condition: Condition): Condition
  part(part: Attribute): Column | undefined
  /** Narrows by an index before every value is looked at; for an equality of one part. */
  narrow?(part: Attribute, text: string): Condition | undefined
}

const invalid = (detail: string) => new ScimError(400, detail, 'invalidFilter')

const never = sql<boolean>`false`
const always = sql<boolean>`true`

/** A filter as a condition (RFC 7644 §3.4.2.2). Null counts as false. Fails: invalidFilter. */
export function toCondition(columns: Columns, filter: Filter, text: string): Condition {
  // The parser takes `emails[type eq "work"].value eq "x"` apart into two filters; it is one about the same value.
  const joined = text.includes('].')
  const convert = (it: Filter): Condition => {
    switch (it.op) {
      case 'and': {
        const [first, second] = it.filters
        if (joined && it.filters.length === 2 && first?.op === '[]' && second && 'attrPath' in second) {
          const part = partOf(first.attrPath, second.attrPath)
          if (part !== undefined && second.op !== '[]') {
            return ofValues(columns, first.attrPath, { op: 'and', filters: [first.valFilter, { ...second, attrPath: part }] })
          }
        }
        return sql<boolean>`(${sql.join(it.filters.map(convert), sql` and `)})`
      }
      case 'or':
        return sql<boolean>`(${sql.join(it.filters.map(convert), sql` or `)})`
      case 'not':
        return sql<boolean>`not coalesce(${convert(it.filter)}, false)`
      case '[]':
        return ofValues(columns, it.attrPath, it.valFilter)
      default:
        return ofAttribute(columns, it)
    }
  }
  return convert(filter)
}

function partOf(attribute: string, path: string): string | undefined {
  const begin = `${attribute.toLowerCase()}.`
  return path.toLowerCase().startsWith(begin) ? path.slice(begin.length) : undefined
}

type Leaf = Compare | { op: 'pr'; attrPath: string }

function ofAttribute(columns: Columns, leaf: Leaf): Condition {
  const place = readPath(columns.kind, leaf.attrPath)
  // RFC 7644 §3.4.2.2: an attribute that there is not has no value.
  if (!place) return absent(leaf)
  const { extension, attribute, sub } = place
  if (attribute.multiValued) {
    if (leaf.op === 'pr' && !sub) return valuesOf(columns, extension, attribute)?.any(always) ?? never
    return ofValuesOf(columns, extension, attribute, { ...leaf, attrPath: sub?.name ?? 'value' })
  }
  const part = sub ?? (attribute.type === 'complex' && leaf.op !== 'pr' ? valuePart(attribute) : null)
  const column = columns.single(extension, attribute, part)
  return column ? compare(leaf, part ?? attribute, column) : absent(leaf)
}

function valuePart(attribute: Attribute): Attribute {
  const part = named(attribute.subAttributes ?? [], 'value')
  if (!part) throw invalid(`${attribute.name} has parts; name one of them.`)
  return part
}

const absent = (leaf: Leaf): Condition =>
  leaf.op === 'ne' ? (leaf.compValue === null ? never : always) : leaf.op === 'eq' && leaf.compValue === null ? always : never

const valuesOf = (columns: Columns, extension: string | null, attribute: Attribute) =>
  columns.some(extension, attribute, () => undefined)

function ofValues(columns: Columns, path: string, filter: Filter): Condition {
  const place = readPath(columns.kind, path)
  if (!place) return never
  if (!place.attribute.multiValued || place.sub) throw invalid(`${path.slice(0, 200)} has one value; it takes no filter.`)
  return ofValuesOf(columns, place.extension, place.attribute, filter)
}

/** True when one value fulfils the whole filter. */
function ofValuesOf(columns: Columns, extension: string | null, attribute: Attribute, filter: Filter): Condition {
  const values = valuesOf(columns, extension, attribute)
  if (!values) return never
  const convert = (it: Filter): Condition => {
    switch (it.op) {
      case 'and':
        return sql<boolean>`(${sql.join(it.filters.map(convert), sql` and `)})`
      case 'or':
        return sql<boolean>`(${sql.join(it.filters.map(convert), sql` or `)})`
      case 'not':
        return sql<boolean>`not coalesce(${convert(it.filter)}, false)`
      case '[]':
        throw invalid('A value filter holds no other one.')
      default: {
        const part = named(attribute.subAttributes ?? [], it.attrPath)
        const column = part && values.part(part)
        return part && column ? compare(it, part, column) : absent(it)
      }
    }
  }
  const condition = values.any(convert(filter))
  const wanted = equality(attribute, filter)
  const narrow = wanted && values.narrow?.(wanted.part, wanted.text)
  return narrow ? sql<boolean>`(${narrow} and ${condition})` : condition
}

/** An equality that every value the filter chooses fulfils. */
function equality(attribute: Attribute, filter: Filter): { part: Attribute; text: string } | undefined {
  if (filter.op === 'and') {
    for (const it of filter.filters) {
      const found = equality(attribute, it)
      if (found?.part.name === 'value') return found
    }
    return undefined
  }
  if (filter.op !== 'eq' || typeof filter.compValue !== 'string') return undefined
  const part = named(attribute.subAttributes ?? [], filter.attrPath)
  return part && { part, text: meantText(filter.compValue) }
}

function compare(leaf: Leaf, attribute: Attribute, { expression, present }: Column): Condition {
  if (leaf.op === 'pr') return present ? always : sql<boolean>`${expression} is not null`
  const { op, compValue } = leaf
  if (compValue === null) {
    if (op === 'eq') return sql<boolean>`${expression} is null`
    if (op === 'ne') return sql<boolean>`${expression} is not null`
    throw invalid('Only eq and ne compare with null.')
  }
  if (attribute.type === 'boolean') return compareBoolean(op, attribute, expression, compValue)
  if (attribute.type === 'dateTime') return compareTime(op, attribute, expression, compValue)
  return compareText(op, attribute, expression, typeof compValue === 'string' ? meantText(compValue) : String(compValue))
}

function compareBoolean(op: Compare['op'], { name }: Attribute, is: RawBuilder<unknown>, value: unknown): Condition {
  const text = String(value).toLowerCase()
  if (text !== 'true' && text !== 'false') throw invalid(`${name} is true or false.`)
  if (op === 'eq') return sql<boolean>`${is} = ${text === 'true'}`
  if (op === 'ne') return sql<boolean>`${is} is distinct from ${text === 'true'}`
  throw invalid(`${name} is true or false; only eq and ne compare it.`)
}

const signs = { gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` }

function compareTime(op: Compare['op'], { name }: Attribute, is: RawBuilder<unknown>, value: unknown): Condition {
  const at = new Date(typeof value === 'string' ? value : Number.NaN)
  // What PostgreSQL keeps as a time; further away is no time of ours.
  if (Number.isNaN(at.getTime()) || Math.abs(at.getTime()) > 8e13) throw invalid(`${name} is a time like 2026-01-31T12:00:00Z.`)
  if (op === 'eq') return sql<boolean>`${is} = ${at}`
  if (op === 'ne') return sql<boolean>`${is} is distinct from ${at}`
  if (op === 'co' || op === 'sw' || op === 'ew') throw invalid(`${name} is a time; ${op} compares texts.`)
  return sql<boolean>`${is} ${signs[op]} ${at}`
}

function compareText(op: Compare['op'], { caseExact }: Attribute, is: RawBuilder<unknown>, text: string): Condition {
  const fold = (it: RawBuilder<unknown>) => (caseExact ? it : sql`lower(${it})`)
  const [left, right] = [fold(is), fold(sql`${text}::text`)]
  switch (op) {
    case 'eq':
      return sql<boolean>`${left} = ${right}`
    case 'ne':
      return sql<boolean>`${left} is distinct from ${right}`
    case 'co':
      return sql<boolean>`strpos(${left}, ${right}) > 0`
    case 'sw':
      return sql<boolean>`starts_with(${left}, ${right})`
    case 'ew':
      return sql<boolean>`right(${left}, length(${right})) = ${right}`
    default:
      return sql<boolean>`${left} collate "C" ${signs[op]} ${right} collate "C"`
  }
}
