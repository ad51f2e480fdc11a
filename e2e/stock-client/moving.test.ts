import { groupRoutes, memberRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { exec, printStartupConfig, type StockClient } from '../../dev/stock-client/index.ts'
import { type Company, openCompany } from './testing/open-company.ts'

let company: Company
let carl: StockClient
let petra: StockClient
let nora: StockClient
beforeAll(async () => {
  company = await openCompany()
  ;[carl, petra, nora] = await Promise.all([company.signIn('carl'), company.signIn('petra'), company.signIn('nora')])
})
afterAll(() => company?.close())
afterEach(() => company.model.reset())

const owner = () => company.server.owner
const groupId = async (name: string) => {
  const { body } = await owner().call(groupRoutes.list, { query: { search: name } })
  return body.items[0]?.id ?? ''
}
const memberOf = async (key: string) => {
  const { body } = await owner().call(memberRoutes.list, { query: { search: `${key}@` } })
  return body.items[0]?.id ?? ''
}
const policyNamed = async (name: string) => {
  const { body } = await owner().call(policyRoutes.list, { query: { search: name } })
  return (await owner().call(policyRoutes.get, { params: { policyId: body.items[0]?.id ?? '' } })).body
}

/** The sandboxes that the client allows itself, as it starts. */
async function sandboxes(client: StockClient): Promise<unknown> {
  const started = await printStartupConfig(client)
  expect(started.code, `${started.stdout}${started.stderr}`).toBe(0)
  return started.requirements?.allowedSandboxModes
}

/** What an hour does: the next start asks again. */
async function sandboxesAfterAnHour(client: StockClient): Promise<unknown> {
  expect(await client.home.dropBundleCache()).toBe(true)
  return sandboxes(client)
}

/** Puts the rules in force again, with another default. */
async function setDefault(policyId: string | null) {
  const { revision, rules } = (await owner().call(ruleRoutes.get)).body
  const body = {
    expectedRevision: revision?.number ?? null,
    rules: rules.map((it) => ({ groupId: it.group.id, policyId: it.policy.id })),
    defaultPolicyId: policyId,
  }
  const answer = await owner().call(ruleRoutes.replace, { body })
  expect(answer.status, answer.problem?.detail).toBe(200)
}

test('a member who is moved works under the old policy until its cache ends, then under the other', async () => {
  expect(await sandboxes(carl)).toEqual(['read-only'])
  const personId = await memberOf('carl')
  const contractors = { groupId: await groupId('Contractors'), personId }
  expect((await owner().call(groupRoutes.removeMember, { params: contractors })).status).toBe(204)
  const platform = { params: { groupId: await groupId('Platform') }, body: { emails: ['carl@acme.test'] } }
  expect((await owner().call(groupRoutes.addMembers, platform)).body).toEqual({ added: 1, already: 0 })

  const mark = company.tap.passed.length
  expect(await sandboxes(carl), 'the client’s own cache').toEqual(['read-only'])
  expect(company.tap.since(mark)).not.toContain('GET /backend-api/wham/config/bundle')
  expect(await sandboxesAfterAnHour(carl)).toEqual(['read-only', 'workspace-write', 'danger-full-access'])
})

test('a policy that is saved reaches clients as its new version, with its name', async () => {
  expect(await sandboxes(petra)).toContain('danger-full-access')
  const policy = await policyNamed('Platform engineers')
  const contents = policy.contents.replace(', "danger-full-access"', '').replace(', "never"', '')
  const saved = await owner().call(policyRoutes.save, {
    params: { policyId: policy.id },
    body: { contents, expectedVersion: policy.version.number, note: 'No more full access' },
  })
  expect(saved.body.version?.number, saved.problem?.detail).toBe(2)
  expect(await sandboxesAfterAnHour(petra)).toEqual(['read-only', 'workspace-write'])
  company.model.script({ message: 'hello' })
  const run = await exec(petra, 'Say hello')
  expect(run.warnings.join()).toContain('set by enterprise-managed requirements Platform engineers v2')
  expect(run.messages).toEqual(['hello'])
})

test('who matches no rule follows the default, wherever it goes; without one only the model gateway is left', async () => {
  expect(await sandboxes(nora)).toEqual(['read-only', 'workspace-write'])
  await setDefault((await policyNamed('Locked down')).id)
  expect(await sandboxesAfterAnHour(nora)).toEqual(['read-only'])

  await setDefault(null)
  await nora.home.dropBundleCache()
  const { requirements } = await printStartupConfig(nora)
  expect(requirements).toMatchObject({
    modelProvider: 'bailiwick',
    otel: { metrics_exporter: 'none' },
    allowedSandboxModes: null,
    allowedApprovalPolicies: null,
    allowedWebSearchModes: null,
    featureRequirements: null,
  })
  company.model.script({ message: 'alone' })
  expect((await exec(nora, 'Say hello')).messages).toEqual(['alone'])
})
