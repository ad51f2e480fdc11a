import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { FactorTables } from '../../../platform/db/factor-schema.ts'

type ChallengeRow = FactorTables['challenge']

export async function insertChallenge(db: Executor, challenge: Omit<ChallengeRow, 'used_at'>): Promise<void> {
  await db.insertInto('challenge').values(challenge).execute()
}

/** An open challenge of a session, locked; undefined when it is another's, used or late. */
export const lockChallenge = (
  tx: Tx,
  { id, sessionId, purpose, now }: { id: string; sessionId: string; purpose: ChallengeRow['purpose']; now: Date },
): Promise<ChallengeRow | undefined> =>
  tx
    .selectFrom('challenge')
    .selectAll()
    .where('id', '=', id)
    .where('session_id', '=', sessionId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .forUpdate()
    .executeTakeFirst()

export async function useChallenge(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable('challenge').set({ used_at: now }).where('id', '=', id).execute()
}

/** Uses up the open step-up challenges of a session; the newest of them counted. */
export async function takeStepUpChallenge(db: Executor, sessionId: string, now: Date): Promise<string | null> {
  const open = await db
    .updateTable('challenge')
    .set({ used_at: now })
    .where('session_id', '=', sessionId)
    .where('purpose', '=', 'step_up')
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['challenge', 'expires_at'])
    .execute()
  return open.sort((a, b) => b.expires_at.getTime() - a.expires_at.getTime())[0]?.challenge ?? null
}
