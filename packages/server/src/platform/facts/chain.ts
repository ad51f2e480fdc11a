import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../db/db.ts'
import { canonicalJson, hashPayload } from './record.ts'

interface FactHead {
  id: string
  workspace_id: string
  at: Date
  kind: string
  actor_kind: string
  actor_id: string | null
  subject_type: string | null
  subject_id: string | null
  payload_hash: Buffer
}

const genesis = Buffer.alloc(32)
const batch = 500

/** A link: SHA-256 over the link before, the position and the fact's unerasable half. */
function linkHash(previous: Buffer, position: number, fact: FactHead): Buffer {
  const { id, workspace_id, at, kind, actor_kind, actor_id, subject_type, subject_id, payload_hash } = fact
  const head = {
    id,
    workspace_id,
    at: at.toISOString(),
    kind,
    actor_kind,
    actor_id,
    subject_type,
    subject_id,
    payload: payload_hash.toString('hex'),
  }
  return createHash('sha256').update(previous).update(`${position}\n`).update(canonicalJson(head)).digest()
}

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
      .selectFrom('fact')
      .leftJoin('fact_chain', 'fact_chain.fact_id', 'fact.id')
      .selectAll('fact')
      .where('fact_chain.fact_id', 'is', null)
      .orderBy('fact.at')
      .orderBy('fact.id')
      .limit(batch)
      .execute()
    const heads = new Map<string, { position: number; hash: Buffer }>()
    for (const fact of waiting) {
      const head = heads.get(fact.workspace_id) ?? (await headOf(tx, fact.workspace_id))
      const next = { position: head.position + 1, hash: linkHash(head.hash, head.position + 1, fact) }
      await tx
        .insertInto('fact_chain')
        .values({ workspace_id: fact.workspace_id, position: next.position, fact_id: fact.id, hash: next.hash })
        .execute()
      heads.set(fact.workspace_id, next)
    }
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

interface ChainVerification {
  intact: boolean
  checked: number
  head: string | null
  brokenAt: number | null
}

/** Recomputes every link and every payload that was not erased, in pages. */
export async function verifyChain(db: Db, workspaceId: string): Promise<ChainVerification> {
  let previous: Buffer = genesis
  let checked = 0
  for (;;) {
    const page = await db
      .selectFrom('fact_chain')
      .innerJoin('fact', 'fact.id', 'fact_chain.fact_id')
      .leftJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
      .selectAll('fact')
      .select(['fact_chain.position', 'fact_chain.hash', 'fact_payload.salt', 'fact_payload.payload'])
      .where('fact_chain.workspace_id', '=', workspaceId)
      .where('fact_chain.position', '>', checked)
      .orderBy('fact_chain.position')
      .limit(batch)
      .execute()
    for (const { salt, payload, position, hash, ...fact } of page) {
      const payloadHolds = !salt || !payload || hashPayload(salt, payload).equals(fact.payload_hash)
      const holds = position === checked + 1 && linkHash(previous, position, fact).equals(hash) && payloadHolds
      if (!holds) return { intact: false, checked, head: checked ? previous.toString('hex') : null, brokenAt: position }
      previous = hash
      checked = position
    }
    if (page.length < batch) return { intact: true, checked, head: checked ? previous.toString('hex') : null, brokenAt: null }
  }
}
