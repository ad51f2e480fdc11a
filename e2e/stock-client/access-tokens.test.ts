import {
  accessTokenRoutes,
  defaultDenialText,
  deviceRoutes,
  groupRoutes,
  memberRoutes,
  serviceAccountRoutes,
  settingRoutes,
} from '@bailiwick/contracts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { exec, execForHumans, logout, printStartupConfig, type StockClient } from '../../dev/stock-client/index.ts'
import { type ApiCaller, until } from '../server.ts'
import { type Company, openCompany } from './testing/open-company.ts'

let company: Company
let dan: ApiCaller
beforeAll(async () => {
  company = await openCompany()
  const [person] = await Promise.all([company.server.person('dan'), setting('access_tokens', true)])
  dan = person
})
afterAll(() => company?.close())
afterEach(async () => {
  await setting('codex_local', true)
  company.model.reset()
})

const setting = (key: 'codex_local' | 'access_tokens', value: boolean) =>
  company.server.owner.call(settingRoutes.set, { params: { key }, body: { value } })
const make = async (name: string, person = dan) =>
  (await person.call(accessTokenRoutes.create, { body: { name, expiresInDays: 7 } })).body
/** Where client 0.169.0 asks whose an access token is; without it, it asks its vendor. */
const authApi = () => ({ CODEX_AUTHAPI_BASE_URL: `${company.url}/api/accounts` })
const whoamis = (mark: number) => company.tap.since(mark).filter((it) => it.endsWith('/user-auth-credential/whoami')).length
const errorLines = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('ERROR: '))

async function ask(client: StockClient) {
  const mark = company.tap.passed.length
  const run = await execForHumans(client, 'Say hello')
  return { run, modelCalls: company.tap.modelCalls(mark), passed: company.tap.passed.slice(mark) }
}

test('piped into login, a token is kept, brings the policy of its owner’s group, and answers come through the gateway', async () => {
  const { token, secret } = await make('Dan’s laptop')
  const client = await company.client({ env: authApi() })
  const login = await client.run(['login', '--with-access-token'], { stdin: secret })
  expect(login.code, login.stderr).toBe(0)
  expect(await client.home.readAuth()).toMatchObject({ OPENAI_API_KEY: null, personal_access_token: secret })

  const started = await printStartupConfig(client)
  expect(started.requirements, started.stderr).toMatchObject({ allowedSandboxModes: ['read-only', 'workspace-write'] })
  company.model.script({ message: 'Hello, automation' })
  const mark = company.tap.passed.length
  const run = await exec(client, 'Say hello')
  expect([run.code, run.messages], run.stderr).toEqual([0, ['Hello, automation']])
  expect(run.stderr).not.toContain('ERROR')
  expect(whoamis(mark)).toBeGreaterThan(0)
  expect(whoamis(mark)).toBeLessThanOrEqual(6)

  await until(async () => (await dan.call(accessTokenRoutes.mine)).body.tokens[0]?.lastUsedAt !== null)
  const [used] = (await dan.call(accessTokenRoutes.mine)).body.tokens
  expect(used).toMatchObject({
    id: token.id,
    status: 'active',
    lastUsedBy: expect.stringContaining('codex_exec/0.169.0'),
    lastUsedFrom: '127.0.0.1',
  })
  const devices = await company.server.owner.call(deviceRoutes.list, { query: { search: 'dan@' } })
  expect(devices.body.items[0]).toMatchObject({ surface: 'codex_exec', accessToken: { id: token.id, name: 'Dan’s laptop' } })
  const members = await company.server.owner.call(memberRoutes.list, { query: { search: 'dan@' } })
  expect(members.body.items[0]?.signedInClients, 'a token is no signed-in client').toBe(0)

  expect((await logout(client)).code).toBe(0)
  const again = await company.client({ env: { ...authApi(), CODEX_ACCESS_TOKEN: secret } })
  company.model.script({ message: 'Still there' })
  expect((await exec(again, 'Say hello')).messages, 'signing out on one machine leaves the others').toEqual(['Still there'])
})

test('losing Local refuses with the exact sentence, once; getting it back is enough', async () => {
  const { secret } = await make('Suspended')
  const client = await company.client({ env: { ...authApi(), CODEX_ACCESS_TOKEN: secret } })
  await setting('codex_local', false)
  const denied = await ask(client)
  expect(denied.run.code).toBe(1)
  expect(errorLines(denied.run.stderr)).toEqual([`ERROR: ${defaultDenialText}`, `ERROR: ${defaultDenialText}`])
  expect(denied.modelCalls).toBe(1)
  expect(company.model.requests).toHaveLength(0)
  expect((await dan.call(accessTokenRoutes.mine)).body.tokens[0]).toMatchObject({ status: 'suspended' })
  await client.home.dropBundleCache()
  expect((await printStartupConfig(client)).requirements, 'still held to its policy').toMatchObject({
    allowedSandboxModes: ['read-only', 'workspace-write'],
  })
  await setting('codex_local', true)
  company.model.script({ message: 'Welcome back' })
  expect((await exec(client, 'Say hello')).messages).toEqual(['Welcome back'])
})

test('revoked, a client runs on without any policy, and no model answers it', async () => {
  const { token, secret } = await make('Leaked')
  // As the Connect page says it: the built-in provider goes to this server too.
  const openaiBaseUrl = `${company.url}/backend-api/codex`
  const client = await company.client({ openaiBaseUrl, env: { ...authApi(), CODEX_ACCESS_TOKEN: secret } })
  await dan.call(accessTokenRoutes.revokeMine, { params: { tokenId: token.id } })
  company.model.script({ message: 'Never said' })
  const refused = await ask(client)
  expect(refused.run.code).not.toBe(0)
  expect(errorLines(refused.run.stderr).at(-1)).toMatch(/^ERROR: Sign in first: /)
  expect(refused.run.stdout).not.toContain('Never said')
  expect(company.model.requests, 'nothing reached a model').toHaveLength(0)
  expect(refused.passed.filter((it) => it.path.endsWith('/whoami')).every((it) => it.status === 401)).toBe(true)
  expect(refused.passed.filter((it) => it.path.includes('/config/bundle') && it.status === 200)).toEqual([])

  const provider = `model_provider = "here"
[model_providers.here]
name = "Here"
base_url = "${company.url}/v1"
wire_api = "responses"
requires_openai_auth = true`
  const byHand = await company.client({ config: provider, env: { ...authApi(), CODEX_ACCESS_TOKEN: secret } })
  const run = await ask(byHand)
  expect(run.run.code).not.toBe(0)
  expect(run.run.stdout).not.toContain('Never said')
  expect(company.model.requests, 'pointed at the gateway by hand, under no policy, it is refused there').toHaveLength(0)
})

test('a token that login cannot check is not kept', async () => {
  const client = await company.client({ env: authApi() })
  const login = await client.run(['login', '--with-access-token'], { stdin: 'at-of-nobody' })
  expect(login.code).not.toBe(0)
  expect(login.stderr).toContain('personal access token metadata request failed with status 401')
  expect(await client.home.readAuth()).toBeUndefined()
})

test('a service account runs in a pipeline, from a fresh home and the environment alone, under its own policy', async () => {
  const { owner } = company.server
  const groups = (await owner.call(groupRoutes.list)).body.items
  const contractors = groups.find((it) => it.name === 'Contractors')?.id ?? ''
  const account = (await owner.call(serviceAccountRoutes.create, { body: { name: 'Pipeline', groupIds: [contractors] } })).body
  const params = { serviceAccountId: account.id }
  const { secret } = (await owner.call(serviceAccountRoutes.createToken, { params, body: { name: 'Main', expiresInDays: 30 } }))
    .body
  const client = await company.client({ env: { ...authApi(), CODEX_ACCESS_TOKEN: secret } })
  const started = await printStartupConfig(client)
  expect(started.requirements, started.stderr).toMatchObject({ allowedSandboxModes: ['read-only'] })
  company.model.script({ message: 'Reviewed' })
  const run = await exec(client, 'Review this')
  expect([run.code, run.messages], run.stderr).toEqual([0, ['Reviewed']])
  expect(await client.home.readAuth(), 'nothing is kept on the machine').toBeUndefined()

  await owner.call(serviceAccountRoutes.update, { params, body: { status: 'disabled' } })
  const off = await ask(client)
  expect(errorLines(off.run.stderr).at(-1)).toBe(`ERROR: ${defaultDenialText}`)
  expect(company.model.requests).toHaveLength(1)
})
