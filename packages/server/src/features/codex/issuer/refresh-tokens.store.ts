import type { Executor, Tx } from '../../../platform/db/db.ts'

/** The sign-in that a refresh token belongs to, by the token's hash. */
export async function findGrantIdByToken(db: Executor, tokenHash: Buffer): Promise<string | undefined> {
  const row = await db.selectFrom('refresh_token').select('grant_id').where('token_hash', '=', tokenHash).executeTakeFirst()
  return row?.grant_id
}

/** Read under the lock of the grant, so rotations of one grant take turns. */
export const findRefreshToken = (tx: Tx, tokenHash: Buffer) =>
  tx.selectFrom('refresh_token').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()

export async function insertRefreshToken(
  tx: Tx,
  token: { tokenHash: Buffer; grantId: string; issuedAt: Date; expiresAt: Date },
): Promise<void> {
  await tx
    .insertInto('refresh_token')
    .values({ token_hash: token.tokenHash, grant_id: token.grantId, issued_at: token.issuedAt, expires_at: token.expiresAt })
    .execute()
}

export async function markRotated(tx: Tx, tokenHash: Buffer, now: Date): Promise<void> {
  await tx.updateTable('refresh_token').set({ rotated_at: now }).where('token_hash', '=', tokenHash).execute()
}
