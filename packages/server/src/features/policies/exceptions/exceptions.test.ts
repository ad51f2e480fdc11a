import { controlRoutes, exceptionRoutes, heldChangeRoutes, memberRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { bundleFor } from '../delivery/index.ts'

let it: TestServer
const ids: Record<string, string> = {}
beforeAll(async () => {
  it = await startTestServer()
  for (const [name, mode] of [
    ['Standard', '["read-only"]'],
    ['Wide', '["read-only", "workspace-write"]'],
    ['Unused', '["read-only"]'],
  ] as const) {
    const contents = `allowed_sandbox_modes = ${mode}\n# ${name}\n`
    ids[name] = (await it.as('cora').call(policyRoutes.create, { body: { name, contents } })).body.id
  }
  const rules = [{ groupId: it.seeded.groups.Security ?? '', policyId: ids.Wide ?? '' }]
  await it.as('cora').call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId: ids.Standard ?? null } })
})
afterAll(() => it.close())
beforeEach(async () => {
  await it.app.db.updateTable('policy_exception').set({ state: 'revoked' }).execute()
  await it.app.reload()
})

const hourMs = 3_600_000
const inHours = (hours: number) => new Date(it.clock.now().getTime() + hours * hourMs).toISOString()
const ask = (who: string, change: object = {}) =>
  it
    .as(who)
    .call(exceptionRoutes.request, { body: { policyId: ids.Wide ?? '', until: inHours(2), reason: 'A migration', ...change } })
const decide = (who: string, exceptionId: string, body: object) =>
  it.as(who).call(exceptionRoutes.decide, { params: { exceptionId }, body: { decision: 'granted', ...body } })
const grant = (who: string, personId: string, change: object = {}) =>
  it.as(who).call(exceptionRoutes.grantFor, {
    body: { personId, policyId: ids.Wide ?? '', until: inHours(2), reason: 'A migration', ...change },
  })
const person = (key: string) => it.seeded.people[key] ?? ''
const servedTo = (key: string) => {
  const { acme = '' } = it.seeded.workspaces
  const [workspace, member] = [it.app.standing.workspace(acme), it.app.standing.member(acme, person(key))]
  if (!workspace || !member) throw new Error('nobody there')
  return bundleFor(it.app, workspace, member).policy?.name
}
const kinds = async () =>
  (
    await it.app.db.selectFrom('fact').select('kind').where('kind', 'like', 'exception.%').orderBy('at').orderBy('id').execute()
  ).map((fact) => fact.kind)

test('a member asks, somebody else grants, and it ends by itself at its second', async () => {
  const before = (await kinds()).length
  const { body: asked, status } = await ask('dan')
  expect(status).toBe(201)
  expect(asked).toMatchObject({ state: 'requested', person: { name: 'Dan Developer' }, can: { withdraw: true, decide: false } })
  expect(servedTo('dan')).toBe('Standard')
  const { body: impact } = await it.as('cora').call(exceptionRoutes.impact, { params: { exceptionId: asked.id } })
  expect(impact).toMatchObject({ moved: 1, moves: [{ from: { name: 'Standard' }, to: { name: 'Wide' } }] })
  const { body: granted } = await decide('cora', asked.id, { note: 'Until tonight' })
  expect(granted).toMatchObject({ state: 'granted', decidedBy: { name: 'Cora Codex Admin' }, decisionNote: 'Until tonight' })
  expect(servedTo('dan')).toBe('Wide')
  expect(servedTo('petra')).toBe('Standard')
  it.clock.advance(2 * hourMs - 1)
  expect(servedTo('dan')).toBe('Wide')
  it.clock.advance(1)
  expect(servedTo('dan')).toBe('Standard')
  const { body } = await it.as('dan').call(exceptionRoutes.mine)
  expect(body.items[0]).toMatchObject({ id: asked.id, state: 'ended' })
  const offered = body.policies.map((policy) => policy.name)
  expect(offered).toContain('Wide')
  expect(offered, 'what dan gets already').not.toContain('Standard')
  expect((await kinds()).slice(before)).toEqual(['exception.requested', 'exception.granted'])
})

test('an approver sets a shorter time, never a longer one', async () => {
  const { body: asked } = await ask('dan')
  expect((await decide('cora', asked.id, { until: inHours(3) })).problem?.code).toBe('exception.until_not_valid')
  expect((await decide('cora', asked.id, { until: inHours(1) })).body.until).toBe(inHours(1))
  it.clock.advance(hourMs)
  expect(servedTo('dan')).toBe('Standard')
})

test('nobody decides about themselves, in person or by a key of theirs', async () => {
  const { body: asked } = await ask('cora')
  expect((await decide('cora', asked.id, {})).problem?.code).toBe('exception.own')
  expect((await grant('cora', person('cora'))).problem?.code).toBe('exception.own')
  await it.app.db
    .updateTable('admin_key')
    .set({ created_by: person('ada') })
    .execute()
  const key = it.withKey(it.seeded.adminKeys.acme ?? '')
  const body = { personId: person('ada'), policyId: ids.Wide ?? '', until: inHours(1), reason: 'Mine' }
  expect((await key.call(exceptionRoutes.grantFor, { body })).problem?.code).toBe('exception.own')
  await it.app.db.updateTable('admin_key').set({ created_by: null }).execute()
  expect((await decide('ada', asked.id, {})).status).toBe(200)
})

test('only a published policy, for a time in the next 90 days, and one at a time', async () => {
  expect((await ask('dan', { policyId: 'pol_none' })).problem?.code).toBe('policy.not_found')
  await it.app.db
    .updateTable('policy')
    .set({ published_version: null })
    .where('id', '=', ids.Unused ?? '')
    .execute()
  expect((await ask('dan', { policyId: ids.Unused })).problem?.code).toBe('exception.not_published')
  for (const until of [inHours(0), inHours(-1), inHours(90 * 24 + 1)]) {
    expect((await ask('dan', { until })).problem?.code).toBe('exception.until_not_valid')
  }
  const answers = await Promise.all([ask('dan'), ask('dan')])
  expect(answers.map((answer) => answer.problem?.code ?? 'asked').sort()).toEqual(['asked', 'exception.open_already'])
  it.clock.advance(2 * hourMs)
  expect((await ask('dan')).status, 'what nobody decided in its time is over').toBe(201)
})

test('what was granted directly is revoked at once, and what is over is not decided again', async () => {
  const { body } = await grant('cora', person('dan'))
  expect(servedTo('dan')).toBe('Wide')
  const params = { exceptionId: body.id }
  const revoked = await it.as('ada').call(exceptionRoutes.revoke, { params, body: { note: 'Done early' } })
  expect(revoked.body).toMatchObject({ state: 'revoked', decisionNote: 'Done early' })
  expect(servedTo('dan')).toBe('Standard')
  expect((await it.as('ada').call(exceptionRoutes.revoke, { params, body: {} })).problem?.code).toBe('exception.decided_already')
  expect((await decide('ada', body.id, {})).problem?.code).toBe('exception.decided_already')
})

test('a member withdraws their own, and nobody else’s', async () => {
  const { body } = await grant('cora', person('dan'))
  const params = { exceptionId: body.id }
  expect((await it.as('petra').call(exceptionRoutes.withdraw, { params })).problem?.code).toBe('exception.not_found')
  expect((await it.as('dan').call(exceptionRoutes.withdraw, { params })).status).toBe(204)
  expect(servedTo('dan')).toBe('Standard')
})

test('of two who decide at once one is told that it is decided', async () => {
  const { body } = await ask('dan')
  const answers = await Promise.all([decide('cora', body.id, {}), decide('ada', body.id, { decision: 'refused' })])
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect(answers.flatMap((answer) => answer.problem?.code ?? [])).toEqual(['exception.decided_already'])
})

test('a policy that an exception gives is not deleted, and one that is gone is not granted', async () => {
  const { body: made } = await it.as('cora').call(policyRoutes.create, { body: { name: 'Short', contents: '# short\n' } })
  const { body: asked } = await ask('dan', { policyId: made.id })
  const params = { policyId: made.id }
  const { body: other } = await grant('cora', person('petra'), { policyId: made.id })
  const kept = await it.as('cora').call(policyRoutes.remove, { params })
  expect(kept.problem).toMatchObject({ code: 'policy.in_use', detail: expect.stringContaining('Petra Platform') })
  await it.as('cora').call(exceptionRoutes.revoke, { params: { exceptionId: other.id }, body: {} })
  expect((await it.as('cora').call(policyRoutes.remove, { params })).status).toBe(204)
  expect((await decide('cora', asked.id, {})).problem?.code).toBe('policy.not_found')
})

test('deactivating somebody ends theirs, and they are granted nothing until they are back', async () => {
  const { body: asked } = await grant('cora', person('nora'))
  const become = (status: 'active' | 'deactivated') =>
    it.as('ada').call(memberRoutes.update, { params: { personId: person('nora') }, body: { status } })
  expect(servedTo('nora')).toBe('Wide')
  expect((await become('deactivated')).status).toBe(200)
  expect((await grant('cora', person('nora'))).problem?.code).toBe('member.not_found')
  expect((await become('active')).status).toBe(200)
  expect(servedTo('nora')).toBe('Standard')
  const { body } = await it.as('cora').call(exceptionRoutes.list, { query: { personId: person('nora') } })
  expect(body.items[0]).toMatchObject({ id: asked.id, state: 'revoked', decisionNote: 'The member was deactivated.' })
})

test('the list shows open ones first, page by page; members and other workspaces see none of it', async () => {
  const { body: asked } = await ask('dan')
  await grant('cora', person('petra'))
  const list = async (query: object) => (await it.as('grace').call(exceptionRoutes.list, { query })).body
  const first = await list({ limit: 1 })
  expect(first.items.map((item) => item.id)).toEqual([asked.id])
  const second = await list({ limit: 1, cursor: first.nextCursor ?? '' })
  expect(second.items.map((item) => [item.state, item.person.name])).toEqual([['granted', 'Petra Platform']])
  expect((await list({ state: 'granted' })).items).toHaveLength(1)
  expect((await it.as('dan').call(exceptionRoutes.list)).problem?.code).toBe('access.denied')
  expect((await decide('grace', asked.id, {})).problem).toMatchObject({ permission: 'exception.grant' })
  expect((await decide('mallory', asked.id, {})).problem?.code).toBe('exception.not_found')
  expect((await grant('mallory', person('dan'))).problem?.code).toBe('member.not_found')
})

test('a cursor that no list made is refused', async () => {
  const cursor = Buffer.from(JSON.stringify(['0', 'yesterday', 'x'])).toString('base64url')
  const refused = await it.as('cora').call(exceptionRoutes.list, { query: { cursor } })
  expect(refused.problem).toMatchObject({ code: 'request.invalid', problems: [{ place: 'query.cursor' }] })
})

test('exceptions one by one are a change of many, held and released like any other', async () => {
  const brake = { enabled: true, sharePercent: 25, minimumMembers: 3 }
  await it.as('ada').call(controlRoutes.set, { body: { brake } })
  await it.app.db.deleteFrom('recent_move').execute()
  const release = (heldId: unknown) =>
    it
      .as('ada')
      .call(heldChangeRoutes.decide, { params: { heldId: String(heldId) }, body: { decision: 'release', note: 'Seen' } })
  expect((await grant('cora', person('dan'))).status).toBe(201)
  expect((await grant('cora', person('petra'))).status).toBe(201)
  const held = await grant('cora', person('nora'))
  expect(held.problem).toMatchObject({ code: 'change.held', moved: 3 })
  expect(servedTo('nora')).toBe('Standard')
  const { body: impact } = await it.as('ada').call(heldChangeRoutes.impact, { params: { heldId: String(held.problem?.heldId) } })
  expect(impact.moved).toBe(1)
  expect((await release(held.problem?.heldId)).body.state).toBe('released')
  expect(servedTo('nora')).toBe('Wide')

  await it.as('ada').call(controlRoutes.set, { body: { brake: { ...brake, sharePercent: 1, minimumMembers: 1 } } })
  const { body: asked } = await ask('carl')
  const refused = await decide('cora', asked.id, {})
  expect(refused.problem?.code).toBe('change.held')
  expect((await release(refused.problem?.heldId)).body.state).toBe('released')
  expect(servedTo('carl')).toBe('Wide')
})
