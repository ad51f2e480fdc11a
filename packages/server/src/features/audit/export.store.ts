import { sql } from 'kysely'
import type { Db } from '../../platform/db/db.ts'

interface AskedRange {
  fromPosition?: number | undefined
  toPosition?: number | undefined
  from?: string | undefined
  to?: string | undefined
}

/**
 * The positions that are asked for, both included; `to` is `from - 1` when there are none. A range of time is the shortest run of the chain
 * with every fact of that time in it: a chain with holes proves nothing.
 */
export async function findRange(db: Db, workspaceId: string, asked: AskedRange): Promise<{ from: number; to: number }> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(position) as first, max(position) as last from fact_chain where workspace_id = ${workspaceId}`.execute(db)
  let first = rows[0]?.first ?? 1
  let last = rows[0]?.last ?? 0
  if (asked.from !== undefined || asked.to !== undefined) {
    const after = asked.from === undefined ? sql`true` : sql`fact.at >= ${new Date(asked.from)}`
    const before = asked.to === undefined ? sql`true` : sql`fact.at < ${new Date(asked.to)}`
    const timed = await sql<{ first: number | null; last: number | null }>`
      select min(position) as first, max(position) as last from fact
        join fact_chain on fact_chain.fact_id = fact.id
      where fact.workspace_id = ${workspaceId} and ${after} and ${before}`.execute(db)
    first = timed.rows[0]?.first ?? last + 1
    last = timed.rows[0]?.last ?? last
  }
  const from = Math.max(first, asked.fromPosition ?? first)
  const to = Math.min(last, asked.toPosition ?? last)
  return to < from ? { from, to: from - 1 } : { from, to }
}

/** The links at some positions. */
export async function hashesAt(db: Db, workspaceId: string, positions: number[]): Promise<ReadonlyMap<number, Buffer>> {
  const rows = await db
    .selectFrom('fact_chain')
    .select(['position', 'hash'])
    .where('workspace_id', '=', workspaceId)
    .where('position', 'in', positions)
    .execute()
  return new Map(rows.map((it) => [it.position, it.hash]))
}
