import type { Filter } from 'scim2-parse-filter'
import { readFilter } from './attribute-path.ts'
import { invalidValue } from './scim-error.ts'

/** Which attributes an answer has (RFC 7644 §3.9). */
export interface Shown {
  only: string[] | null
  without: string[]
}

/** What a query asks for (RFC 7644 §3.4.2). */
export interface ListQuery extends Shown {
  filter: { ast: Filter; text: string } | null
  sortBy: string | null
  descending: boolean
  /** 1-based. */
  startIndex: number
  count: number
}

/** How many resources one answer has, unless the query says otherwise, and at most. */
export const pageSizes = { usual: 100, most: 1_000 }

/** Reads a query string, or the body of a search by POST (RFC 7644 §3.4.3). Names are taken without regard to case. */
export function readListQuery(given: unknown): ListQuery {
  const query = new Map(Object.entries(given ?? {}).map(([key, value]) => [key.toLowerCase(), value]))
  const filter = text(query.get('filter'))
  return {
    ...readShown(given),
    filter: filter === null ? null : { ast: readFilter(filter), text: filter },
    sortBy: text(query.get('sortby')),
    descending: text(query.get('sortorder'))?.toLowerCase() === 'descending',
    // RFC 7644 §3.4.2.4: below one is one; a negative count is none.
    startIndex: Math.max(1, integer('startIndex', query.get('startindex')) ?? 1),
    count: Math.min(pageSizes.most, Math.max(0, integer('count', query.get('count')) ?? pageSizes.usual)),
  }
}

export function readShown(given: unknown): Shown {
  const query = new Map(Object.entries(given ?? {}).map(([key, value]) => [key.toLowerCase(), value]))
  const only = names(query.get('attributes'))
  return { only: only.length > 0 ? only : null, without: names(query.get('excludedattributes')) }
}

function text(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw invalidValue('A query parameter is given once.')
  return value
}

function names(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list
    .flatMap((it) => (typeof it === 'string' ? it.split(',') : []))
    .map((it) => it.trim())
    .filter((it) => it !== '')
    .slice(0, 200)
}

function integer(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'number' ? value : Number(text(value))
  if (!Number.isSafeInteger(number)) throw invalidValue(`${name} is a whole number.`)
  return Math.min(number, 2_000_000_000)
}
