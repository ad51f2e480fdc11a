import { approvalRoutes, exceptionRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { printStartupConfig, type StockClient, startDeviceLogin } from '../../dev/stock-client/index.ts'
import { type TestDatabase, testDatabase } from '../../packages/server/src/platform/testing/database.ts'
import { type CuttableDatabase, cuttableDatabase } from '../../packages/server/src/testing/cuttable-database.ts'
import { type ControlPlane, openControlPlane } from './testing/open-control-plane.ts'

let database: TestDatabase
let wire: CuttableDatabase
let plane: ControlPlane
let client: StockClient
let wide: string
beforeAll(async () => {
  database = await testDatabase()
  wire = await cuttableDatabase(database.url)
  plane = await openControlPlane({ config: { databaseUrl: wire.url } })
  const { it } = plane
  const create = async (name: string, contents: string) =>
    (await it.as('cora').call(policyRoutes.create, { body: { name, contents } })).body.id
  const standard = await create('Standard', 'allowed_sandbox_modes = ["read-only"]\n')
  wide = await create('Wide', 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n')
  const rules = { rules: [{ groupId: it.seeded.groups.Platform ?? '', policyId: wide }], defaultPolicyId: standard }
  expect((await it.as('cora').call(ruleRoutes.replace, { body: { expectedRevision: null, ...rules } })).status).toBe(200)
  client = await signIn('dan')
})
afterAll(async () => {
  wire?.mend()
  await plane?.close()
  await wire?.close()
  await database?.drop()
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

/** The sandbox modes that a client says are allowed, after it forgot what it had fetched. */
async function modesNow(): Promise<unknown> {
  await client.home.dropBundleCache()
  const { requirements, refusal } = await printStartupConfig(client)
  expect(requirements, refusal).toBeDefined()
  return requirements?.allowedSandboxModes
}

const minutesMs = 60_000
const askAndGrant = async (minutes: number) => {
  const until = new Date(plane.it.clock.now().getTime() + minutes * minutesMs).toISOString()
  const asked = await plane.it.as('dan').call(exceptionRoutes.request, { body: { policyId: wide, until, reason: 'A migration' } })
  const params = { exceptionId: asked.body.id }
  const granted = await plane.it.as('cora').call(exceptionRoutes.decide, { params, body: { decision: 'granted' } })
  expect(granted.body.state).toBe('granted')
  return params
}

test('a client gets the other policy while the exception runs, and its own at the second when it ends', async () => {
  expect(await modesNow()).toEqual(['read-only'])
  await askAndGrant(10)
  expect(await modesNow()).toEqual(['read-only', 'workspace-write'])
  plane.it.clock.advance(10 * minutesMs - 1)
  expect(await modesNow()).toEqual(['read-only', 'workspace-write'])
  plane.it.clock.advance(1)
  expect(await modesNow()).toEqual(['read-only'])
})

test('it ends by itself while the database is away', async () => {
  await askAndGrant(10)
  wire.cut()
  expect(await modesNow()).toEqual(['read-only', 'workspace-write'])
  plane.it.clock.advance(10 * minutesMs)
  expect(await modesNow()).toEqual(['read-only'])
  wire.mend()
})

test('revoked, it is over for the next fetch', async () => {
  await expect
    .poll(
      () =>
        plane.it.app.feed.catchUp().then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true)
  const params = await askAndGrant(10)
  expect(await modesNow()).toEqual(['read-only', 'workspace-write'])
  await plane.it.as('ada').call(exceptionRoutes.revoke, { params, body: { note: 'Done' } })
  expect(await modesNow()).toEqual(['read-only'])
})
