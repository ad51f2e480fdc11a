import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CuttableDatabase, cuttableDatabase } from '../../testing/cuttable-database.ts'
import { openLog } from '../log.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { databaseFailure, type OpenDb, openDb } from './db.ts'

let database: TestDatabase
let wire: CuttableDatabase
let opened: OpenDb
beforeAll(async () => {
  database = await testDatabase()
  wire = await cuttableDatabase(database.url)
  opened = openDb(wire.url, openLog('silent'), { max: 1, answerWithinMs: 200 })
})
afterAll(async () => {
  await opened.close()
  await wire.close()
  await database.drop()
})

const ask = () => sql`select 1`.execute(opened.db)

test('a connection that went silent counts as the database being gone, and the pool replaces it', async () => {
  await ask()
  wire.silence()
  const error = await ask().catch((it: unknown) => it)
  expect(databaseFailure(error)?.code).toBe('server.database_gone')
  await ask()
  const within = opened.db.transaction().execute(async (tx) => {
    wire.silence()
    await sql`select 1`.execute(tx)
  })
  expect(databaseFailure(await within.catch((it: unknown) => it))?.code).toBe('server.database_gone')
  await ask()
})
