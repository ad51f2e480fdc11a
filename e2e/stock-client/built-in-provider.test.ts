import { defaultDenialText, gatewayRoutes, groupRoutes, policyRoutes, ruleRoutes, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { execForHumans, openAppServer, type StockClient } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { stepOf } from './testing/as-connect-says.ts'
import { type Company, houseModel, openCompany } from './testing/open-company.ts'

let company: Company
let client: StockClient
beforeAll(async () => {
  company = await openCompany({ https: 'proxy' })
  client = await company.signIn('sam')
  const config = await stepOf(company, 'sam', 'member', 'config')
  await client.home.writeConfig(config.replace('# cli_auth', 'cli_auth'))

  // A policy that names the built-in provider is served as it is, with a warning to its author.
  const { call } = company.server.owner
  const created = await call(policyRoutes.create, { body: { name: 'Built-in', contents: 'model_provider = "openai"\n' } })
  expect(created.body.check?.problems, created.problem?.detail).toMatchObject([{ severity: 'warning', code: 'gateway_bypassed' }])
  const security = (await call(groupRoutes.list, { query: { search: 'Security' } })).body.items[0]
  const { revision } = (await call(ruleRoutes.get)).body
  const rules = [{ groupId: security?.id ?? '', policyId: created.body.id }]
  const body = { expectedRevision: revision?.number ?? null, rules, defaultPolicyId: null }
  expect((await call(ruleRoutes.replace, { body })).status).toBe(200)
})
afterAll(() => company?.close())
beforeEach(() => company.model.reset())

const turns = async () => (await company.server.owner.call(gatewayRoutes.turns)).body.items
const toResponses = (mark: number) => company.tap.passed.slice(mark).filter((it) => it.path === '/backend-api/codex/responses')

test('behind a TLS proxy the built-in provider reaches the gateway: no websocket, a packed body, an answer, a record', async () => {
  const mark = company.tap.passed.length
  company.model.script({ message: 'by the built-in way' })
  const run = await execForHumans(client, 'Say hello')
  expect(run.stderr).toContain('provider: openai')
  expect(run.stdout.trim(), run.stderr).toBe('by the built-in way')
  const [upgrade, ...calls] = toResponses(mark)
  expect(upgrade).toMatchObject({ method: 'GET', status: 426, headers: { upgrade: 'websocket' } })
  expect(calls).toMatchObject([{ method: 'POST', status: 200, headers: { 'content-encoding': 'zstd' } }])
  expect(company.model.requests).toHaveLength(1)
  expect(company.model.requests[0]?.body).toMatchObject({ model: houseModel, stream: true })
  expect(company.model.requests[0]?.headers['content-encoding'], 'unpacked here').toBeUndefined()
  await until(async () => (await turns()).length === 1)
  expect(await turns()).toMatchObject([{ outcome: 'completed', person: { name: 'Sam Security' }, inputTokens: 11 }])
})

test('Local off: the exact sentence for one call, as with the provider of the company', async () => {
  const setting = (value: boolean) =>
    company.server.owner.call(settingRoutes.set, { params: { key: 'codex_local' }, body: { value } })
  await setting(false)
  const mark = company.tap.passed.length
  const denied = await execForHumans(client, 'Say hello')
  await setting(true)
  expect(denied.code).toBe(1)
  expect(denied.stderr.split('\n').filter((it) => it.startsWith('ERROR: '))).toEqual([
    `ERROR: ${defaultDenialText}`,
    `ERROR: ${defaultDenialText}`,
  ])
  expect(company.tap.modelCalls(mark)).toBe(1)
})

test('the account is complete for an editor', async () => {
  const appServer = await openAppServer(client)
  const account = { type: 'chatgpt', email: 'sam@acme.test', planType: 'enterprise' }
  expect(await appServer.call('account/read', {})).toMatchObject({ account })
  company.model.script({ message: 'hello' })
  expect(await appServer.turn('Say hello')).toMatchObject({ status: 'completed' })
  await appServer.close()
})
