import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { controlRoutes, draftRoutes, gatewayRoutes, policyRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { execForHumans, offeredTools, openAppServer, type StockClient } from '../../dev/stock-client/index.ts'
import { type Company, houseModel, openCompany, upstreamKey } from './testing/open-company.ts'

let company: Company
let client: StockClient
let policyId: string
/** What connects the client; a test writes the user's own wishes after it. */
let connected: string
const smallModel = 'acme-small'
const requirements = `allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["cached"]
`
beforeAll(async () => {
  company = await openCompany()
  client = await company.signIn('dan')
  connected = await readFile(join(client.home.codexHome, 'config.toml'), 'utf8')
  const { call } = company.server.owner
  const small = { name: 'Small model', baseUrl: company.model.baseUrl, key: upstreamKey, models: [smallModel] }
  expect((await call(gatewayRoutes.create, { body: small })).problem).toBeUndefined()
  const brake = { enabled: false, sharePercent: 25, minimumMembers: 10 }
  expect((await call(controlRoutes.set, { body: { brake } })).problem).toBeUndefined()
  const contents = { name: 'With defaults', contents: requirements }
  policyId = (await call(policyRoutes.create, { body: contents })).body.id
})
afterAll(() => company?.close())
beforeEach(() => company.model.reset())

/** Publishes managed defaults beside the requirements, for everybody, by a draft. */
async function publish(defaults: string) {
  const { call } = company.server.owner
  const draft = (await call(draftRoutes.create, { body: { title: 'Other defaults' } })).body
  const params = { draftId: draft.id }
  const policies = [{ policyId, contents: requirements, defaults }]
  const body = { policies, rules: [], defaultPolicyId: policyId, expectedEdit: draft.edit }
  const saved = await call(draftRoutes.save, { params, body })
  expect(saved.problem).toBeUndefined()
  const review = (await call(draftRoutes.review, { params })).body
  const published = await call(draftRoutes.publish, { params, body: { expectedEdit: saved.body.edit } })
  return { published, check: review.checks.find((it) => it.policy.id === policyId)?.check }
}

/** A turn of a client that asks for its policy anew, with these wishes of its user. */
async function turn(wishes: string, args: string[] = []) {
  await client.home.writeConfig(`${wishes}${connected}`)
  await client.home.dropBundleCache()
  company.model.reset()
  company.model.script({ message: 'done' })
  const shown = await execForHumans(client, 'Say it', args)
  const body = company.model.requests[0]?.body
  return { ...shown, model: body?.model, tools: offeredTools(body ?? { model: '', input: [] }) }
}

test('a default arrives, and the policy beside it stays in force', async () => {
  const without = await turn('')
  expect([without.model, without.tools.includes('web_search')], without.stderr).toEqual([houseModel, true])
  const { published, check } = await publish(
    `model = "${smallModel}"\nsandbox_mode = "workspace-write"\nweb_search = "disabled"\n`,
  )
  expect(published.body).toMatchObject({ state: 'published' })
  expect(check).toMatchObject({ verdict: 'accepted' })
  const under = await turn('')
  expect([under.code, under.stdout.trim(), under.model], under.stderr).toEqual([0, 'done', smallModel])
  expect(under.stderr).toContain('sandbox: workspace-write')
  expect(under.tools).not.toContain('web_search')
})

test('the user’s own config.toml beats it, within what the policy allows', async () => {
  const own = await turn(`model = "${houseModel}"\nsandbox_mode = "read-only"\nweb_search = "cached"\n`)
  expect([own.code, own.model], own.stderr).toEqual([0, houseModel])
  expect(own.stderr).toContain('sandbox: read-only')
  expect(own.tools).toContain('web_search')

  const beyond = await turn('sandbox_mode = "danger-full-access"\n')
  expect(beyond.code).not.toBe(0)
  expect(beyond.stderr).toContain('requirements do not allow `sandbox_mode = "danger-full-access"`')
  expect(company.model.requests).toEqual([])
})

test('the client tells by name where each value comes from', async () => {
  await turn('')
  const appServer = await openAppServer(client)
  const { origins } = await appServer.call<{ origins: Record<string, unknown> }>('config/read', { includeLayers: true })
  const name = { type: 'enterpriseManaged', id: expect.stringMatching(/^polv_.*-defaults$/), name: 'With defaults v2 defaults' }
  expect(origins).toMatchObject({ model: { name }, sandbox_mode: { name }, web_search: { name } })
  expect(origins).toMatchObject({ chatgpt_base_url: { name: { type: 'user' } } })
  await appServer.close()
})

test('a default that the policy does not allow is clamped, with a warning that names the policy; one that stops work is not published', async () => {
  const refused = await publish('sandbox_mode = "danger-full-access"\n')
  expect(refused.published.problem).toMatchObject({ code: 'policy.refused_by_client', verdict: 'breaks_sessions' })
  expect(refused.published.problem?.problems).toMatchObject([{ place: expect.stringContaining('managed defaults, line 1') }])
  expect((await turn('')).model, 'what was in force stays').toBe(smallModel)

  const { published, check } = await publish(`model = "${smallModel}"\nweb_search = "live"\n`)
  expect(published.body).toMatchObject({ state: 'published' })
  expect(check?.problems).toMatchObject([{ severity: 'warning', code: 'defaults_clamped' }])
  const clamped = await turn('')
  expect([clamped.code, clamped.model], clamped.stderr).toEqual([0, smallModel])
  expect(company.model.requests[0]?.body?.tools).toContainEqual(
    expect.objectContaining({ type: 'web_search', external_web_access: false }),
  )
  expect(clamped.stderr).toMatch(
    /`Live` is not in the allowed set \[Disabled, Cached\] \(set by enterprise-managed requirements With defaults v\d+ \(polv_/,
  )
})
