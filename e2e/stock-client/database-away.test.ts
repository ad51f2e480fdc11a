import { approvalRoutes, gatewayRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  exec,
  printStartupConfig,
  type ScriptedResponses,
  type StockClient,
  startDeviceLogin,
  startScriptedResponses,
} from '../../dev/stock-client/index.ts'
import { type TestDatabase, testDatabase } from '../../packages/server/src/platform/testing/database.ts'
import { type CuttableDatabase, cuttableDatabase } from '../../packages/server/src/testing/cuttable-database.ts'
import { type ControlPlane, openControlPlane } from './testing/open-control-plane.ts'

let database: TestDatabase
let wire: CuttableDatabase
let plane: ControlPlane
let model: ScriptedResponses
let client: StockClient
beforeAll(async () => {
  database = await testDatabase()
  wire = await cuttableDatabase(database.url)
  plane = await openControlPlane({ config: { databaseUrl: wire.url } })
  model = await startScriptedResponses()
  const body = { name: 'House model', baseUrl: model.baseUrl, key: null, models: ['acme-coder'] }
  await plane.it.as('ada').call(gatewayRoutes.create, { body })
  client = await signIn('dan')
})
afterAll(async () => {
  wire?.mend()
  await plane?.close()
  await model?.close()
  await wire?.close()
  await database?.drop()
})
beforeEach(() => {
  wire.mend()
  model.reset()
})

async function signIn(person: string): Promise<StockClient> {
  const fresh = await plane.client()
  const login = startDeviceLogin(fresh)
  const { userCode } = await login.prompt
  const workspaceId = plane.it.seeded.workspaces.acme ?? ''
  await plane.it.as(person).call(approvalRoutes.decide, { body: { userCode, workspaceId, decision: 'approve' } })
  expect((await login.ended).code).toBe(0)
  return fresh
}

const count = (from: number, what: string) => plane.requests.slice(from).filter((it) => it === what).length

test('while the database is away a client starts with its policy and works', async () => {
  wire.cut()
  await client.home.dropBundleCache()
  const started = await printStartupConfig(client)
  expect(started.requirements, started.refusal).toMatchObject({ modelProvider: 'bailiwick' })
  model.script({ message: 'from memory' })
  const run = await exec(client, 'Say hello')
  expect(run.messages, run.stderr).toEqual(['from memory'])
  wire.mend()
  const turns = async () => {
    await plane.it.app.gateway.turnLog.flush()
    return (await plane.it.as('ana').call(gatewayRoutes.turns)).body?.items ?? []
  }
  await expect.poll(turns, { timeout: 10_000, message: 'the turn is recorded later' }).toMatchObject([{ outcome: 'completed' }])
})

test('a sign-in that has to be renewed meanwhile is not lost: the client says so, and works when the database is back', async () => {
  const before = (await client.home.readAuth())?.tokens?.refresh_token
  plane.it.clock.advance(3_600_000)
  wire.cut()
  const from = plane.requests.length
  const away = await exec(client, 'Say hello')
  expect(away.code).toBe(1)
  expect(away.errors.join(), away.stderr).toContain('503')
  expect(count(from, 'POST /oauth/token'), 'tried again').toBeGreaterThan(1)
  expect(count(from, 'POST /oauth/token'), 'no storm').toBeLessThanOrEqual(25)
  expect((await client.home.readAuth())?.tokens?.refresh_token).toBe(before)

  wire.mend()
  await expect.poll(async () => (await plane.it.as('ada').call(gatewayRoutes.list)).status, { timeout: 10_000 }).toBe(200)
  model.script({ message: 'and on' })
  const run = await exec(client, 'Say hello')
  expect(run.messages, run.stderr).toEqual(['and on'])
  expect((await client.home.readAuth())?.tokens?.refresh_token).not.toBe(before)
})

test('four clients that share one sign-in renew it at the same moment, and all of them work', async () => {
  plane.setClock(-7_200_000)
  const shared = await signIn('sam')
  plane.setClock(0)
  model.script({ message: 'yes' }, { message: 'yes' }, { message: 'yes' }, { message: 'yes' })
  const from = plane.requests.length
  const runs = await Promise.all([1, 2, 3, 4].map(() => exec(shared, 'Say yes')))
  for (const run of runs) expect(run.messages, run.stderr).toEqual(['yes'])
  expect(count(from, 'POST /oauth/token')).toBeGreaterThan(0)
  await shared.home.dropBundleCache()
  model.script({ message: 'yes' })
  expect((await exec(shared, 'Say yes')).messages, 'what was written last is good').toEqual(['yes'])
})
