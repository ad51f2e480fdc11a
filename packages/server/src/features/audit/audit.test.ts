import { auditRoutes, groupRoutes, settingRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chainFacts } from '../../platform/facts/index.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { runFactChain } from './run-fact-chain.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const createGroups = async (by: string, ...names: string[]) => {
  for (const name of names) {
    await it.as(by).call(groupRoutes.create, { body: { name } })
    it.clock.advance(1_000)
  }
}
const list = (query: object = {}, by = 'ada') => it.as(by).call(auditRoutes.list, { query })
const verify = async () => (await it.as('ada').call(auditRoutes.verify)).body

test('a fact says who did what to what, from where, and how it was before', async () => {
  await it.as('ada').call(settingRoutes.set, { params: { key: 'device_code' }, body: { value: false } })
  const [fact] = (await list()).body.items
  expect(fact).toMatchObject({
    kind: 'setting.changed',
    label: 'Setting changed',
    position: null,
    hash: null,
    actor: { kind: 'person', id: it.seeded.people.ada, name: 'Ada Owner' },
    subject: { type: 'setting', id: 'device_code', name: 'Device code authentication for the CLI' },
    address: '127.0.0.1',
    detail: { before: { value: true }, after: { value: false } },
  })
  await chainFacts(it.app.db)
  const one = await it.as('grace').call(auditRoutes.get, { params: { factId: fact?.id } })
  expect(one.body).toMatchObject({ ...fact, position: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('the log is newest first, page by page, and filtered by kind, actor, subject and time', async () => {
  const from = it.clock.now().toISOString()
  await createGroups('ada', 'One', 'Two')
  const to = it.clock.now().toISOString()
  await createGroups('grace', 'Three')
  const names = async (query: object) => (await list(query)).body.items.map((fact) => fact.subject?.name)
  expect(await names({})).toEqual(['Three', 'Two', 'One'])
  expect(await names({ from, to })).toEqual(['Two', 'One'])
  expect(await names({ actorId: it.seeded.people.grace })).toEqual(['Three'])
  expect(await names({ kind: 'group.deleted' })).toEqual([])
  const first = await list({ limit: 2 })
  const two = first.body.items[1]
  expect(await names({ subjectId: two?.subject?.id })).toEqual(['Two'])
  expect(await names({ cursor: first.body.nextCursor })).toEqual(['One'])
  const groupCursor = Buffer.from(JSON.stringify(['engineering', 'grp_1'])).toString('base64url')
  for (const cursor of ['nonsense', groupCursor]) {
    expect((await list({ cursor })).problem).toMatchObject({ status: 422, problems: [{ place: 'query.cursor' }] })
  }
  expect((await list({ from: 'yesterday' })).problem?.problems?.[0]?.place).toBe('query.from')
})

test("only those with the right read it, and another workspace's facts are missing", async () => {
  await createGroups('ada', 'One')
  const factId = (await list()).body.items[0]?.id
  expect((await list({}, 'dan')).problem).toMatchObject({ permission: 'audit.read' })
  expect((await list({}, 'mallory')).body.items).toEqual([])
  expect((await it.as('mallory').call(auditRoutes.get, { params: { factId } })).status).toBe(404)
  const inside = await it.as('mallory').call(auditRoutes.list, { params: { workspaceId: it.seeded.workspaces.acme } })
  expect(inside.problem?.code).toBe('workspace.not_found')
  const kinds = await it.as('grace').call(auditRoutes.kinds)
  expect(kinds.body).toContainEqual({
    kind: 'owner.recovered',
    label: 'Owner recovered on the host',
    class: 'access',
    outcome: 'done',
  })
})

test('the chain holds, an erased payload leaves it whole, and an altered one breaks it', async () => {
  await createGroups('ada', 'One', 'Two', 'Three')
  expect(await verify()).toEqual({ intact: true, checked: 0, erased: 0, head: null, brokenAt: null, because: null })
  await chainFacts(it.app.db)
  const whole = await verify()
  expect(whole).toMatchObject({ intact: true, checked: 3, brokenAt: null })
  const [three, two, one] = (await list()).body.items
  await it.app.db
    .deleteFrom('fact_payload')
    .where('fact_id', '=', one?.id ?? '')
    .execute()
  expect(await verify()).toEqual({ ...whole, erased: 1 })
  expect((await list()).body.items[2]).toMatchObject({ detail: {}, subject: { id: one?.subject?.id, name: '' } })
  const forged = sql<string>`jsonb_set(payload, '{subjectName}', '"Innocent"')`
  await it.app.db
    .updateTable('fact_payload')
    .set({ payload: forged })
    .where('fact_id', '=', two?.id ?? '')
    .execute()
  expect(await verify()).toMatchObject({
    intact: false,
    checked: 1,
    brokenAt: 2,
    because: expect.stringContaining('names and values'),
  })
  const rewrite = it.app.db
    .updateTable('fact')
    .set({ kind: 'group.deleted' })
    .where('id', '=', three?.id ?? '')
    .execute()
  await expect(rewrite).rejects.toThrow('immutable')
})

test('the worker chains everything once, also when two of them run, and waits for its round at the end', async () => {
  await createGroups('ada', 'One', 'Two', 'Three')
  const workers = [runFactChain(it.app, 1), runFactChain(it.app, 1)]
  await expect.poll(async () => (await verify()).checked, { timeout: 5_000 }).toBe(3)
  await Promise.all(workers.map((worker) => worker.close()))
  await createGroups('ada', 'Four')
  expect(await verify()).toMatchObject({ intact: true, checked: 3 })
})
