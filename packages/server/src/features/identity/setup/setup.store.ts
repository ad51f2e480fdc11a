import type { Executor, Tx } from '../../../platform/db/db.ts'

export const getInstallation = (db: Executor) =>
  db.selectFrom('installation').select(['setup_token_hash', 'set_up_at']).where('id', '=', 1).executeTakeFirstOrThrow()

/** Locks the one row of the installation: who holds it decides whether it is set up. */
export const lockInstallation = (tx: Tx) =>
  tx
    .selectFrom('installation')
    .select(['setup_token_hash', 'set_up_at'])
    .where('id', '=', 1)
    .forUpdate()
    .executeTakeFirstOrThrow()

export async function setSetupToken(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.updateTable('installation').set({ setup_token_hash: tokenHash }).where('id', '=', 1).execute()
}
