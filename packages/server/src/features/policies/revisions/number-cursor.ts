import { Failure } from '../../../platform/failure.ts'
import { readCursor } from '../../../platform/http/index.ts'

/** Reads the cursor of a list that is ordered by a number, such as versions and revisions. */
export function readNumberCursor(cursor: string | undefined): number | undefined {
  const [text] = readCursor(cursor, 1) ?? []
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Failure('request.invalid', { problems: [{ place: 'query.cursor', message: 'is not a cursor of this list' }] })
}
