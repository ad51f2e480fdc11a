import { type RawBuilder, sql } from 'kysely'
import type { Db, Executor } from '../../platform/db/db.ts'
import type { FactPayload } from '../../platform/db/schema.ts'
import { Failure } from '../../platform/failure.ts'
import { kindsOf, kindsWith, wordsOf } from './kinds.ts'

export interface FactRow {
  id: string
  at: Date
  kind: string
  actor_kind: string
  actor_id: string | null
  subject_type: string | null
  subject_id: string | null
  /** Today's address of a person who acted. */
  actor_email: string | null
  position: number | null
  hash: Buffer | null
  /** Null once it was erased. */
  payload: FactPayload | null
}

export interface FindFacts {
  search?: string | undefined
  kind?: string | undefined
  class?: string | undefined
  outcome?: 'done' | 'refused' | undefined
  actorId?: string | undefined
  subjectType?: string | undefined
  subjectId?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** The [at, id] of the last one seen. */
  after?: string[] | undefined
  limit: number
}

const columns = sql`fact.id, fact.at, fact.kind, fact.actor_kind, fact.actor_id, fact.subject_type, fact.subject_id,
  fact_chain.position, fact_chain.hash, fact_payload.payload,
  (select email from person where person.id = fact.actor_id) as actor_email`

/** Facts, newest first; `from` is inclusive, `to` is not. What is asked for decides which index is read, so that a page costs the same in a long log. */
export async function listFacts(db: Executor, workspaceId: string, find: FindFacts): Promise<FactRow[]> {
  const branches = branchesOf(workspaceId, find)
  if (branches.length === 0) return []
  const found =
    branches.length === 1
      ? sql`${branches[0]}`
      : sql.join(
          branches.map((it) => sql`(${it})`),
          sql` union `,
        )
  const { rows } = await sql<FactRow>`
    with page as materialized (
      select id, at from (${found}) as found order by at desc, id desc limit ${find.limit + 1}
    )
    select ${columns} from page
      join fact on fact.id = page.id
      left join fact_payload on fact_payload.fact_id = fact.id
      left join fact_chain on fact_chain.fact_id = fact.id
    order by fact.at desc, fact.id desc`.execute(db)
  return rows
}

/** Each way to fit, cut to a page of its own: names, label of the kind, whole id. Without a search there is one way. */
function branchesOf(workspaceId: string, find: FindFacts): RawBuilder<unknown>[] {
  const { only, not } = kindsOf(find)
  const fits = [sql`fact.workspace_id = ${workspaceId}`]
  if (find.actorId) fits.push(sql`fact.actor_id = ${find.actorId}`)
  if (find.subjectId) fits.push(sql`fact.subject_id = ${find.subjectId}`)
  if (find.subjectType) fits.push(sql`fact.subject_type = ${find.subjectType}`)
  if (find.from) fits.push(sql`fact.at >= ${new Date(find.from)}`)
  if (find.to) fits.push(sql`fact.at < ${new Date(find.to)}`)
  if (not) fits.push(sql`fact.kind <> all(${not}::text[])`)
  const [at, id] = find.after ?? []
  if (at !== undefined && id !== undefined) fits.push(sql`(fact.at, fact.id) < (${new Date(at)}, ${id})`)
  const page = (more: RawBuilder<unknown>[], from = sql`fact`) => sql`
    select fact.id, fact.at from ${from} where ${sql.join([...fits, ...more], sql` and `)}
    order by fact.at desc, fact.id desc limit ${find.limit + 1}`
  // Somebody's own facts are few beside all of a kind, so their index is the one to read.
  const byIndexOfKind = !find.actorId && !find.subjectId
  const ofKinds = (kinds: readonly string[], more: RawBuilder<unknown>[] = []) =>
    byIndexOfKind
      ? sql`select one.id, one.at from unnest(${kinds}::text[]) as it (kind)
          cross join lateral (${page([sql`fact.kind = it.kind`, ...more])}) as one`
      : page([sql`fact.kind = any(${kinds}::text[])`, ...more])
  if (find.search === undefined || find.search === '') return only ? [ofKinds(only)] : [page([])]

  const words = wordsOf(find.search)
  const labelled = kindsWith(words).filter((kind) => !only || only.includes(kind))
  const inKinds = only ? [sql`fact.kind = any(${only}::text[])`] : []
  // Letters and digits alone, each in quotes: nothing of the search is read as an operator.
  const asked = words.map((word) => `'${word}':*`).join(' & ')
  const named = sql`fact_payload join fact on fact.id = fact_payload.fact_id`
  return [
    page([...inKinds, sql`fact.actor_id = ${find.search}`]),
    page([...inKinds, sql`fact.subject_id = ${find.search}`]),
    ...(words.length > 0 ? [page([...inKinds, sql`fact_words(fact_payload.payload) @@ ${asked}::tsquery`], named)] : []),
    ...(words.length > 0 && labelled.length > 0 ? [ofKinds(labelled)] : []),
  ]
}

export async function getFact(db: Executor, workspaceId: string, factId: string): Promise<FactRow> {
  const { rows } = await sql<FactRow>`
    select ${columns} from fact
      left join fact_payload on fact_payload.fact_id = fact.id
      left join fact_chain on fact_chain.fact_id = fact.id
    where fact.workspace_id = ${workspaceId} and fact.id = ${factId}`.execute(db)
  const row = rows[0]
  if (!row) throw new Failure('request.not_found', { detail: 'There is no such fact.' })
  return row
}

/** Whether an actor has caused a fact of this kind since then. */
export async function hasFactSince(
  db: Executor,
  workspaceId: string,
  actorId: string,
  kind: string,
  since: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('fact')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('actor_id', '=', actorId)
    .where('kind', '=', kind)
    .where('at', '>', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Counts of unknown callers by day (UTC), newest first. */
export async function listNoise(db: Executor, since: Date): Promise<{ day: string; kind: string; count: number }[]> {
  const { rows } = await sql<{ day: string; kind: string; count: number }>`
    select to_char(hour at time zone 'UTC', 'YYYY-MM-DD') as day, kind, sum(count)::bigint as count
    from noise_count where hour >= ${since} group by 1, 2 order by 1 desc, 2`.execute(db)
  return rows
}

/** Forgets counts that nobody is shown any more. */
export async function forgetNoise(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('noise_count').where('hour', '<', before).execute()
}
