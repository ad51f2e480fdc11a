import { sql } from 'kysely'
import type { Db, Executor, Tx } from '../../../platform/db/db.ts'

/** How often a ticket may be tried. */
const triesOfTicket = 5

export interface Ticket {
  token_hash: Buffer
  /** Whose password was right; null for a sign-in with a passkey alone. */
  person_id: string | null
  /** The passkey challenge that was made for it. */
  challenge: string | null
  expires_at: Date
}

export async function insertTicket(db: Executor, ticket: Ticket & { user_agent: string; created_at: Date }): Promise<void> {
  await db.insertInto('sign_in_ticket').values(ticket).execute()
}

const live = (db: Db, tokenHash: Buffer, userAgent: string, now: Date) =>
  db
    .updateTable('sign_in_ticket')
    .where('token_hash', '=', tokenHash)
    .where('user_agent', '=', userAgent)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('tries', '<', triesOfTicket)
    .returning(['token_hash', 'person_id', 'challenge', 'expires_at'])

/** Counts a try of a ticket before it is verified; undefined when it is unknown, used, late, tried out, or another browser's. */
export const tryTicket = (db: Db, tokenHash: Buffer, userAgent: string, now: Date): Promise<Ticket | undefined> =>
  live(db, tokenHash, userAgent, now).set({ tries: sql<number>`tries + 1` }).executeTakeFirst()

/** Keeps the challenge that a ticket's passkey must answer, instead of the one before. */
export const challengeTicket = (
  db: Db,
  tokenHash: Buffer,
  userAgent: string,
  now: Date,
  challenge: string,
): Promise<Ticket | undefined> => live(db, tokenHash, userAgent, now).set({ challenge }).executeTakeFirst()

/** Uses a ticket up; false when somebody was faster or it was closed. */
export async function useTicket(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('sign_in_ticket')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Makes what a person's password has opened halfway worthless. */
export async function closeTickets(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable('sign_in_ticket')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .execute()
}
