import type { NamedRef, PersonRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { personRef } from '../../../platform/db/person-ref.ts'

export interface AdminKeyRow {
  id: string
  name: string
  hint: string
  scopes: string[]
  created_by: PersonRef | null
  /** Whose token it is. */
  directory: NamedRef | null
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
}

const selectKeys = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('admin_key')
    .select((eb) => [
      'admin_key.id',
      'admin_key.name',
      'admin_key.hint',
      'admin_key.scopes',
      'admin_key.created_at',
      'admin_key.expires_at',
      'admin_key.last_used_at',
      'admin_key.revoked_at',
      personRef('admin_key.created_by').as('created_by'),
      eb
        .selectFrom('directory')
        .select(sql<NamedRef>`jsonb_build_object('id', directory.id, 'name', directory.name)`.as('it'))
        .whereRef('directory.id', '=', 'admin_key.directory_id')
        .$asScalar()
        .as('directory'),
    ])
    .where('workspace_id', '=', workspaceId)

/** Keys, newest first; those that expired or were revoked stay in the list. Tokens of directories are listed apart. */
export const listKeys = (
  db: Executor,
  workspaceId: string,
  find: { of: 'programs' | 'directories'; creatorId?: string | undefined },
): Promise<AdminKeyRow[]> =>
  selectKeys(db, workspaceId)
    .where('directory_id', find.of === 'programs' ? 'is' : 'is not', null)
    .$if(find.creatorId !== undefined, (it) => it.where('admin_key.created_by', '=', find.creatorId ?? ''))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

export const findKey = (db: Executor, workspaceId: string, keyId: string): Promise<AdminKeyRow | undefined> =>
  selectKeys(db, workspaceId).where('id', '=', keyId).where('directory_id', 'is', null).executeTakeFirst()

/** What a change of a key looks at, under its lock. */
export interface LockedKey {
  id: string
  name: string
  scopes: string[]
  created_by: string | null
  expires_at: Date | null
  revoked_at: Date | null
}

/** Keys by id, locked in one order, so that two that change each other wait instead of failing. */
export async function lockKeys(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, LockedKey>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('admin_key')
    .select(['id', 'name', 'scopes', 'created_by', 'expires_at', 'revoked_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .where('directory_id', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(rows.map((it) => [it.id, it]))
}

export async function updateKey(
  tx: Tx,
  workspaceId: string,
  keyId: string,
  change: { name: string; scopes: string[]; expires_at: Date | null },
): Promise<void> {
  await tx.updateTable('admin_key').set(change).where('workspace_id', '=', workspaceId).where('id', '=', keyId).execute()
}

export interface NewKey {
  id: string
  workspace_id: string
  name: string
  hint: string
  token_hash: Buffer
  scopes: string[]
  created_by: string | null
  created_at: Date
  expires_at: Date | null
}

export async function insertKey(tx: Tx, key: NewKey): Promise<void> {
  await tx.insertInto('admin_key').values(key).execute()
}

/** Revokes a key; false when it is unknown or was revoked before. */
export async function revokeKey(tx: Tx, workspaceId: string, keyId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('admin_key')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .where('directory_id', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
