import type { PersonRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

export interface AdminKeyRow {
  id: string
  name: string
  hint: string
  scopes: string[]
  created_by: PersonRef | null
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
      eb
        .selectFrom('person')
        .select(sql<PersonRef>`jsonb_build_object('id', person.id, 'name', person.name, 'email', person.email)`.as('it'))
        .whereRef('person.id', '=', 'admin_key.created_by')
        .$asScalar()
        .as('created_by'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('directory_id', 'is', null)

/** Keys, newest first; those that expired or were revoked stay in the list. */
export const listKeys = (db: Executor, workspaceId: string): Promise<AdminKeyRow[]> =>
  selectKeys(db, workspaceId).orderBy('created_at', 'desc').orderBy('id', 'desc').execute()

export const findKey = (db: Executor, workspaceId: string, keyId: string): Promise<AdminKeyRow | undefined> =>
  selectKeys(db, workspaceId).where('id', '=', keyId).executeTakeFirst()

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
