import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groupRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/server.ts'

let it: TestServer
/** A small disk of its own, where this process may mount one. */
let disk: string | undefined
const space = `small_${process.pid}`

beforeAll(async () => {
  it = await startTestServer()
  disk = mountSmallDisk()
})
afterAll(async () => {
  await it.close()
  if (!disk) return
  const admin = new pg.Client({ connectionString: inject('postgres').adminUrl })
  await admin.connect()
  await admin.query(`drop tablespace if exists ${space}`)
  await admin.end()
  spawnSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-small-disk-'))
  chmodSync(folder, 0o711)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=711', 'bailiwick-test', folder]).status === 0) return folder
  rmSync(folder, { recursive: true })
  return undefined
}

/** Makes the next page that the audit log needs one too many: on a disk that is full, or in PostgreSQL's own words where none can be mounted. */
async function fillDisk(): Promise<void> {
  if (!disk) return refuseFacts('53100')
  const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(it.app.db)
  const { uid, gid } = statSync(rows[0]?.folder ?? '')
  const location = join(disk, 'space')
  mkdirSync(location)
  chownSync(location, uid, gid)
  await sql.raw(`create tablespace ${space} location '${location}'`).execute(it.app.db)
  await sql.raw(`alter table fact_payload set tablespace ${space}`).execute(it.app.db)
  const filler = openSync(join(disk, 'filler'), 'w')
  try {
    for (;;) writeSync(filler, Buffer.alloc(4096))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  } finally {
    closeSync(filler)
  }
}

async function refuseFacts(code: string): Promise<void> {
  await sql
    .raw(`create or replace function no_room() returns trigger language plpgsql as
    'begin raise exception ''no room'' using errcode = ''${code}''; end'`)
    .execute(it.app.db)
  await sql`create or replace trigger no_room before insert on fact_payload execute function no_room()`.execute(it.app.db)
}

async function makeRoom(): Promise<void> {
  await sql`drop trigger if exists no_room on fact_payload`.execute(it.app.db)
  if (disk) rmSync(join(disk, 'filler'), { force: true })
}

const create = (name: string) => it.as('ada').call(groupRoutes.create, { body: { name, description: 'x'.repeat(200) } })
const names = async () => (await it.as('ada').call(groupRoutes.list)).body.items.map((group) => group.name)
const counted = async () => {
  const count = (table: 'fact' | 'fact_payload' | 'change') =>
    it.app.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirst()
  return Promise.all([count('fact'), count('fact_payload'), count('change')])
}

test('a disk that is full refuses in its own words, leaves nothing half done, and is over when there is room', async () => {
  await fillDisk()
  let before = await counted()
  let answer = await create('Group 0')
  // What stands on the last page still has room for some.
  for (let n = 1; answer.status === 201 && n < 200; n++) {
    before = await counted()
    answer = await create(`Group ${n}`)
  }
  expect(answer.problem).toMatchObject({
    status: 507,
    code: 'server.disk_full',
    fix: expect.stringContaining('Nothing was changed'),
  })
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(await counted()).toEqual(before)
  const there = await names()
  expect((await create('Never')).status).toBe(507)
  expect(await names()).toEqual(there)
  await makeRoom()
  expect((await create('Never')).status).toBe(201)
})

test.each(['53200', '53300'])('PostgreSQL without memory or connections is away for a moment: %s', async (code) => {
  await refuseFacts(code)
  const before = await counted()
  const { problem } = await create('In vain')
  expect(problem).toMatchObject({ status: 503, code: 'server.database_gone' })
  expect(await counted()).toEqual(before)
  expect(await names()).not.toContain('In vain')
  await makeRoom()
})
