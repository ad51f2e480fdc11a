import { asDb, type Db } from '../../../platform/db/db.ts'

class RolledBack<T> {
  readonly result: T
  constructor(result: T) {
    this.result = result
  }
}

/** Does something in a transaction that is then rolled back, and answers what came of it: a plan is an apply that never happened. */
export async function rehearse<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  try {
    await db.transaction().execute(async (tx) => {
      throw new RolledBack(await work(asDb(tx)))
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.result as T // thrown a few lines above
    throw error
  }
  throw new Error('a transaction that always throws came to an end')
}
