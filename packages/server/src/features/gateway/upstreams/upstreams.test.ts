import { auditRoutes, gatewayRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Resolve } from '../../../platform/outbound/address-guard.ts'
import { type GatewayRig, startGatewayRig, upstreamKey } from '../testing/gateway-rig.ts'
import { openPool } from './connections.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

const fresh = (name: string) => ({ name, baseUrl: 'http://127.0.0.1:9/v1/', key: upstreamKey, models: ['m', 'm', 'n'] })
const missing = 'ups_00000000000000000000000000'

test('an owner adds, changes and removes an upstream; the key stays sealed and out of sight', async () => {
  const ada = rig.it.as('ada')
  const { status, body: made } = await ada.call(gatewayRoutes.create, { body: fresh('Lab') })
  expect(status).toBe(201)
  expect(made).toMatchObject({ baseUrl: 'http://127.0.0.1:9/v1', models: ['m', 'n'], enabled: true, keyHint: 'wxyz' })
  const params = { upstreamId: made.id }
  const { body: changed } = await ada.call(gatewayRoutes.update, { params, body: { name: 'Lab 2', enabled: false } })
  expect(changed).toMatchObject({ name: 'Lab 2', enabled: false, keyHint: 'wxyz' })
  const { body: keyless } = await ada.call(gatewayRoutes.update, { params, body: { key: null } })
  expect(keyless.keyHint).toBeNull()
  const { body: rekeyed } = await ada.call(gatewayRoutes.update, { params, body: { key: 'sk-another-key-abcd' } })
  expect(rekeyed.keyHint).toBe('abcd')
  await ada.call(gatewayRoutes.remove, { params })
  expect((await ada.call(gatewayRoutes.list)).body.map((it) => it.name)).toEqual(['House model'])
  const facts = await rig.it.app.db.selectFrom('fact').select('kind').where('subject_id', '=', made.id).orderBy('xid').execute()
  expect(facts.map((it) => it.kind)).toEqual([
    'upstream.created',
    'upstream.updated',
    'upstream.updated',
    'upstream.updated',
    'upstream.removed',
  ])
})

test('a sealed key never moves to another server', async () => {
  const ada = rig.it.as('ada')
  const { body: made } = await ada.call(gatewayRoutes.create, { body: fresh('Vendor') })
  const change = (body: object) => ada.call(gatewayRoutes.update, { params: { upstreamId: made.id }, body })
  const elsewhere = 'http://127.0.0.1:10/v1'
  const refused = await change({ baseUrl: elsewhere })
  expect(refused).toMatchObject({ status: 422, problem: { problems: [{ place: 'body.key' }] } })
  expect((await change({ baseUrl: 'http://127.0.0.1:9/v2' })).body, 'the same server').toMatchObject({ keyHint: 'wxyz' })
  expect((await change({ baseUrl: elsewhere, key: 'sk-of-the-new-one' })).body).toMatchObject({ baseUrl: elsewhere })
  expect((await change({ baseUrl: 'http://127.0.0.1:11/v1', key: null })).body.keyHint).toBeNull()
  expect((await change({ baseUrl: 'http://127.0.0.1:12/v1' })).status, 'no key to lose').toBe(200)
  await ada.call(gatewayRoutes.remove, { params: { upstreamId: made.id } })
})

test('who may not, may not: an admin reads, an analyst and a member do not, an outsider finds nothing', async () => {
  const params = { upstreamId: rig.upstream.id }
  expect((await rig.it.as('grace').call(gatewayRoutes.list)).status).toBe(200)
  for (const key of ['grace', 'cora', 'ana', 'dan']) {
    const caller = rig.it.as(key)
    for (const refused of [
      await caller.call(gatewayRoutes.create, { body: fresh(key) }),
      await caller.call(gatewayRoutes.update, { params, body: { name: 'Mine' } }),
      await caller.call(gatewayRoutes.remove, { params }),
      await caller.call(gatewayRoutes.test, { params, body: {} }),
    ])
      expect(refused.problem).toMatchObject({ code: 'access.denied', permission: 'gateway.manage' })
    if (key !== 'grace') expect((await caller.call(gatewayRoutes.list)).problem?.code).toBe('access.denied')
  }
  const mallory = rig.it.as('mallory')
  expect((await mallory.call(gatewayRoutes.update, { params, body: { name: 'Mine' } })).problem?.code).toBe('upstream.not_found')
  expect((await mallory.call(gatewayRoutes.remove, { params })).problem?.code).toBe('upstream.not_found')
  expect((await mallory.call(gatewayRoutes.test, { params, body: {} })).problem?.code).toBe('upstream.not_found')
  const inAcme = { params: { workspaceId: rig.it.seeded.workspaces.acme } }
  expect((await mallory.call(gatewayRoutes.list, inAcme)).problem?.code).toBe('workspace.not_found')
  expect((await mallory.call(gatewayRoutes.turns, inAcme)).problem?.code).toBe('workspace.not_found')
})

test('bad input is named and changes nothing', async () => {
  const ada = rig.it.as('ada')
  const refused = async (change: object) =>
    (await ada.call(gatewayRoutes.create, { body: { ...fresh('Bad'), ...change } })).problem
  expect(await refused({ baseUrl: 'http://169.254.169.254/latest' })).toMatchObject({
    code: 'upstream.address_refused',
    problems: [{ place: 'body.baseUrl' }],
  })
  expect((await refused({ baseUrl: rig.it.app.config.publicUrl }))?.detail).toContain('Bailiwick itself')
  expect((await refused({ name: 'HOUSE MODEL' }))?.code).toBe('upstream.name_taken')
  expect((await refused({ key: 'two words' }))?.problems?.[0]?.place).toBe('body.key')
  expect((await refused({ models: [] }))?.problems?.[0]?.place).toBe('body.models')
  expect((await ada.call(gatewayRoutes.update, { params: { upstreamId: missing }, body: {} })).problem?.code).toBe(
    'upstream.not_found',
  )
  const params = { upstreamId: rig.upstream.id }
  const moved = await ada.call(gatewayRoutes.update, { params, body: { baseUrl: 'http://8.8.8.8/' } })
  expect(moved.problem?.code).toBe('upstream.address_refused')
  expect((await ada.call(gatewayRoutes.list)).body).toHaveLength(1)
})

test('two who take the same name at once: one gets it', async () => {
  const ada = rig.it.as('ada')
  const both = await Promise.all([1, 2].map(() => ada.call(gatewayRoutes.create, { body: fresh('Twin') })))
  expect(both.map((it) => it.status).sort()).toEqual([201, 409])
  for (const { status, body } of both)
    if (status === 201) await ada.call(gatewayRoutes.remove, { params: { upstreamId: body.id } })
})

test('the test button says what came back', async () => {
  const params = { upstreamId: rig.upstream.id }
  const press = async (body = {}) => (await rig.it.as('ada').call(gatewayRoutes.test, { params, body })).body
  rig.model.script(
    { message: 'ok' },
    { status: 401, body: { error: { message: `Incorrect API key provided: ${upstreamKey}` } } },
    { failed: { code: 'x', message: `no such model; your key is ${upstreamKey}` } },
    { drop: true },
    { status: 404, body: '<html>not here</html>' },
    { status: 200, body: { hello: 'world' } },
  )
  expect(await press()).toMatchObject({ ok: true, status: 200, message: 'acme-coder answered.' })
  expect(rig.model.requests[0]?.body).toMatchObject({ model: 'acme-coder', stream: true })
  expect(await press()).toMatchObject({ ok: false, status: 401, message: expect.stringContaining('refused the key') })
  expect(await press({ model: 'other' })).toMatchObject({
    message: 'It could not answer with other: no such model; your key is [key]',
  })
  expect(await press()).toMatchObject({ ok: false, message: expect.stringContaining('closed the connection') })
  expect(await press()).toMatchObject({ ok: false, status: 404, message: expect.stringContaining('does not know this address') })
  expect(await press()).toMatchObject({ ok: false, status: 200, message: expect.stringContaining('not with an event stream') })
  const { body } = await rig.it.as('ada').call(gatewayRoutes.list)
  expect(body[0]?.health).toMatchObject({
    lastSuccessAt: expect.any(String),
    lastFailure: expect.stringContaining('event stream'),
  })
})

test('the key is in no answer, no fact and no row', async () => {
  rig.model.script(
    { status: 400, body: { error: { message: `bad key ${upstreamKey}` } } },
    { status: 400, body: { error: { message: `bad key ${upstreamKey}` } } },
    { status: 429, body: { error: { message: `slow down ${upstreamKey}` } } },
    { status: 500, body: upstreamKey },
  )
  const answers = [
    await rig.ask(),
    await rig.ask({ headers: { accept: 'application/json' } }),
    await rig.ask(),
    await rig.ask(),
    await rig.it.as('ada').call(gatewayRoutes.list),
    await rig.it.as('ada').call(gatewayRoutes.turns),
    await rig.it.as('ada').call(auditRoutes.list, { query: { limit: 200 } }),
  ]
  expect(JSON.stringify(answers)).toContain('[key]')
  expect(JSON.stringify(answers)).not.toContain(upstreamKey)
  for (const table of ['fact_payload', 'upstream', 'turn', 'change'] as const) {
    const rows = await rig.it.app.db.selectFrom(table).selectAll().execute()
    const text = JSON.stringify(rows, (_name, value: unknown) =>
      typeof value === 'object' && value && 'data' in value && Array.isArray(value.data)
        ? Buffer.from(value.data).toString('latin1')
        : value,
    )
    expect(text, table).not.toContain(upstreamKey)
  }
})

test('a connection is made only to addresses that were checked for it', async () => {
  let leadsTo = '127.0.0.1'
  const resolve: Resolve = (_host, done) => done(null, [{ address: leadsTo, family: 4 }])
  const { port } = new URL(rig.model.baseUrl)
  const ask = async () => {
    const pool = openPool(`http://models.acme.test:${port}`, resolve)
    try {
      return (await pool.request({ method: 'GET', path: '/v1/models' })).statusCode
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown'
    } finally {
      await pool.destroy()
    }
  }
  expect(await ask()).toBe(401) // reached: it asks for its key
  for (const elsewhere of ['169.254.169.254', '8.8.8.8', '0.0.0.0']) {
    leadsTo = elsewhere
    expect(await ask(), elsewhere).toBe('AddressRefused')
  }
  expect(() => openPool('http://169.254.169.254')).toThrow(/must not have/)
})
