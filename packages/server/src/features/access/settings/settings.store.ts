import { type PersonRef, type SettingKey, settingKeys } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { personRef } from '../../../platform/db/person-ref.ts'

export interface SettingRow {
  key: string
  value: boolean
  changed_at: Date
  changed_by: PersonRef | null
}

/** Settings that were ever changed; the others have their defaults. */
export const listChanged = (db: Executor, workspaceId: string): Promise<SettingRow[]> =>
  db
    .selectFrom('workspace_setting')
    .select(['key', 'value', 'changed_at', personRef('workspace_setting.changed_by').as('changed_by')])
    .where('workspace_id', '=', workspaceId)
    .where('key', 'in', settingKeys)
    .execute()

/** Live client sign-ins of these people. */
export async function countSignedIn(db: Executor, workspaceId: string, personIds: readonly string[]): Promise<number> {
  const { n } = await db
    .selectFrom('client_grant')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .where('surface', '<>', 'access_token')
    .where('person_id', '=', sql<string>`any(${personIds})`)
    .executeTakeFirstOrThrow()
  return n
}

/** Locks the workspace, so that two who switch the same setting take turns. */
export async function lockSettings(tx: Tx, workspaceId: string): Promise<void> {
  await tx.selectFrom('workspace').select('id').where('id', '=', workspaceId).forNoKeyUpdate().execute()
}

export async function putSetting(
  tx: Tx,
  setting: { workspace_id: string; key: SettingKey; value: boolean; changed_at: Date; changed_by: string | null },
): Promise<void> {
  const { value, changed_at, changed_by } = setting
  await tx
    .insertInto('workspace_setting')
    .values(setting)
    .onConflict((it) => it.columns(['workspace_id', 'key']).doUpdateSet({ value, changed_at, changed_by }))
    .execute()
}
