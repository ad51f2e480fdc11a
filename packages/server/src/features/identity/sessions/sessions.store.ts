import { type Insertable, type Selectable, sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { Database } from '../../../platform/db/schema.ts'

const columns = [
  'id',
  'address',
  'user_agent',
  'created_at',
  'last_seen_at',
  'expires_at',
  'method',
  'workspace_id',
  'identity_provider_id',
  'authenticated_at',
  'second_factor_at',
] as const

export type SessionRow = Pick<Selectable<Database['session']>, (typeof columns)[number]>

export const findSession = (db: Executor, sessionId: string): Promise<SessionRow | undefined> =>
  db.selectFrom('session').select(columns).where('id', '=', sessionId).where('ended_at', 'is', null).executeTakeFirst()

/** How many recovery codes of a person were not used. */
export async function countRecoveryCodes(db: Executor, personId: string): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_code')
    .select(sql<number>`count(*)`.as('left'))
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return left
}

/** Keeps a new session; who starts one was seen, wherever they are a member. */
export async function insertSession(tx: Tx, session: Insertable<Database['session']> & { last_seen_at: Date }): Promise<void> {
  await tx.insertInto('session').values(session).execute()
  const { person_id, last_seen_at } = session
  await tx.updateTable('membership').set({ last_seen_at }).where('person_id', '=', person_id).execute()
}

/** Sessions that the gate would still accept, the last used first. */
export const listLiveSessions = (db: Executor, personId: string, now: Date, idleSince: Date): Promise<SessionRow[]> =>
  db
    .selectFrom('session')
    .select(columns)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute()

/** Ends one session of a person; false when it is not theirs or has ended. */
export async function endSession(tx: Tx, personId: string, sessionId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('session')
    .set({ ended_at: now })
    .where('id', '=', sessionId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends the session behind a cookie, whoever's it is. */
export async function endSessionByToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<void> {
  await tx
    .updateTable('session')
    .set({ ended_at: now })
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .execute()
}

/** Ends a person's sessions, but for the one named; how many there were. */
export async function endSessions(tx: Tx, personId: string, now: Date, except?: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('session')
    .set({ ended_at: now })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .$if(except !== undefined, (it) => it.where('id', '<>', except ?? ''))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Notes what the person behind a session has just shown. */
export async function setProven(
  tx: Tx,
  sessionId: string,
  proven: Partial<Record<'authenticated_at' | 'second_factor_at', Date>>,
): Promise<void> {
  await tx.updateTable('session').set(proven).where('id', '=', sessionId).execute()
}

/** After a person's last factor here is gone: their sessions have shown none that counts. What an identity provider said of its own stays. */
export async function forgetSecondFactor(tx: Tx, personId: string): Promise<void> {
  await tx
    .updateTable('session')
    .set({ second_factor_at: null })
    .where('person_id', '=', personId)
    .where('method', 'not in', ['oidc', 'saml'])
    .where('ended_at', 'is', null)
    .execute()
}
