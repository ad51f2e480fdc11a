import {
  approvalRoutes,
  clientRoutes,
  defaultDenialText,
  memberRoutes,
  type SettingKey,
  settingRoutes,
  workspaceRoutes,
} from '@bailiwick/contracts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { exec, execForHumans, printStartupConfig, type StockClient, startDeviceLogin } from '../../dev/stock-client/index.ts'
import { type Company, openCompany } from './testing/open-company.ts'

let company: Company
/** Somebody for each test, signed in at the start: a sign-in waits five seconds for its answer. */
let clients: Record<'dan' | 'sam' | 'nora' | 'carl' | 'petra', StockClient>
beforeAll(async () => {
  company = await openCompany()
  const [dan, sam, nora, carl, petra] = await Promise.all([
    company.signIn('dan'),
    company.signIn('sam'),
    company.signIn('nora'),
    company.signIn('carl'),
    company.signIn('petra'),
  ])
  clients = { dan, sam, nora, carl, petra }
})
afterAll(() => company?.close())
afterEach(async () => {
  await Promise.all([setting('codex_local', true), setting('device_code', true)])
  company.model.reset()
})

const setting = (key: SettingKey, value: boolean) =>
  company.server.owner.call(settingRoutes.set, { params: { key }, body: { value } })
const personId = async (key: string) => {
  const { body } = await company.server.owner.call(memberRoutes.list, { query: { search: `${key}@` } })
  return body.items[0]?.id ?? ''
}
const reword = (denialText: string) => company.server.owner.call(workspaceRoutes.update, { body: { denialText } })

/** What a person reads as the error: every line that the client marks so. */
const errorLines = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('ERROR: '))

/** Asks once and gives what it cost: model calls, and refreshes. */
async function ask(client: StockClient) {
  const mark = company.tap.passed.length
  const run = await execForHumans(client, 'Say hello')
  const refreshes = company.tap.since(mark).filter((it) => it === 'POST /oauth/token').length
  return { run, modelCalls: company.tap.modelCalls(mark), refreshes, all: company.tap.passed.length - mark }
}

const revoked =
  'Your access token could not be refreshed because your refresh token was revoked. Please log out and sign in again.'

/** Signs in and lets a person approve; gives how the client ended and what the person was told. */
async function tryToSignIn(client: StockClient, key: string) {
  const login = startDeviceLogin(client)
  const [person, { userCode }] = await Promise.all([company.server.person(key), login.prompt])
  const body = { userCode, workspaceId: company.server.demo.workspaceId, decision: 'approve' } as const
  const answer = await person.call(approvalRoutes.decide, { body })
  return { run: await login.ended, told: answer.body }
}

test('Local off: the exact sentence for one request, under the policy; on again, the same sign-in works', async () => {
  const { model } = company
  const client = clients.dan
  expect((await setting('codex_local', false)).status).toBe(200)
  const denied = await ask(client)
  expect(denied.run.code).toBe(1)
  // The client says its last error when it happens and when it ends.
  expect(errorLines(denied.run.stderr)).toEqual([`ERROR: ${defaultDenialText}`, `ERROR: ${defaultDenialText}`])
  expect(denied).toMatchObject({ modelCalls: 1, refreshes: 0 })
  expect(denied.all, 'a start, one refused call, and nothing repeated').toBeLessThan(25)
  expect(model.requests).toHaveLength(0)

  expect(await client.home.dropBundleCache()).toBe(true)
  const started = await printStartupConfig(client)
  expect(started.requirements, started.stderr).toMatchObject({ allowedSandboxModes: ['read-only', 'workspace-write'] })

  const before = await client.home.readAuth()
  await setting('codex_local', true)
  model.script({ message: 'Welcome back' })
  expect((await exec(client, 'Say hello')).messages).toEqual(['Welcome back'])
  expect(await client.home.readAuth()).toEqual(before)
})

test('the owner’s own words are shown instead, also those beyond ASCII', async () => {
  const words = 'Codex pausiert für die Inventur – fragen Sie die IT (Tel. 42) “bitte” \\n & <b>'
  const client = clients.sam
  await setting('codex_local', false)
  expect((await reword(words)).body.denialText).toBe(words)
  const denied = await ask(client)
  await reword(defaultDenialText)
  expect(errorLines(denied.run.stderr)).toEqual([`ERROR: ${words}`, `ERROR: ${words}`])
  expect(denied.modelCalls).toBe(1)
})

test('somebody deactivated reads the sentence; let in again, they sign in again', async () => {
  const client = clients.nora
  const params = { personId: await personId('nora') }
  await company.server.owner.call(memberRoutes.update, { params, body: { status: 'deactivated' } })
  const denied = await ask(client)
  expect(errorLines(denied.run.stderr)).toEqual([`ERROR: ${defaultDenialText}`, `ERROR: ${defaultDenialText}`])
  expect(denied).toMatchObject({ modelCalls: 1, refreshes: 0 })
  await client.home.dropBundleCache()
  expect((await printStartupConfig(client)).code, 'still held to the policy').toBe(0)

  await company.server.owner.call(memberRoutes.update, { params, body: { status: 'active' } })
  const back = await ask(client)
  expect(errorLines(back.run.stderr).at(-1)).toBe(`ERROR: ${revoked}`)
  await company.signIn('nora', client)
  company.model.script({ message: 'Welcome back' })
  expect((await exec(client, 'Say hello')).messages).toEqual(['Welcome back'])
})

test('the owner signs a client out: it is asked to sign in again, with or without a cached policy', async () => {
  const client = clients.carl
  await printStartupConfig(client)
  const params = { personId: await personId('carl') }
  const [signedIn] = (await company.server.owner.call(clientRoutes.ofMember, { params })).body
  const asked = { params: { ...params, clientId: signedIn?.id ?? '' } }
  expect((await company.server.owner.call(clientRoutes.signOut, asked)).status).toBe(204)

  const cached = await ask(client)
  expect(cached.run.code).toBe(1)
  expect(errorLines(cached.run.stderr).at(-1)).toBe(`ERROR: ${revoked}`)
  expect(cached.refreshes, 'once refused is enough').toBe(1)
  expect(cached.modelCalls).toBeLessThanOrEqual(2)

  await client.home.dropBundleCache()
  const fresh = await ask(client)
  expect(fresh.run.stderr).toContain(revoked)
  expect(fresh).toMatchObject({ modelCalls: 0, refreshes: 1 })
  expect(fresh.all).toBeLessThanOrEqual(4)

  await company.signIn('carl', client)
  expect((await printStartupConfig(client)).code).toBe(0)
})

test('a new sign-in while Local is off ends with the sentence, and the person reads why', async () => {
  await setting('codex_local', false)
  const client = await company.client()
  const { run, told } = await tryToSignIn(client, 'petra')
  expect(told.outcome).toBe('not_allowed')
  expect(told.message).toContain('“Allow members to use Codex Local” is off')
  expect(run.code).toBe(1)
  const last = `token endpoint returned status 403 Forbidden: ${defaultDenialText}`
  expect(run.stderr.trim().endsWith(last), run.stderr).toBe(true)
  expect(await client.home.readAuth()).toBeUndefined()
})

test('device code off: no new sign-in from the command line, and those who are signed in stay', async () => {
  await setting('device_code', false)
  const client = await company.client()
  const { run, told } = await tryToSignIn(client, 'sam')
  expect(told).toMatchObject({ outcome: 'not_allowed', message: expect.stringContaining('Device code authentication') })
  expect(run.stderr.trim().endsWith(`403 Forbidden: ${defaultDenialText}`), run.stderr).toBe(true)
  company.model.script({ message: 'Still here' })
  expect((await exec(clients.petra, 'Say hello')).messages).toEqual(['Still here'])
})
