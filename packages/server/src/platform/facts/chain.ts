import { sql } from 'kysely'
import type { Db, Tx } from '../db/db.ts'
import { genesis, headOfFact, linkHash } from './written.ts'

const batch = 500

/**
 * Gives committed facts their position and hash, workspace by workspace. One sequencer runs at a time (advisory lock), so positions
 * have no gaps; a fact whose transaction is still open waits for the next round. Returns how many were chained.
 */
export async function chainFacts(db: Db): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtext('bailiwick.facts')) as mine`.execute(
      tx,
    )
    if (!rows[0]?.mine) return 0
    const waiting = await tx
      .selectFrom('fact_waiting')
      .innerJoin('fact', 'fact.id', 'fact_waiting.fact_id')
      .selectAll('fact')
      .orderBy('fact.at')
      .orderBy('fact.id')
      .limit(batch)
      .execute()
    if (waiting.length === 0) return 0
    const links = []
    const heads = new Map<string, { position: number; hash: Buffer }>()
    for (const fact of waiting) {
      const head = heads.get(fact.workspace_id) ?? (await headOf(tx, fact.workspace_id))
      const next = { position: head.position + 1, hash: linkHash(head.hash, head.position + 1, headOfFact(fact)) }
      links.push({ workspace_id: fact.workspace_id, position: next.position, fact_id: fact.id, hash: next.hash })
      heads.set(fact.workspace_id, next)
    }
    await tx.insertInto('fact_chain').values(links).execute()
    const chained = waiting.map((fact) => fact.id)
    await tx.deleteFrom('fact_waiting').where('fact_id', '=', sql<string>`any(${chained})`).execute()
    return waiting.length
  })
}

async function headOf(tx: Tx, workspaceId: string): Promise<{ position: number; hash: Buffer }> {
  const head = await tx
    .selectFrom('fact_chain')
    .select(['position', 'hash'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return head ?? { position: 0, hash: genesis }
}
