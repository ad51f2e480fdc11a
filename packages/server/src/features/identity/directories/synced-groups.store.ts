import { sql } from 'kysely'
import { type Tx, violates } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

export type SyncedGroupRow = Awaited<ReturnType<typeof lockSynced>>

/** Locks a group of a directory, so that its changes take turns. Fails: group.not_found. */
export async function lockSynced(tx: Tx, directoryId: string, groupId: string) {
  const row = await tx
    .selectFrom('directory_group')
    .innerJoin('member_group', 'member_group.id', 'directory_group.group_id')
    .select(['group_id', 'name', 'external_id', 'version', 'directory_group.created_at', 'updated_at', 'taken_over_at'])
    .where('directory_id', '=', directoryId)
    .where('group_id', '=', groupId)
    .forNoKeyUpdate('directory_group')
    .executeTakeFirst()
  if (!row) throw new Failure('group.not_found')
  return row
}

/** The group of a name, whoever owns it. */
export const lockByName = (tx: Tx, workspaceId: string, name: string) =>
  tx
    .selectFrom('member_group')
    .select(['id', 'name', 'source'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<string>`lower(name)`, '=', sql<string>`lower(${name})`)
    .forUpdate()
    .executeTakeFirst()

/** Fails: group.name_taken. */
export async function insertSynced(
  tx: Tx,
  group: { id: string; workspaceId: string; directoryId: string; name: string; externalId: string | null; at: Date },
): Promise<void> {
  const { id, workspaceId, directoryId, name, externalId, at } = group
  await tx
    .insertInto('member_group')
    .values({ id, workspace_id: workspaceId, name, description: '', source: 'scim', created_at: at })
    .execute()
    .catch(nameTaken)
  await putOwner(tx, { id, directoryId, externalId, at, takenOver: false })
}

async function putOwner(
  tx: Tx,
  group: { id: string; directoryId: string; externalId: string | null; at: Date; takenOver: boolean },
): Promise<void> {
  const { id, directoryId, externalId, at, takenOver } = group
  const place = { group_id: id, directory_id: directoryId, external_id: externalId }
  await tx
    .insertInto('directory_group')
    .values({ ...place, created_at: at, updated_at: at, taken_over_at: takenOver ? at : null })
    .execute()
}

/** A manual group becomes a directory's; who is in it stays until the directory says otherwise. Returns how many that are. */
export async function takeOver(
  tx: Tx,
  group: { id: string; directoryId: string; name: string; externalId: string | null; at: Date },
): Promise<number> {
  await tx.updateTable('member_group').set({ source: 'scim', name: group.name }).where('id', '=', group.id).execute()
  await putOwner(tx, { ...group, takenOver: true })
  const { numUpdatedRows } = await tx
    .updateTable('group_member')
    .set({ carried: true })
    .where('group_id', '=', group.id)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Fails: group.name_taken. */
export async function updateSynced(
  tx: Tx,
  before: SyncedGroupRow,
  { name, externalId, at }: { name: string; externalId: string | null; at: Date },
): Promise<SyncedGroupRow> {
  const id = before.group_id
  if (name !== before.name) await tx.updateTable('member_group').set({ name }).where('id', '=', id).execute().catch(nameTaken)
  const changed = await tx
    .updateTable('directory_group')
    .set({ external_id: externalId, version: sql`version + 1`, updated_at: at })
    .where('group_id', '=', id)
    .returning(['external_id', 'version', 'updated_at'])
    .executeTakeFirstOrThrow()
  return { ...before, ...changed, name }
}

function nameTaken(error: unknown): never {
  if (violates(error, 'member_group_name_key')) throw new Failure('group.name_taken')
  throw error
}

/** Of these ids, some that are no users of the directory. */
export async function unknownUsers(tx: Tx, directoryId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select it.id from unnest(${ids}::text[]) it (id)
    where not exists (select from directory_user u where u.directory_id = ${directoryId} and u.person_id = it.id and u.deleted_at is null)
    limit 10`.execute(tx)
  return rows.map((it) => it.id)
}

/** Puts people into a group, in one statement; returns who was not in it. Whoever was carried over is the directory's now. */
export async function putIn(tx: Tx, workspaceId: string, groupId: string, ids: readonly string[], at: Date): Promise<string[]> {
  const { rows } = await sql<{
    id: string
    fresh: boolean
  }>`insert into group_member (group_id, person_id, workspace_id, added_at)
    select ${groupId}, it.id, ${workspaceId}::uuid, ${at} from unnest(${ids}::text[]) it (id)
    on conflict (group_id, person_id) do update set carried = false where group_member.carried
    returning person_id as id, xmax = 0 as fresh`.execute(tx)
  return rows.filter((it) => it.fresh).map((it) => it.id)
}

/** Takes people out of a group, in one statement; returns who was in it. */
export async function takeOut(tx: Tx, groupId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`delete from group_member
    where group_id = ${groupId} and person_id = any(${ids}::text[]) returning person_id as id`.execute(tx)
  return rows.map((it) => it.id)
}

/** Takes everybody else out of a group; returns who was in it. */
export async function takeOutOthers(tx: Tx, groupId: string, staying: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`delete from group_member
    where group_id = ${groupId} and person_id <> all(${staying}::text[]) returning person_id as id`.execute(tx)
  return rows.map((it) => it.id)
}

/**
 * Of these people, whom a change of policy reaches: who has been here, by console or client. Whoever was provisioned and never came has
 * nothing that could move, and a first sync of a whole company must not look like a mass change.
 */
export async function whoCame(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`select m.person_id as id from membership m
    where m.workspace_id = ${workspaceId}::uuid and m.person_id = any(${ids}::text[]) and (m.last_seen_at is not null
      or exists (select from client_grant g where g.workspace_id = m.workspace_id and g.person_id = m.person_id))`.execute(tx)
  return rows.map((it) => it.id)
}

/** Addresses of people, for a fact; a long list is cut. */
export async function addressesOf(tx: Tx, ids: readonly string[], limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('person')
    .select('email')
    .where('id', '=', sql<string>`any(${ids.slice(0, limit)})`)
    .orderBy('email')
    .execute()
  return rows.map((it) => it.email)
}
