import { Failure } from '../failure.ts'

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** Reads a cursor made by `toPage`; a foreign or damaged one is refused with its place. */
export function readCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parts) && parts.length === length && parts.every((it) => typeof it === 'string')) return parts
  } catch {
    // falls through to the refusal
  }
  throw foreign()
}

const foreign = () =>
  new Failure('request.invalid', { problems: [{ place: 'query.cursor', message: 'is not a cursor of this list' }] })

/**
 * Reads a cursor of a list in order of time: [RFC 3339 as `toISOString` writes it, id]. Anything else for the time is refused like a
 * damaged cursor.
 * @param before how many parts come before the time
 */
export function readTimeCursor(cursor: string | undefined, before = 0): string[] | undefined {
  const after = readCursor(cursor, before + 2)
  const at = after?.[before] ?? ''
  if (after && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at)) throw foreign()
  if (after && Number.isNaN(Date.parse(at))) throw foreign()
  return after
}

/**
 * Makes a page from up to `limit + 1` rows in order.
 * @param key the sort key of a row, unique, as strings; the next page starts after it
 */
export function toPage<Row, T>(rows: Row[], limit: number, key: (row: Row) => string[], view: (row: Row) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = rows.length > limit && last !== undefined
  return { items: shown.map(view), nextCursor: more ? Buffer.from(JSON.stringify(key(last))).toString('base64url') : null }
}
