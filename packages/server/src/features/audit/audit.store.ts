import type { Executor } from '../../platform/db/db.ts'
import type { FactPayload } from '../../platform/db/schema.ts'
import { Failure } from '../../platform/failure.ts'

export interface FactRow {
  id: string
  at: Date
  kind: string
  actor_kind: string
  actor_id: string | null
  subject_type: string | null
  subject_id: string | null
  position: number | null
  hash: Buffer | null
  /** Null once it was erased. */
  payload: FactPayload | null
}

export interface FindFacts {
  kind?: string
  actorId?: string
  subjectId?: string
  from?: string
  to?: string
  /** The [at, id] of the last one seen. */
  after?: string[]
  limit: number
}

const selectFacts = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('fact')
    .leftJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .leftJoin('fact_chain', 'fact_chain.fact_id', 'fact.id')
    .select([
      'fact.id',
      'fact.at',
      'fact.kind',
      'fact.actor_kind',
      'fact.actor_id',
      'fact.subject_type',
      'fact.subject_id',
      'fact_chain.position',
      'fact_chain.hash',
      'fact_payload.payload',
    ])
    .where('fact.workspace_id', '=', workspaceId)

/** Facts, newest first; `from` is inclusive, `to` is not. */
export async function listFacts(db: Executor, workspaceId: string, find: FindFacts): Promise<FactRow[]> {
  let query = selectFacts(db, workspaceId)
    .orderBy('fact.at', 'desc')
    .orderBy('fact.id', 'desc')
    .limit(find.limit + 1)
  if (find.kind) query = query.where('fact.kind', '=', find.kind)
  if (find.actorId) query = query.where('fact.actor_id', '=', find.actorId)
  if (find.subjectId) query = query.where('fact.subject_id', '=', find.subjectId)
  if (find.from) query = query.where('fact.at', '>=', new Date(find.from))
  if (find.to) query = query.where('fact.at', '<', new Date(find.to))
  const [at, id] = find.after ?? []
  if (at !== undefined && id !== undefined) {
    const last = new Date(at)
    query = query.where((eb) => eb.or([eb('fact.at', '<', last), eb.and([eb('fact.at', '=', last), eb('fact.id', '<', id)])]))
  }
  return query.execute()
}

export async function getFact(db: Executor, workspaceId: string, factId: string): Promise<FactRow> {
  const row = await selectFacts(db, workspaceId).where('fact.id', '=', factId).executeTakeFirst()
  if (!row) throw new Failure('request.not_found', { detail: 'There is no such fact.' })
  return row
}
