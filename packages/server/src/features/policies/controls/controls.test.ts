import { controlRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

test('a small company works without approval, and a brake guards what moves many', async () => {
  const { body } = await it.as('cora').call(controlRoutes.get)
  expect(body).toEqual({
    approvals: 0,
    approverRole: 'any',
    brake: { enabled: true, sharePercent: 25, minimumMembers: 25 },
    recentPolicyMinutes: null,
    haltSilentPercent: 20,
  })
})

test('an owner changes some and the rest stays, with a fact of before and after', async () => {
  const changed = await it.as('ada').call(controlRoutes.set, { body: { approvals: 2, recentPolicyMinutes: 90 } })
  expect(changed.body).toMatchObject({ approvals: 2, recentPolicyMinutes: 90, haltSilentPercent: 20 })
  const off = await it.as('ada').call(controlRoutes.set, { body: { recentPolicyMinutes: null } })
  expect(off.body).toMatchObject({ approvals: 2, recentPolicyMinutes: null })
  expect(it.app.standing.workspace(it.seeded.workspaces.acme ?? '')?.controls).toEqual(off.body)
  await it.as('ada').call(controlRoutes.set, { body: { approvals: 2 } })
  const facts = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .select('payload')
    .where('kind', '=', 'controls.changed')
    .orderBy('fact.id')
    .execute()
  expect(facts.map((it) => it.payload.detail)).toMatchObject([
    { before: { approvals: 0, recentPolicyMinutes: null }, after: { approvals: 2, recentPolicyMinutes: 90 } },
    { before: { recentPolicyMinutes: 90 }, after: { recentPolicyMinutes: null } },
  ])
})

test('only owners change them, each in their own workspace', async () => {
  for (const key of ['cora', 'grace']) {
    const refused = await it.as(key).call(controlRoutes.set, { body: { approvals: 0 } })
    expect(refused.problem).toMatchObject({ code: 'access.denied', permission: 'setting.manage' })
  }
  expect((await it.as('mallory').call(controlRoutes.get)).body.approvals).toBe(0)
})

test('values that make no sense are refused', async () => {
  for (const body of [{ approvals: -1 }, { approvals: 6 }, { recentPolicyMinutes: 64 }, { haltSilentPercent: 0 }]) {
    expect((await it.as('ada').call(controlRoutes.set, { body })).problem?.code).toBe('request.invalid')
  }
})
