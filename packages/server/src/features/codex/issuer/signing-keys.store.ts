import type { JWK } from 'jose'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

export interface SigningKeyRow {
  kid: string
  public_jwk: Record<string, unknown>
  private_sealed: Buffer
  created_at: Date
  signs_until: Date
  verifies_until: Date
}

/** Every key that may still verify something, newest first. */
export const listSigningKeys = (db: Executor, now: Date): Promise<SigningKeyRow[]> =>
  db.selectFrom('signing_key').selectAll().where('verifies_until', '>', now).orderBy('created_at', 'desc').execute()

/** Replicas that find no key at the same time take turns; the lock ends with the transaction. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('bailiwick.signing_key'))`.execute(tx)
}

export async function insertSigningKey(
  tx: Tx,
  key: { kid: string; publicJwk: JWK; privateSealed: Buffer; createdAt: Date; signsUntil: Date; verifiesUntil: Date },
): Promise<void> {
  await tx
    .insertInto('signing_key')
    .values({
      kid: key.kid,
      public_jwk: JSON.stringify(key.publicJwk),
      private_sealed: key.privateSealed,
      created_at: key.createdAt,
      signs_until: key.signsUntil,
      verifies_until: key.verifiesUntil,
    })
    .execute()
}

/** Older keys sign nothing from now on, and verify until what they signed has expired. Returns the newest of them. */
export async function retireSigningKeys(tx: Tx, now: Date, verifiesUntil: Date): Promise<string | undefined> {
  const newest = await tx.selectFrom('signing_key').select('kid').orderBy('created_at', 'desc').limit(1).executeTakeFirst()
  await tx
    .updateTable('signing_key')
    .set({ signs_until: now, verifies_until: verifiesUntil })
    .where('signs_until', '>', now)
    .execute()
  return newest?.kid
}

export async function listWorkspaceIds(db: Executor): Promise<string[]> {
  const rows = await db.selectFrom('workspace').select('id').execute()
  return rows.map((it) => it.id)
}
