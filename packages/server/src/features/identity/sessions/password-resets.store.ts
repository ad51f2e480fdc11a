import type { Executor, Tx } from '../../../platform/db/db.ts'

export async function insertReset(tx: Tx, reset: { token_hash: Buffer; person_id: string; expires_at: Date }): Promise<void> {
  await tx.insertInto('password_reset').values(reset).execute()
}

/** Whose password an unused, unexpired link resets. */
export async function findResetPerson(db: Executor, tokenHash: Buffer, now: Date): Promise<string | undefined> {
  const reset = await db
    .selectFrom('password_reset')
    .select('person_id')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return reset?.person_id
}

/** Uses a link up; undefined when somebody else was faster. */
export async function useReset(tx: Tx, tokenHash: Buffer, now: Date): Promise<string | undefined> {
  const used = await tx
    .updateTable('password_reset')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('person_id')
    .executeTakeFirst()
  return used?.person_id
}

/** Makes every other link of a person worthless. */
export async function closeResets(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable('password_reset')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .execute()
}

/** Makes the open links of every member of a workspace worthless. */
export async function closeResetsIn(tx: Tx, workspaceId: string, now: Date): Promise<void> {
  await tx
    .updateTable('password_reset')
    .set({ used_at: now })
    .where('used_at', 'is', null)
    .where('person_id', 'in', (eb) => eb.selectFrom('membership').select('person_id').where('workspace_id', '=', workspaceId))
    .execute()
}
