import type { Insertable, Selectable } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { violates } from '../../../platform/db/db.ts'
import type { Database } from '../../../platform/db/schema.ts'
import { Failure } from '../../../platform/failure.ts'

export type FactorRow = Selectable<Database['factor']>

/** A person's factors, the oldest first. */
export const listFactors = (db: Executor, personId: string): Promise<FactorRow[]> =>
  db.selectFrom('factor').selectAll().where('person_id', '=', personId).orderBy('created_at').orderBy('id').execute()

/** Fails: factor.passkey_refused, when the passkey belongs to an account already. */
export async function insertFactor(tx: Tx, factor: Insertable<Database['factor']>): Promise<FactorRow> {
  try {
    return await tx.insertInto('factor').values(factor).returningAll().executeTakeFirstOrThrow()
  } catch (error) {
    if (!violates(error, 'factor_credential_key')) throw error
    throw new Failure('factor.passkey_refused', { detail: 'This passkey belongs to an account already.' })
  }
}

/** Authenticator apps of a person, locked, so that one code is used once. */
export const lockTotps = (tx: Tx, personId: string): Promise<FactorRow[]> =>
  tx.selectFrom('factor').selectAll().where('person_id', '=', personId).where('kind', '=', 'totp').forUpdate().execute()

export const findPasskey = (db: Executor, credentialId: string): Promise<FactorRow | undefined> =>
  db.selectFrom('factor').selectAll().where('credential_id', '=', credentialId).executeTakeFirst()

/** A passkey of one person, locked, so that its counter is compared and moved by one at a time. */
export const lockPasskey = (tx: Tx, personId: string, credentialId: string): Promise<FactorRow | undefined> =>
  tx
    .selectFrom('factor')
    .selectAll()
    .where('person_id', '=', personId)
    .where('credential_id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()

export async function updateFactor(
  tx: Tx,
  factorId: string,
  change: Partial<Pick<FactorRow, 'name' | 'last_used_at' | 'last_step' | 'counter' | 'backed_up'>>,
): Promise<void> {
  await tx.updateTable('factor').set(change).where('id', '=', factorId).execute()
}

export async function deleteFactor(tx: Tx, factorId: string): Promise<void> {
  await tx.deleteFrom('factor').where('id', '=', factorId).execute()
}

/** Names of the workspaces that ask an active member of theirs for a second factor. */
export async function listRequiring(db: Executor, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('workspace_security', 'workspace_security.workspace_id', 'membership.workspace_id')
    .innerJoin('workspace', 'workspace.id', 'membership.workspace_id')
    .select('workspace.name')
    .where('person_id', '=', personId)
    .where('membership.status', '=', 'active')
    .where('mfa_required', '=', true)
    .orderBy('workspace.name')
    .execute()
  return rows.map((it) => it.name)
}
