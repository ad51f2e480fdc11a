import { sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'

/** Whose work an actor's is: their own, or what an admin key does in the name of its maker. Null for keys made on the host. */
export async function personBehind(db: Executor, actor: Pick<Actor, 'kind' | 'id' | 'personId'>): Promise<string | null> {
  if (actor.personId !== null || actor.kind !== 'admin_key' || actor.id === null) return actor.personId
  const key = await db.selectFrom('admin_key').select('created_by').where('id', '=', actor.id).executeTakeFirst()
  return key?.created_by ?? null
}

/** Notes that somebody wrote a part of the draft; that stays, whatever becomes of the part. */
export async function addAuthor(tx: Tx, draftId: string, actor: Actor): Promise<void> {
  const personId = await personBehind(tx, actor)
  if (personId === null) return
  await tx
    .insertInto('policy_draft_author')
    .values({ draft_id: draftId, person_id: personId })
    .onConflict((it) => it.doNothing())
    .execute()
}

/** Who wrote a part of these drafts, by draft id. */
export async function readAuthors(db: Executor, draftIds: string[]): Promise<Map<string, Set<string>>> {
  const rows = await db
    .selectFrom('policy_draft_author')
    .selectAll()
    .where('draft_id', '=', sql<string>`any(${draftIds})`)
    .execute()
  const authors = new Map<string, Set<string>>()
  for (const { draft_id, person_id } of rows) authors.set(draft_id, (authors.get(draft_id) ?? new Set<string>()).add(person_id))
  return authors
}
