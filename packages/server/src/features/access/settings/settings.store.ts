import { type PersonRef, type SettingKey, settingKeys } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

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
    .select((eb) => [
      'key',
      'value',
      'changed_at',
      eb
        .selectFrom('person')
        .select(sql<PersonRef>`jsonb_build_object('id', person.id, 'name', person.name, 'email', person.email)`.as('it'))
        .whereRef('person.id', '=', 'workspace_setting.changed_by')
        .$asScalar()
        .as('changed_by'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('key', 'in', settingKeys)
    .execute()

/** Whom settings are about: active members, and live client sign-ins. */
export async function countAffected(db: Executor, workspaceId: string): Promise<{ members: number; clients: number }> {
  return db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('membership')
        .select(sql<number>`count(*)::int`.as('n'))
        .where('workspace_id', '=', workspaceId)
        .where('status', '=', 'active')
        .$asScalar()
        .$notNull()
        .as('members'),
      eb
        .selectFrom('client_grant')
        .select(sql<number>`count(*)::int`.as('n'))
        .where('workspace_id', '=', workspaceId)
        .where('ended_at', 'is', null)
        .where('surface', '<>', 'access_token')
        .$asScalar()
        .$notNull()
        .as('clients'),
    ])
    .executeTakeFirstOrThrow()
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
