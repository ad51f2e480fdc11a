import { openDb } from '../../../packages/server/src/platform/db/db.ts'
import { runningPostgresUrl } from '../../../packages/server/src/platform/embedded-postgres/index.ts'
import { openLog } from '../../../packages/server/src/platform/log.ts'

/**
 * Lets the last proof of everybody who is signed in, or of one person, lie an hour back: what needs a recent one asks then. The real clock
 * has no hands.
 */
export async function forgetProofs({ dataDir }: { dataDir: string }, email?: string): Promise<void> {
  const url = runningPostgresUrl(`${dataDir}/postgres`) ?? runningPostgresUrl(dataDir)
  if (!url) throw new Error(`no database runs in ${dataDir}`)
  const { db, close } = openDb(url, openLog('silent'), { max: 1 })
  try {
    const hourAgo = new Date(Date.now() - 3_600_000)
    const people = db.selectFrom('person').select('id')
    await db
      .updateTable('session')
      .set({ authenticated_at: hourAgo })
      .where('person_id', 'in', email === undefined ? people : people.where('email', '=', email))
      .execute()
  } finally {
    await close()
  }
}
