import type { Executor, Tx } from '../../../platform/db/db.ts'

/** The sign-in that a refresh token belongs to, by the token's hash. */
export async function findGrantIdByToken(db: Executor, tokenHash: Buffer): Promise<string | undefined> {
  const row = await db.selectFrom('refresh_token').select('grant_id').where('token_hash', '=', tokenHash).executeTakeFirst()
  return row?.grant_id
}

/** Read under the lock of the grant, so rotations of one grant take turns. */
export const findRefreshToken = (tx: Tx, tokenHash: Buffer) =>
  tx.selectFrom('refresh_token').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()

export interface NewRefreshToken {
  tokenHash: Buffer
  grantId: string
  issuedAt: Date
  expiresAt: Date
}

export const refreshTokenRow = (token: NewRefreshToken) => ({
  token_hash: token.tokenHash,
  grant_id: token.grantId,
  issued_at: token.issuedAt,
  expires_at: token.expiresAt,
})

/** Puts a successor in the place of a token, in one statement. */
export async function replaceRefreshToken(tx: Tx, rotated: Buffer, next: NewRefreshToken): Promise<void> {
  await tx
    .with('rotated', (db) => db.updateTable('refresh_token').set({ rotated_at: next.issuedAt }).where('token_hash', '=', rotated))
    .insertInto('refresh_token')
    .values(refreshTokenRow(next))
    .execute()
}
