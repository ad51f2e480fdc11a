import { sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

export type HeldRow = Awaited<ReturnType<typeof listHeld>>[number]

export async function insertHeld(
  tx: Tx,
  { workspaceId, kind, id, name }: Actor,
  held: {
    id: string
    kind: string
    input: unknown
    what: string
    because: string
    moved: number
    emptied: string[]
    personId: string | null
    at: Date
  },
): Promise<void> {
  const { input, personId, ...row } = held
  await tx
    .insertInto('held_change')
    .values({
      ...row,
      input: JSON.stringify(input),
      workspace_id: workspaceId,
      actor_kind: kind,
      actor_id: id,
      actor_name: name,
      person_id: personId,
      state: 'held',
      decided_by: null,
      decided_at: null,
      note: '',
    })
    .execute()
}

/** What an actor did last of a kind and still waits; inputs are whole documents, so only a few are compared. */
export const findOpenOf = (db: Executor, actor: Actor, kind: string) =>
  db
    .selectFrom('held_change')
    .select(['id', 'input'])
    .where('workspace_id', '=', actor.workspaceId)
    .where('state', '=', 'held')
    .where('kind', '=', kind)
    .where('actor_kind', '=', actor.kind)
    .where(sql<boolean>`actor_id is not distinct from ${actor.id}`)
    .orderBy('at', 'desc')
    .limit(10)
    .execute()

const selectHeld = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('held_change')
    .leftJoin('person as decider', 'decider.id', 'held_change.decided_by')
    .selectAll('held_change')
    .select(['decider.name as decider_name', 'decider.email as decider_email'])
    .select(
      sql<{ id: string; name: string }[]>`coalesce((select jsonb_agg(jsonb_build_object('id', it, 'name',
        coalesce((select name from member_group where member_group.id = it), 'a deleted group'))) from unnest(held_change.emptied) it), '[]')`.as(
        'emptied_groups',
      ),
    )
    .where('held_change.workspace_id', '=', workspaceId)

/** Held changes, newest first; `after` is the [time, id] of the last one seen. */
export async function listHeld(db: Executor, workspaceId: string, find: { after?: string[]; limit: number }) {
  const [at, id] = find.after ?? []
  return selectHeld(db, workspaceId)
    .orderBy('held_change.at', 'desc')
    .orderBy('held_change.id')
    .limit(find.limit + 1)
    .$if(at !== undefined, (it) =>
      it.where(sql<boolean>`(held_change.at < ${at} or (held_change.at = ${at} and held_change.id > ${id}))`),
    )
    .execute()
}

export async function getHeld(db: Executor, workspaceId: string, heldId: string): Promise<HeldRow> {
  const row = await selectHeld(db, workspaceId).where('held_change.id', '=', heldId).executeTakeFirst()
  if (!row) throw new Failure('held.not_found')
  return row
}

/** Locks it, so that one of two who decide at once is told that it is decided. */
export async function lockHeld(tx: Tx, workspaceId: string, heldId: string): Promise<HeldRow> {
  await tx
    .selectFrom('held_change')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', heldId)
    .forUpdate()
    .execute()
  return getHeld(tx, workspaceId, heldId)
}

export async function setDecided(
  tx: Tx,
  heldId: string,
  decided: { state: 'released' | 'dismissed'; decided_by: string | null; decided_at: Date; note: string },
): Promise<void> {
  await tx.updateTable('held_change').set(decided).where('id', '=', heldId).execute()
}

export async function makerOfKey(db: Executor, keyId: string): Promise<string | null> {
  const key = await db.selectFrom('admin_key').select('created_by').where('id', '=', keyId).executeTakeFirst()
  return key?.created_by ?? null
}

/** The scopes of a key that still works, and what its maker is here now. */
export const findKey = (db: Executor, workspaceId: string, keyId: string, now: Date) =>
  db
    .selectFrom('admin_key')
    .select(['scopes', 'created_by'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()
