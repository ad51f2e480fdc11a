import { controlRoutes, draftRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { printStartupConfig, type StockClient } from '../../dev/stock-client/index.ts'
import { runScheduledPublishing } from '../../packages/server/src/features/policies/drafts/index.ts'
import { until } from '../server.ts'
import { type ControlPlane, openControlPlane } from './testing/open-control-plane.ts'
import { signedIn } from './testing/signed-in.ts'

let plane: ControlPlane
/** Forgets its policy before every question; the other one keeps its cache. */
let client: StockClient
let keeper: StockClient
let policyId: string
beforeAll(async () => {
  plane = await openControlPlane()
  const cora = plane.it.as('cora')
  const standard = { name: 'Standard', contents: modes('read-only') }
  policyId = (await cora.call(policyRoutes.create, { body: standard })).body.id
  const body = { expectedRevision: null, rules: [], defaultPolicyId: policyId }
  expect((await cora.call(ruleRoutes.replace, { body })).status).toBe(200)
  client = await signedIn(plane, 'dan')
  keeper = await signedIn(plane, 'nora')
})
afterAll(() => plane?.close())

const modes = (...allowed: string[]) => `# written by hand\nallowed_sandbox_modes = ${JSON.stringify(allowed)}\n`
const minutesMs = 60_000

/** What a client says is in force. */
async function said(by: StockClient): Promise<Record<string, unknown> | undefined> {
  const { requirements, refusal } = await printStartupConfig(by)
  expect(requirements, refusal).toBeDefined()
  return requirements
}
async function modesNow(): Promise<unknown> {
  await client.home.dropBundleCache()
  return (await said(client))?.allowedSandboxModes
}

/** The bytes that the client is sent, by its own token. */
async function wireBytes(): Promise<Buffer> {
  const auth = await client.home.readAuth()
  const headers = { authorization: `Bearer ${auth?.tokens?.access_token}`, 'user-agent': 'codex_exec/0.169.0' }
  const answer = await fetch(`${plane.url}/backend-api/wham/config/bundle`, { headers })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

/** A draft of another text; returns how to address it, at the edit that was saved. */
async function draftOf(contents: string) {
  const cora = plane.it.as('cora')
  const { body: draft } = await cora.call(draftRoutes.create, { body: { title: 'Another text' } })
  const params = { draftId: draft.id }
  const body = { policies: [{ policyId, contents, defaults: '' }], expectedEdit: draft.edit }
  const saved = await cora.call(draftRoutes.save, { params, body })
  expect(saved.problem).toBeUndefined()
  return { params, expectedEdit: saved.body.edit }
}
async function publish(contents: string) {
  const { params, expectedEdit } = await draftOf(contents)
  const review = await plane.it.as('cora').call(draftRoutes.review, { params })
  expect(review.body).toMatchObject({ blockers: [], impact: { moved: review.body.impact.members } })
  const published = await plane.it.as('cora').call(draftRoutes.publish, { params, body: { expectedEdit } })
  expect(published.body).toMatchObject({ state: 'published' })
  return published.body.publishedRevision ?? 0
}

test('a published draft reaches who asks anew; who has a cache keeps the old one; restored, it is the same to the byte', async () => {
  expect(await modesNow()).toEqual(['read-only'])
  expect((await said(keeper))?.allowedSandboxModes).toEqual(['read-only'])
  const first = (await plane.it.as('cora').call(ruleRoutes.get)).body.revision?.number ?? 0
  const before = { bytes: await wireBytes(), said: await said(client) }

  const { params } = await draftOf(modes('read-only', 'danger-full-access'))
  expect(await modesNow(), 'a draft reaches nobody').toEqual(['read-only'])
  await plane.it.as('cora').call(draftRoutes.discard, { params })
  const second = await publish(modes('read-only', 'workspace-write'))
  expect(await modesNow()).toEqual(['read-only', 'workspace-write'])
  expect((await said(keeper))?.allowedSandboxModes, 'from its cache').toEqual(['read-only'])
  expect((await wireBytes()).equals(before.bytes)).toBe(false)

  const body = { reason: 'It was right before', expectedRevision: second }
  const restored = await plane.it.as('cora').call(draftRoutes.restore, { params: { number: String(first) }, body })
  expect(restored.problem).toBeUndefined()
  expect((await wireBytes()).toString()).toBe(before.bytes.toString())
  await client.home.dropBundleCache()
  expect(await said(client)).toEqual(before.said)
})

test('a scheduled draft reaches the client when its time has come, not before', async () => {
  const worker = runScheduledPublishing(plane.it.app, 20)
  try {
    const { params, expectedEdit } = await draftOf(modes('read-only', 'workspace-write'))
    const at = new Date(plane.it.clock.now().getTime() + 10 * minutesMs).toISOString()
    const scheduled = await plane.it.as('cora').call(draftRoutes.publish, { params, body: { expectedEdit, at } })
    expect(scheduled.body).toMatchObject({ state: 'scheduled', publishAt: at })
    plane.it.clock.advance(10 * minutesMs - 1)
    expect(await modesNow()).toEqual(['read-only'])
    plane.it.clock.advance(1)
    const stateOf = async () => (await plane.it.as('cora').call(draftRoutes.get, { params })).body.state
    await until(async () => (await stateOf()) === 'published')
    await plane.it.app.feed.catchUp()
    expect(await modesNow()).toEqual(['read-only', 'workspace-write'])
  } finally {
    await worker.close()
  }
})

test('where an approval is asked for, nothing reaches a client before it is given', async () => {
  expect((await plane.it.as('ada').call(controlRoutes.set, { body: { approvals: 1 } })).problem).toBeUndefined()
  const before = await wireBytes()
  const { params, expectedEdit } = await draftOf(modes('read-only', 'danger-full-access'))
  const refused = await plane.it.as('cora').call(draftRoutes.publish, { params, body: { expectedEdit } })
  expect(refused.problem?.code).toBe('approval.required')
  const direct = { contents: modes('read-only', 'danger-full-access'), expectedVersion: await versionNow() }
  const round = await plane.it.as('cora').call(policyRoutes.save, { params: { policyId }, body: direct })
  expect(round.problem?.code, 'nor by saving the policy itself').toBe('approval.required')
  expect((await plane.it.as('cora').call(draftRoutes.submit, { params, body: { expectedEdit } })).problem).toBeUndefined()
  const approval = { expectedEdit, decision: 'approved' } as const
  const own = await plane.it.as('cora').call(draftRoutes.decide, { params, body: approval })
  expect(own.problem?.code).toBe('approval.own_work')
  expect((await wireBytes()).toString()).toBe(before.toString())
  expect(await modesNow()).toEqual(['read-only', 'workspace-write'])

  expect((await plane.it.as('ada').call(draftRoutes.decide, { params, body: approval })).problem).toBeUndefined()
  expect(await modesNow(), 'approved is not published').toEqual(['read-only', 'workspace-write'])
  const published = await plane.it.as('cora').call(draftRoutes.publish, { params, body: { expectedEdit } })
  expect(published.body).toMatchObject({ state: 'published' })
  expect(await modesNow()).toEqual(['read-only', 'danger-full-access'])
})

const versionNow = async () => (await plane.it.as('cora').call(policyRoutes.get, { params: { policyId } })).body.version.number
