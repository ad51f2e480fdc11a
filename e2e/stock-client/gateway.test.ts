import { approvalRoutes, defaultDenialText, gatewayRoutes, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  exec,
  execForHumans,
  type ScriptedResponses,
  type StockClient,
  startDeviceLogin,
  startScriptedResponses,
} from '../../dev/stock-client/index.ts'
import { type ControlPlane, openControlPlane } from './testing/open-control-plane.ts'

const key = 'sk-upstream-of-the-company-9876'

let plane: ControlPlane
let model: ScriptedResponses
let client: StockClient
beforeAll(async () => {
  plane = await openControlPlane()
  model = await startScriptedResponses({ key })
  const body = { name: 'House model', baseUrl: model.baseUrl, key, models: ['acme-coder', 'acme-large'] }
  await plane.it.as('ada').call(gatewayRoutes.create, { body })
  client = await plane.client()
  await signIn(client, 'dan')
})
afterAll(async () => {
  await plane?.close()
  await model?.close()
})
beforeEach(() => model.reset())

async function signIn(who: StockClient, person: string): Promise<void> {
  const login = startDeviceLogin(who)
  const { userCode } = await login.prompt
  const workspaceId = plane.it.seeded.workspaces.acme ?? ''
  await plane.it.as(person).call(approvalRoutes.decide, { body: { userCode, workspaceId, decision: 'approve' } })
  expect((await login.ended).code).toBe(0)
}

async function turns() {
  await plane.it.app.gateway.turnLog.flush()
  return (await plane.it.as('ana').call(gatewayRoutes.turns)).body.items
}

const setLocal = (value: boolean) =>
  plane.it.as('ada').call(settingRoutes.set, { params: { key: 'codex_local' }, body: { value } })

test('a turn runs through the delivered provider, on the first model of the catalogue, without a warning', async () => {
  model.script({ message: 'Hello from the house model' })
  const run = await exec(client, 'Say hello')
  expect(run.messages).toEqual(['Hello from the house model'])
  expect(run.code).toBe(0)
  expect(run.warnings).toEqual([])
  const [call] = model.requests
  expect(call?.headers.authorization).toBe(`Bearer ${key}`)
  expect(call?.body?.model).toBe('acme-coder')
  expect(call?.body?.tools?.map((it) => it.name)).toContain('exec_command')
  const auth = JSON.stringify(await client.home.readAuth())
  expect(auth).not.toContain(String(call?.headers.authorization))
  expect((await turns())[0]).toMatchObject({
    person: { name: 'Dan Developer' },
    model: 'acme-coder',
    upstream: 'House model',
    outcome: 'completed',
    inputTokens: 11,
    client: expect.stringContaining('0.169.0'),
  })
})

test('the tool calls of a turn go back and forth', async () => {
  model.script({ call: 'exec_command', args: { cmd: 'echo from-the-sandbox' } }, { message: 'done' })
  const run = await exec(client, 'Run it')
  expect(run.messages).toEqual(['done'])
  expect(JSON.stringify(model.requests[1]?.body?.input.at(-1))).toContain('from-the-sandbox')
})

test('Local off: the denial text stands in the client’s own output, at the cost of one request; on again, it works', async () => {
  await setLocal(false)
  const before = (await turns()).length
  const denied = await execForHumans(client, 'Say hello')
  expect(denied.code).toBe(1)
  expect(denied.stderr).toContain(`ERROR: ${defaultDenialText}\n`)
  const json = await exec(client, 'Say hello')
  expect(json.errors).toEqual([defaultDenialText, defaultDenialText])
  const after = await turns()
  expect(after.slice(0, after.length - before).map((it) => it.outcome)).toEqual(['refused', 'refused']) // one for each run
  expect(model.requests).toHaveLength(0)
  await setLocal(true)
  model.script({ message: 'Welcome back' })
  expect((await exec(client, 'Say hello')).messages).toEqual(['Welcome back'])
})

test('a model that is not offered is named with those that are, once', async () => {
  const run = await exec(client, 'Say hello', ['-m', 'gpt-elsewhere'])
  expect(run.errors[0]).toBe('The model “gpt-elsewhere” is not offered by this workspace. Allowed here: acme-coder, acme-large.')
  expect(model.requests).toHaveLength(0)
  expect((await turns())[0]).toMatchObject({ outcome: 'refused', model: 'gpt-elsewhere' })
})

test('a key that the upstream refuses does not send the client into refreshes', async () => {
  model.script({ status: 401, body: { error: { message: 'Incorrect API key provided' } } })
  const run = await exec(client, 'Say hello')
  expect(run.errors[0]).toContain('The model upstream “House model” refused the key that Bailiwick holds for it.')
  expect(model.requests).toHaveLength(1)
})

test('an upstream that breaks off in the middle is asked again by the client, and the turn completes', async () => {
  model.script({ drop: true }, { message: 'second try' })
  const run = await exec(client, 'Say hello')
  expect(run.messages).toEqual(['second try'])
  expect(model.requests).toHaveLength(2)
})
