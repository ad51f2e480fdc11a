import type { Db } from '../db/db.ts'
import type { FactPayload } from '../db/schema.ts'
import { type FactHeadRow, genesis, hashPayload, headOfFact, linkHash } from './written.ts'

const batch = 500

/** A fact in its place, as the tables hold it. Salt and payload are null once they were erased. */
export interface ChainedFact extends FactHeadRow {
  position: number
  hash: Buffer
  salt: Buffer | null
  payload: FactPayload | null
}

/**
 * The facts of a workspace in the order of the chain, in pages, so that neither a long transaction nor much memory is needed.
 * @param from the first position
 * @param to the last position, included; without it, to the end
 */
export async function* walkChain(db: Db, workspaceId: string, from = 1, to?: number): AsyncGenerator<ChainedFact[]> {
  for (let after = from - 1; ; ) {
    let query = db
      .selectFrom('fact_chain')
      .innerJoin('fact', 'fact.id', 'fact_chain.fact_id')
      .leftJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
      .selectAll('fact')
      .select(['fact_chain.position', 'fact_chain.hash', 'fact_payload.salt', 'fact_payload.payload'])
      .where('fact_chain.workspace_id', '=', workspaceId)
      .where('fact_chain.position', '>', after)
      .orderBy('fact_chain.position')
      .limit(batch)
    if (to !== undefined) query = query.where('fact_chain.position', '<=', to)
    const page = await query.execute()
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < batch) return
    after = last.position
  }
}

interface ChainVerification {
  intact: boolean
  checked: number
  /** How many of them have no payload any more. */
  erased: number
  head: string | null
  brokenAt: number | null
  because: string | null
}

/** Recomputes every link and every payload that was not erased, in pages. */
export async function verifyChain(db: Db, workspaceId: string): Promise<ChainVerification> {
  let previous: Buffer = genesis
  let checked = 0
  let erased = 0
  const sum = () => ({ checked, erased, head: checked ? previous.toString('hex') : null })
  for await (const page of walkChain(db, workspaceId)) {
    for (const fact of page) {
      const because = whatFails(previous, checked + 1, fact)
      if (because) return { intact: false, ...sum(), brokenAt: Math.min(fact.position, checked + 1), because }
      previous = fact.hash
      checked = fact.position
      if (!fact.payload) erased++
    }
  }
  return { intact: true, ...sum(), brokenAt: null, because: null }
}

function whatFails(previous: Buffer, expected: number, fact: ChainedFact): string | null {
  if (fact.position !== expected) return `Position ${expected} is missing: a fact or its place in the chain was removed.`
  if (!linkHash(previous, fact.position, headOfFact(fact)).equals(fact.hash)) {
    return 'The fact itself (kind, time, actor, subject or the hash of its payload) does not have the hash that the chain holds.'
  }
  if (fact.salt && fact.payload && !hashPayload(fact.salt, fact.payload).equals(fact.payload_hash)) {
    return 'The names and values of this fact were altered: they do not have the hash that the fact holds.'
  }
  return null
}
