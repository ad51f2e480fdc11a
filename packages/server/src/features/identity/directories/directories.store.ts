import { sql } from 'kysely'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import { personRef } from '../../../platform/db/person-ref.ts'
import { Failure } from '../../../platform/failure.ts'

const selectDirectories = (db: Executor, workspaceId: string, now: Date) =>
  db
    .selectFrom('directory')
    .leftJoin('directory_call', 'directory_call.directory_id', 'directory.id')
    .select((eb) => [
      'directory.id',
      'directory.name',
      'directory.preset',
      'directory.created_at',
      'directory_call.at as call_at',
      'directory_call.method as call_method',
      'directory_call.path as call_path',
      'directory_call.status as call_status',
      'directory_call.user_agent as call_user_agent',
      'directory_call.key_id as call_key_id',
      personRef('directory.created_by').as('created_by'),
      eb
        .selectFrom('directory_user')
        .select(
          sql<{ active: number; inactive: number }>`jsonb_build_object(
            'active', count(*) filter (where active), 'inactive', count(*) filter (where not active))`.as('n'),
        )
        .whereRef('directory_user.directory_id', '=', 'directory.id')
        .where('deleted_at', 'is', null)
        .$asScalar()
        .$notNull()
        .as('users'),
      eb
        .selectFrom('directory_group')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('directory_group.directory_id', '=', 'directory.id')
        .$asScalar()
        .$notNull()
        .as('groups'),
      eb
        .selectFrom('admin_key')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('admin_key.directory_id', '=', 'directory.id')
        .where('revoked_at', 'is', null)
        .where(sql<boolean>`(expires_at is null or expires_at > ${now})`)
        .$asScalar()
        .$notNull()
        .as('active_tokens'),
    ])
    .where('directory.workspace_id', '=', workspaceId)
    .where('directory.removed_at', 'is', null)

export type DirectoryRow = Awaited<ReturnType<typeof listDirectories>>[number]

/** Directories by name. */
export const listDirectories = (db: Executor, workspaceId: string, now: Date) =>
  selectDirectories(db, workspaceId, now).orderBy(sql`lower(directory.name)`).execute()

export async function getDirectory(db: Executor, workspaceId: string, directoryId: string, now: Date): Promise<DirectoryRow> {
  const row = await selectDirectories(db, workspaceId, now).where('directory.id', '=', directoryId).executeTakeFirst()
  if (!row) throw new Failure('directory.not_found')
  return row
}

/** Locks a directory that is connected, so that changes of it take turns. Fails: directory.not_found. */
export async function lockDirectory(tx: Tx, workspaceId: string, directoryId: string) {
  const row = await tx
    .selectFrom('directory')
    .select(['id', 'name', 'preset'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', directoryId)
    .where('removed_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw new Failure('directory.not_found')
  return row
}

export async function insertDirectory(
  tx: Tx,
  row: { id: string; workspace_id: string; name: string; preset: string; created_by: string | null; created_at: Date },
): Promise<void> {
  await tx.insertInto('directory').values(row).execute().catch(nameTaken)
}

export async function updateDirectory(tx: Tx, directoryId: string, change: { name: string; preset: string }): Promise<void> {
  await tx.updateTable('directory').set(change).where('id', '=', directoryId).execute().catch(nameTaken)
}

function nameTaken(error: unknown): never {
  if (violates(error, 'directory_name_key')) throw new Failure('directory.name_taken')
  throw error
}

/** Ends a directory: its tokens stop, its users and groups belong to the workspace alone. Returns how many there were. */
export async function releaseDirectory(tx: Tx, directoryId: string, now: Date) {
  const ended = { directory_id: directoryId, at: now }
  await tx.updateTable('directory').set({ removed_at: now }).where('id', '=', directoryId).execute()
  const { numUpdatedRows: tokens } = await tx
    .updateTable('admin_key')
    .set({ revoked_at: ended.at })
    .where('directory_id', '=', directoryId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  const { numDeletedRows: users } = await tx
    .deleteFrom('directory_user')
    .where('directory_id', '=', directoryId)
    .executeTakeFirst()
  const groups = await tx.deleteFrom('directory_group').where('directory_id', '=', directoryId).returning('group_id').execute()
  const ids = groups.map((it) => it.group_id)
  await tx.updateTable('member_group').set({ source: 'manual' }).where('id', '=', sql<string>`any(${ids})`).execute()
  await tx
    .updateTable('group_member')
    .set({ carried: false })
    .where('group_id', '=', sql<string>`any(${ids})`)
    .where('carried', '=', true)
    .execute()
  return { tokens: Number(tokens), users: Number(users), groups: groups.length }
}
