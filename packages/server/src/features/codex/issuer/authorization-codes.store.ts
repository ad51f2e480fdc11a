import type { Executor, Tx } from '../../../platform/db/db.ts'

export type Surface = 'device_code' | 'browser'

interface NewAuthorizationCode {
  codeHash: Buffer
  clientId: string
  redirectUri: string
  codeChallenge: string
  surface: Surface
  address: string
  userAgent: string
  expiresAt: Date
  /** Who signs in where; null for a code that only carries a refusal to the client. */
  who: { workspaceId: string; personId: string } | null
  denial: string | null
}

/** Writes a code; false when the request that it belongs to has one already. */
export async function insertAuthorizationCode(tx: Tx, code: NewAuthorizationCode): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('authorization_code')
    .values({
      code_hash: code.codeHash,
      client_id: code.clientId,
      redirect_uri: code.redirectUri,
      code_challenge: code.codeChallenge,
      workspace_id: code.who?.workspaceId ?? null,
      person_id: code.who?.personId ?? null,
      surface: code.surface,
      address: code.address,
      user_agent: code.userAgent,
      denial: code.denial,
      expires_at: code.expiresAt,
    })
    .onConflict((it) => it.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export const lockAuthorizationCode = (tx: Tx, codeHash: Buffer) =>
  tx.selectFrom('authorization_code').selectAll().where('code_hash', '=', codeHash).forUpdate().executeTakeFirst()

/** Spends a code on a refusal: there is no sign-in. */
export async function spendAuthorizationCode(tx: Tx, codeHash: Buffer, now: Date): Promise<void> {
  await tx.updateTable('authorization_code').set({ used_at: now }).where('code_hash', '=', codeHash).execute()
}

/** Whether a code can still be exchanged. */
export async function isUnused(db: Executor, codeHash: Buffer): Promise<boolean> {
  const code = await db.selectFrom('authorization_code').select('used_at').where('code_hash', '=', codeHash).executeTakeFirst()
  return code !== undefined && code.used_at === null
}
