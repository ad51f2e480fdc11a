import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CuttableDatabase, cuttableDatabase } from '../../testing/cuttable-database.ts'
import { type Executor, type OpenDb, openDb } from '../db/db.ts'
import { openLog } from '../log.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { announce, type Feed, followChanges, forgetOldChanges } from './changes.ts'

let database: TestDatabase
let wire: CuttableDatabase
/** Writes beside the replica under test, whose way to the database is `wire`. */
let writer: OpenDb
let replica: OpenDb
let feed: Feed
/** What the replica heard: keys, and `everything`. */
let heard: string[]
const log = openLog('silent')

beforeEach(async () => {
  database = await testDatabase()
  wire = await cuttableDatabase(database.url)
  writer = openDb(database.url, log)
  await sql`create table moved (hours int)`.execute(writer.db)
  await sql`insert into moved values (0)`.execute(writer.db)
  await sql`create function now() returns timestamptz language sql stable as
    'select pg_catalog.now() + make_interval(hours => (select hours from public.moved))'`.execute(writer.db)
  // The database's clock as the replica reads it can be moved.
  replica = openDb(`${wire.url}?options=-csearch_path%3Dpublic,pg_catalog`, log, { answerWithinMs: 4_000 })
  heard = []
  const hear = (what: string[]) => async () => () => void heard.push(...what)
  feed = await followChanges({
    db: replica.db,
    url: wire.url,
    log,
    memories: [
      { topics: ['member'], loadAll: hear(['everything']), apply: (changes) => hear(changes.map((it) => it.key))() },
      { topics: ['grant'], loadAll: hear(['everything']), apply: (changes) => hear(changes.map((it) => it.key))() },
    ],
    pollEveryMs: 3_600_000,
    roundMs: 200,
    waitMs: 100,
  })
  await feed.catchUp()
  heard.length = 0
})
afterEach(async () => {
  await feed.close()
  await replica.close()
  await writer.close()
  await wire.close()
  await database.drop()
})

const change = (key: string) => announce(writer.db, 'member', null, key)
/** Without the hint, which may be followed at any moment after, also while the clock moves. */
const silently = (key: string, db: Executor = writer.db) =>
  db.insertInto('change').values({ workspace_id: null, topic: 'member', key }).execute()
const later = (hours: number, db: Executor = writer.db) => sql`update moved set hours = hours + ${hours}`.execute(db)
const rows = () => writer.db.selectFrom('change').select('key').orderBy('id').execute()

test('changes are forgotten after a day', async () => {
  await change('old')
  await change('young')
  const at = (hours: number) => sql<Date>`now() - make_interval(hours => ${hours})`
  await writer.db
    .updateTable('change')
    .set({ at: at(25) })
    .where('key', '=', 'old')
    .execute()
  await writer.db
    .updateTable('change')
    .set({ at: at(23) })
    .where('key', '=', 'young')
    .execute()
  await forgetOldChanges(writer.db)
  expect(await rows()).toEqual([{ key: 'young' }])
})

test('who has not read for half a day reads everything, because changes may be forgotten; who has reads what changed', async () => {
  await later(11)
  await silently('a')
  await feed.catchUp()
  expect(heard).toEqual(['a'])
  // In one transaction: the connection for hints may come up at any moment, and its round must not see the half of it.
  await writer.db.transaction().execute(async (tx) => {
    await silently('missed', tx)
    await later(13, tx)
    await tx.deleteFrom('change').execute()
  })
  await feed.catchUp()
  expect(heard).toEqual(['a', 'everything', 'everything'])
  await change('b')
  await feed.catchUp()
  expect(heard).toEqual(['a', 'everything', 'everything', 'b'])
})

test('a connection that went silent holds nobody up: who asks is answered, and the next round takes another connection', async () => {
  await feed.catchUp()
  wire.silence()
  await change('a')
  await expect(feed.catchUp()).rejects.toThrow('within 100 ms')
  await expect.poll(() => feed.catchUp().then(() => heard), { timeout: 3_000, interval: 50 }).toEqual(['a'])
})
