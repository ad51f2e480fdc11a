import { gatewayRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { openLog } from '../../../platform/log.ts'
import { type GatewayRig, startGatewayRig } from '../testing/gateway-rig.ts'
import { openTurnLog } from './turn-log.ts'
import type { TurnRow } from './turns.store.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

let made = 0
const row = (change: Partial<TurnRow> = {}): TurnRow => ({
  id: `turn_made_${String(++made).padStart(6, '0')}`,
  workspace_id: rig.it.seeded.workspaces.acme ?? '',
  at: rig.it.clock.now(),
  person_id: rig.it.seeded.people.dan ?? '',
  grant_id: null,
  model: 'm',
  upstream_id: null,
  upstream_name: null,
  outcome: 'completed',
  status: 200,
  input_tokens: 1,
  cached_tokens: 0,
  output_tokens: 1,
  reasoning_tokens: 0,
  first_byte_ms: null,
  duration_ms: 1,
  user_agent: 'test',
  session_id: null,
  thread_id: null,
  installation_id: null,
  surface: null,
  policy_version_id: null,
  policy_served_at: null,
  ...change,
})
const stored = async () => {
  const { n } = await rig.it.app.db.selectFrom('turn').select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()
  return n
}

test('an analyst lists turns by person and outcome, page by page; a member does not', async () => {
  const { turnLog } = rig.it.app.gateway
  for (let n = 0; n < 5; n++) turnLog.add(row({ outcome: n % 2 ? 'refused' : 'completed' }))
  turnLog.add(row({ person_id: rig.it.seeded.people.petra ?? '' }))
  turnLog.add(row({ workspace_id: rig.it.seeded.workspaces.beta ?? '', person_id: rig.it.seeded.people.bob ?? '' }))
  await turnLog.flush()
  const ana = rig.it.as('ana')
  const first = await ana.call(gatewayRoutes.turns, { query: { limit: 4 } })
  const second = await ana.call(gatewayRoutes.turns, { query: { limit: 4, cursor: first.body.nextCursor ?? '' } })
  expect([...first.body.items, ...second.body.items]).toHaveLength(6)
  expect(new Set([...first.body.items, ...second.body.items].map((it) => it.id)).size).toBe(6)
  const refused = await ana.call(gatewayRoutes.turns, { query: { outcome: 'refused' } })
  expect(refused.body.items).toHaveLength(2)
  const petra = await ana.call(gatewayRoutes.turns, { query: { personId: rig.it.seeded.people.petra ?? '' } })
  expect(petra.body.items.map((it) => it.person?.email)).toEqual(['petra@acme.test'])
  expect((await rig.it.as('dan').call(gatewayRoutes.turns)).problem?.code).toBe('access.denied')
  expect((await ana.call(gatewayRoutes.turns, { query: { cursor: 'x' } })).problem?.code).toBe('request.invalid')
})

test('a batch with one impossible row loses that row only; a repeated batch stands once', async () => {
  const log = openTurnLog(rig.it.app.db, openLog('silent'))
  const before = await stored()
  const good = row()
  for (const it of [good, row({ model: 'a\u0000b' }), row(), good]) log.add(it)
  await log.close()
  expect(log.waiting()).toBe(0)
  expect(await stored()).toBe(before + 2)
})

test('what waits is bounded, and the oldest give way', async () => {
  const log = openTurnLog(rig.it.app.db, openLog('silent'), { batch: 1_000, waiting: 10, everyMs: 60_000 })
  const rows = Array.from({ length: 15 }, () => row())
  for (const it of rows) log.add(it)
  expect(log.waiting()).toBe(10)
  await log.close()
  const kept = await rig.it.app.db
    .selectFrom('turn')
    .select('id')
    .where(
      'id',
      'in',
      rows.map((it) => it.id),
    )
    .orderBy('id')
    .execute()
  expect(kept.map((it) => it.id)).toEqual(rows.slice(5).map((it) => it.id))
})

test('while the database is away calls go on from memory, records wait, and nothing is lost', async () => {
  await rig.token('dan')
  const before = await stored()
  const database = new URL(rig.it.app.config.databaseUrl).pathname.slice(1)
  const admin = new pg.Client({ connectionString: inject('postgres').adminUrl })
  await admin.connect()
  const away = async () => {
    await admin.query(`alter database ${database} allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
  }
  try {
    await away()
    rig.model.script({ message: 'still here' }, { message: 'and again' })
    expect((await rig.ask()).text).toContain('still here')
    await rig.it.app.gateway.turnLog.flush()
    expect(rig.it.app.gateway.turnLog.waiting()).toBe(1)
  } finally {
    await admin.query(`alter database ${database} allow_connections true`)
    await admin.end()
  }
  expect((await rig.ask()).text).toContain('and again')
  await rig.it.app.gateway.turnLog.flush()
  expect(await stored()).toBe(before + 2)
})

test('what is known is believed for a minute without the database, then nobody is let in by it', async () => {
  const { feed } = rig.it.app
  const freshen = feed.freshen
  try {
    feed.freshen = async () => 59_000 // the feed measures with the machine's own clock, which a test cannot move
    rig.model.script({ message: 'last word' })
    expect((await rig.ask()).text).toContain('last word')
    feed.freshen = async () => 61_000
    const answer = await rig.ask({ headers: { accept: 'application/json' } })
    expect(answer.status).toBe(503)
    expect((await rig.ask()).error).toMatchObject({
      code: 'server_error',
      message: expect.stringContaining('cannot reach its database'),
    })
  } finally {
    feed.freshen = freshen
  }
  expect(rig.model.requests).toHaveLength(1)
})
