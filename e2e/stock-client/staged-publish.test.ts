import {
  controlRoutes,
  deviceRoutes,
  draftRoutes,
  groupRoutes,
  lookupRoutes,
  policyRoutes,
  rolloutRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exec, printStartupConfig, type StockClient } from '../../dev/stock-client/index.ts'
import { type Company, houseModel, openCompany } from './testing/open-company.ts'

let company: Company
/** Petra is in the group that goes first, Nora in none. */
let petra: StockClient
let nora: StockClient
beforeAll(async () => {
  company = await openCompany()
  petra = await company.signIn('petra')
  nora = await company.signIn('nora')
})
afterAll(() => company?.close())
beforeEach(() => company.model.reset())

const devicesOf = async (search: string) => {
  const { body } = await company.server.owner.call(deviceRoutes.list, { query: { search } })
  return body.items
}
async function hello(client: StockClient) {
  company.model.script({ message: 'hello' })
  return exec(client, 'Say hello', ['-m', houseModel])
}
async function approvals(client: StockClient): Promise<unknown> {
  await client.home.dropBundleCache()
  const { requirements, refusal } = await printStartupConfig(client)
  expect(refusal).toBeFalsy()
  return requirements?.allowedApprovalPolicies
}

test('a revision reaches the chosen group first, then everybody; devices say what they were served and whether it was used', async () => {
  const { call } = company.server.owner
  expect((await hello(petra)).messages).toEqual(['hello'])
  const [before] = await devicesOf('petra@')
  expect(before).toMatchObject({ surface: 'codex_exec', clientVersion: '0.169.0', clientRecorded: true, state: 'used', calls: 1 })
  expect(before?.installationId).toMatch(/^[0-9a-f-]{36}$/)

  const contents = 'allowed_approval_policies = ["on-request"]\nallowed_sandbox_modes = ["read-only"]\n'
  const made = await call(policyRoutes.create, { body: { name: 'On trial', contents } })
  const platform = (await call(groupRoutes.list, { query: { search: 'Platform' } })).body.items[0]?.id ?? ''
  const draft = (await call(draftRoutes.create, { body: { title: 'One for all' } })).body
  const params = { draftId: draft.id }
  const body = { rules: [], defaultPolicyId: made.body.id, tests: [], expectedEdit: draft.edit }
  const saved = await call(draftRoutes.save, { params, body })
  expect(saved.problem).toBeUndefined()
  const stages = [{ percent: 0, groupIds: [platform] }, { percent: 100 }]
  const published = await call(draftRoutes.publish, { params, body: { expectedEdit: saved.body.edit, stages } })
  expect(published.problem).toBeUndefined()
  const rollout = (await call(rolloutRoutes.list)).body.items[0]
  expect(rollout).toMatchObject({ state: 'running', stage: 0 })

  expect((await devicesOf('petra@'))[0]).toMatchObject({ state: 'behind', wouldGet: { name: 'On trial' } })
  expect(await approvals(petra), 'chosen').toEqual(['on-request'])
  expect(await approvals(nora), 'not reached').not.toEqual(['on-request'])
  const served = (await devicesOf('petra@')).find((it) => it.state !== 'used')
  expect(served).toMatchObject({ served: { name: 'On trial', version: 1 } })
  const looked = await call(lookupRoutes.find, { query: { email: 'petra@acme.test' } })
  expect(looked.body).toMatchObject({ policy: { name: 'On trial' }, rollout: { onNew: true } })

  const next = await call(rolloutRoutes.advance, { params: { rolloutId: rollout?.id ?? '' }, body: { expectedStage: 0 } })
  expect(next.body).toMatchObject({ stage: 1 })
  expect(await approvals(nora), 'everybody').toEqual(['on-request'])
  const done = await call(rolloutRoutes.advance, { params: { rolloutId: rollout?.id ?? '' }, body: { expectedStage: 1 } })
  expect(done.body.state).toBe('completed')
  expect((await hello(nora)).messages, 'and works under it').toEqual(['hello'])
  expect((await devicesOf('nora@')).map((it) => it.state)).toContain('used')
})

test('a client whose fetch nobody saw is told what to do, does it, and works', async () => {
  const { call } = company.server.owner
  expect((await hello(nora)).messages).toEqual(['hello'])
  expect((await call(controlRoutes.set, { body: { recentPolicyMinutes: 65 } })).problem).toBeUndefined()
  // The same cache under another sign-in: the client keeps it, because person and workspace are the same.
  await company.signIn('nora', nora)
  const refused = await exec(nora, 'Say hello', ['-m', houseModel])
  expect(refused.errors[0], refused.stderr).toMatch(/fetched in the last 65 minutes.*remove cloud-config-bundle-cache\.json/)
  expect(company.model.requests).toHaveLength(1)
  await nora.home.dropBundleCache()
  expect((await hello(nora)).messages).toEqual(['hello'])
})
