import type { Db, Tx } from '../../../platform/db/db.ts'

/** A transaction as a database: what opens a transaction of its own joins this one instead. */
export function asDb(tx: Tx): Db {
  const transaction = () => ({ execute: <T>(work: (tx: Tx) => Promise<T>) => work(tx) })
  return new Proxy(tx, {
    get(target, key) {
      if (key === 'transaction') return transaction
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value // its members are private to itself
    },
  })
}

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
