import type { PersonRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

export type TokenRow = Awaited<ReturnType<typeof listTokens>>[number]

const selectTokens = (db: Executor, directoryId: string) =>
  db
    .selectFrom('admin_key')
    .leftJoin('person', 'person.id', 'admin_key.directory_made_by')
    .leftJoin('membership', (join) =>
      join
        .onRef('membership.workspace_id', '=', 'admin_key.workspace_id')
        .onRef('membership.person_id', '=', 'admin_key.directory_made_by'),
    )
    .select([
      'admin_key.id',
      'admin_key.name',
      'admin_key.hint',
      'admin_key.created_at',
      'admin_key.expires_at',
      'admin_key.last_used_at',
      'admin_key.revoked_at',
      'membership.status as maker_status',
      sql<PersonRef | null>`case when person.id is not null then
        jsonb_build_object('id', person.id, 'name', person.name, 'email', person.email) end`.as('made_by'),
    ])
    .where('admin_key.directory_id', '=', directoryId)

/** Tokens, newest first; those that expired or were revoked stay in the list. */
export const listTokens = (db: Executor, directoryId: string) =>
  selectTokens(db, directoryId).orderBy('admin_key.created_at', 'desc').orderBy('admin_key.id', 'desc').execute()

export const findToken = (db: Executor, directoryId: string, tokenId: string) =>
  selectTokens(db, directoryId).where('admin_key.id', '=', tokenId).executeTakeFirst()

export async function insertToken(
  tx: Tx,
  token: {
    id: string
    workspace_id: string
    directory_id: string
    name: string
    hint: string
    token_hash: Buffer
    scopes: string[]
    directory_made_by: string | null
    created_at: Date
    expires_at: Date | null
  },
): Promise<void> {
  await tx.insertInto('admin_key').values(token).execute()
}

/** Revokes a token; false when it is unknown or was revoked before. */
export async function setRevoked(tx: Tx, directoryId: string, tokenId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('admin_key')
    .set({ revoked_at: now })
    .where('directory_id', '=', directoryId)
    .where('id', '=', tokenId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
