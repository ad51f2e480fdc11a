import { type RawBuilder, sql } from 'kysely'
import { readPath } from './attribute-path.ts'
import type { ListQuery } from './list-query.ts'
import { project } from './projection.ts'
import type { Json } from './read-value.ts'
import { type Attribute, type ResourceKind, urns } from './schema.ts'
import type { Find } from './users.store.ts'
import { type Columns, type Condition, toCondition } from './where.ts'

/** What the database is asked for a query. */
export function findFor(
  columns: Columns,
  query: ListQuery,
  sortValue?: (attribute: Attribute, sub: Attribute | null) => RawBuilder<unknown>,
): Find & { where: Condition | null } {
  return {
    where: query.filter ? toCondition(columns, query.filter.ast, query.filter.text) : null,
    order: orderOf(columns, query, sortValue),
    offset: query.startIndex - 1,
    limit: query.count,
  }
}

/** RFC 7644 §3.4.2.3: what has no value comes last; texts in the order of their attribute's case. */
function orderOf(
  columns: Columns,
  { sortBy, descending }: ListQuery,
  sortValue?: (attribute: Attribute, sub: Attribute | null) => RawBuilder<unknown>,
): RawBuilder<unknown> | null {
  const place = sortBy === null ? undefined : readPath(columns.kind, sortBy)
  if (!place) return null
  const { extension, attribute, sub } = place
  const direction = descending ? sql`desc nulls first` : sql`asc nulls last`
  if (attribute.multiValued) return sortValue ? sql`lower(${sortValue(attribute, sub)}) collate "C" ${direction}` : null
  const part = sub ?? attribute
  const column = part.type === 'complex' ? undefined : columns.single(extension, attribute, sub)
  if (!column) return null
  const text = part.type === 'string' || part.type === 'reference'
  const value = text && !part.caseExact ? sql`lower(${column.expression})` : column.expression
  return sql`${value} ${text ? sql`collate "C"` : sql``} ${direction}`
}

/** RFC 7644 §3.4.2. */
export const toList = (kind: ResourceKind, query: ListQuery, totalResults: number, resources: Json[]): Json => ({
  schemas: [urns.list],
  totalResults,
  startIndex: query.startIndex,
  itemsPerPage: resources.length,
  ...(query.count > 0 && { Resources: resources.map((it) => project(kind, it, query)) }),
})
