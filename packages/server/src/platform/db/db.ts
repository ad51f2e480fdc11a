import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { Failure } from '../failure.ts'
import type { Log } from '../log.ts'
import type { Database } from './schema.ts'

export type Db = Kysely<Database>
export type Tx = Transaction<Database>
/** Stores take either: a transaction is just another db. */
export type Executor = Db | Tx

// bigint columns hold counters far below 2^53, so they arrive as numbers.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

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

export interface OpenDb {
  db: Db
  close(): Promise<void>
}

/** PostgreSQL ends a statement after this time, in milliseconds. */
const statementMs = 30_000

interface PoolOptions {
  max?: number
  /** After this time without an answer a connection counts as dead, in milliseconds: longer than a statement may take. */
  answerWithinMs?: number
}

/** Opens the pool. A lost connection is logged and replaced; it never ends the process. */
export function openDb(url: string, log: Log, { max = 20, answerWithinMs = statementMs + 5_000 }: PoolOptions = {}): OpenDb {
  const pool = new pg.Pool({
    Client: Connection,
    connectionString: url,
    max,
    connectionTimeoutMillis: 3_000,
    application_name: 'bailiwick',
    statement_timeout: statementMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  let closing = false
  // pg hangs the whole client on the error; its message says enough.
  pool.on('error', ({ message }) => closing || log.warn({ reason: message }, 'a database connection was lost'))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    close() {
      closing = true
      return db.destroy()
    },
  }
}

/**
 * A connection that ends itself when an answer does not come: the other end is gone without a word, and the pool would hand it to the
 * next one otherwise.
 */
class Connection extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    // Lost while somebody holds it: their query fails. Without a listener Node would end the process as well.
    this.on('error', () => undefined)
    const ask = this.query
    const query = (...asked: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(ask, this, asked)
      if (answer instanceof Promise) answer.catch((error: unknown) => isUnanswered(error) && void this.end())
      return answer
    }
    this.query = query as typeof ask // each overload answers what the original does
  }
}

const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'

const gone = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  // PostgreSQL is there and has no memory, or no connection, to give.
  '53200',
  '53300',
  '08000',
  '08001',
  '08003',
  '08006',
])
const goneWords =
  /timeout exceeded when trying to connect|Connection terminated|Client (has encountered a connection error|was closed)/

/** Turns what PostgreSQL says into a refusal that an operator understands; undefined when it is something else. */
export function databaseFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (code === '53100') return new Failure('server.disk_full')
  if (gone.has(code) || goneWords.test(error.message) || isUnanswered(error)) return new Failure('server.database_gone')
  return undefined
}

/** Whether an insert or update hit the named unique constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23505' &&
    'constraint' in error &&
    error.constraint === constraint
  )
}
