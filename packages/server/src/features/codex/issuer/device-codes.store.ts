import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'

interface NewDeviceCode {
  deviceAuthHash: Buffer
  userCodeHash: Buffer
  clientId: string
  address: string
  userAgent: string
  requestedAt: Date
  expiresAt: Date
}

/** Writes a request; false when the same user code is waiting already. */
export async function insertDeviceCode(db: Executor, code: NewDeviceCode): Promise<boolean> {
  try {
    await db
      .insertInto('device_code')
      .values({
        device_auth_hash: code.deviceAuthHash,
        user_code_hash: code.userCodeHash,
        client_id: code.clientId,
        address: code.address,
        user_agent: code.userAgent,
        requested_at: code.requestedAt,
        expires_at: code.expiresAt,
        state: 'pending',
      })
      .execute()
    return true
  } catch (error) {
    if (violates(error, 'device_code_user_code')) return false
    throw error
  }
}

/** The request of the client that holds both halves. */
export const findDeviceCode = (db: Executor, deviceAuthHash: Buffer, userCodeHash: Buffer) =>
  db
    .selectFrom('device_code')
    .selectAll()
    .where('device_auth_hash', '=', deviceAuthHash)
    .where('user_code_hash', '=', userCodeHash)
    .executeTakeFirst()

/** A request that waits for a person, by what the person typed. */
export const findPending = (db: Executor, userCodeHash: Buffer, now: Date) =>
  db
    .selectFrom('device_code')
    .selectAll()
    .where('user_code_hash', '=', userCodeHash)
    .where('state', '=', 'pending')
    .where('expires_at', '>', now)
    .executeTakeFirst()

/** Ends the waiting, once: of two who decide at the same time the second finds nothing. */
export async function markDecided(tx: Tx, deviceAuthHash: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('device_code')
    .set({ state: 'decided' })
    .where('device_auth_hash', '=', deviceAuthHash)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The workspaces that a person belongs to, deactivated or not. */
export async function listWorkspaceIdsOf(db: Executor, personId: string): Promise<string[]> {
  const rows = await db.selectFrom('membership').select('workspace_id').where('person_id', '=', personId).execute()
  return rows.map((it) => it.workspace_id)
}
