import {
  auditRoutes,
  controlRoutes,
  groupRoutes,
  heldChangeRoutes,
  memberRoutes,
  overviewRoutes,
  policyRoutes,
  ruleRoutes,
} from '@bailiwick/contracts'
import { acme } from '@bailiwick/scenario'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
  const policies = new Map<string, string>()
  for (const { name, contents } of acme.policies) {
    policies.set(name, (await it.as('cora').call(policyRoutes.create, { body: { name, contents } })).body.id)
  }
  const rules = acme.rules.map((rule) => ({
    groupId: it.seeded.groups[rule.group] ?? '',
    policyId: policies.get(rule.policy) ?? '',
  }))
  const defaultPolicyId = policies.get('Standard') ?? null
  await it.as('cora').call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId } })
})
afterAll(() => it.close())
beforeEach(async () => {
  await controls({ brake: { enabled: true, sharePercent: 25, minimumMembers: 3 }, approvals: 0 })
  await it.app.db.deleteFrom('recent_move').execute()
  await it.app.db.updateTable('held_change').set({ state: 'dismissed' }).where('state', '=', 'held').execute()
})

const controls = (body: object) => it.as('ada').call(controlRoutes.set, { body })
const group = (name: string) => it.seeded.groups[name] ?? ''
const person = (key: string) => it.seeded.people[key] ?? ''
const add = (who: string, name: string, ...keys: string[]) =>
  it
    .as(who)
    .call(groupRoutes.addMembers, { params: { groupId: group(name) }, body: { emails: keys.map((key) => `${key}@acme.test`) } })
const take = (who: string, name: string, key: string) =>
  it.as(who).call(groupRoutes.removeMember, { params: { groupId: group(name), personId: person(key) } })
const decide = (who: string, heldId: unknown, decision: 'release' | 'dismiss') =>
  it.as(who).call(heldChangeRoutes.decide, { params: { heldId: String(heldId) }, body: { decision, note: 'Looked at it' } })
const inGroup = async (name: string) =>
  (await it.as('grace').call(groupRoutes.members, { params: { groupId: group(name) } })).body.items.map((item) => item.name)
const open = async () => (await it.as('grace').call(heldChangeRoutes.list)).body.items.filter((item) => item.state === 'held')

test('a change that moves too many is held: stored, told, and nothing happened', async () => {
  const held = await add('grace', 'Contractors', 'dan', 'petra', 'nora')
  expect(held.problem).toMatchObject({
    status: 409,
    code: 'change.held',
    moved: 3,
    members: 9,
    detail: 'It moves 3 of 9 active members (33 %); more than 25 % at once are held.',
  })
  expect(await inGroup('Contractors')).toEqual(['Carl Contractor'])
  const [item] = await open()
  expect(item).toMatchObject({
    id: held.problem?.heldId,
    what: 'Grace Admin adds 3 people to Contractors',
    moved: 3,
    causedBy: 'Grace Admin',
  })
  const { body: impact } = await it.as('cora').call(heldChangeRoutes.impact, { params: { heldId: item?.id } })
  expect(impact).toMatchObject({ moved: 3, tightened: 3 })
  const { attention } = (await it.as('grace').call(overviewRoutes.get)).body
  expect(attention).toContainEqual(expect.objectContaining({ code: 'changes_held', severity: 'critical' }))
  const again = await add('grace', 'Contractors', 'dan', 'petra', 'nora')
  expect(again.problem?.heldId).toBe(item?.id)
  const { body: facts } = await it.as('ada').call(auditRoutes.list, { query: { kind: 'change.held' } })
  expect(facts.items.filter((fact) => fact.subject?.id === item?.id)).toHaveLength(1)
})

test('released, it happens as it was meant, and facts name both; it is decided once', async () => {
  const { problem } = await add('grace', 'Contractors', 'dan', 'petra', 'nora')
  const answers = await Promise.all([decide('cora', problem?.heldId, 'release'), decide('ada', problem?.heldId, 'release')])
  expect(answers.map((answer) => answer.problem?.code ?? answer.body.state).sort()).toEqual(['held.decided_already', 'released'])
  expect(await inGroup('Contractors')).toHaveLength(4)
  const { body: facts } = await it.as('ada').call(auditRoutes.list, { query: { kind: 'group.members_added' } })
  expect(facts.items[0]?.actor.name).toMatch(/^Grace Admin, released by (Cora|Ada)/)
  for (const key of ['dan', 'petra', 'nora'])
    expect((await take('grace', 'Contractors', key)).status).toBe(key === 'nora' ? 409 : 204)
  await it.app.db.deleteFrom('recent_move').execute()
  expect((await take('grace', 'Contractors', 'nora')).status).toBe(204)
})

test('one by one adds up for ten minutes, whoever does it; then counting begins anew', async () => {
  expect((await add('grace', 'Contractors', 'dan')).status).toBe(200)
  expect((await add('ada', 'Contractors', 'petra')).status).toBe(200)
  expect((await add('grace', 'Contractors', 'nora')).problem).toMatchObject({ code: 'change.held', moved: 3 })
  it.clock.advance(10 * 60_000)
  expect((await add('grace', 'Contractors', 'nora')).status).toBe(200)
  await controls({ brake: { enabled: false, sharePercent: 25, minimumMembers: 3 } })
  for (const key of ['dan', 'petra', 'nora']) expect((await take('grace', 'Contractors', key)).status).toBe(204)
})

test('an admin key is held as people are', async () => {
  const params = { groupId: group('Contractors') }
  const emails = ['dan@acme.test', 'petra@acme.test', 'nora@acme.test']
  const held = await it.withKey(it.seeded.adminKeys.acme ?? '').call(groupRoutes.addMembers, { params, body: { emails } })
  expect(held.problem?.code).toBe('change.held')
  expect((await decide('cora', held.problem?.heldId, 'release')).body.state).toBe('released')
  await controls({ brake: { enabled: false, sharePercent: 25, minimumMembers: 3 } })
  for (const key of ['dan', 'petra', 'nora']) await take('grace', 'Contractors', key)
})

test('who would empty the group of a rule is held, by taking people out as by deactivating them', async () => {
  await controls({ brake: { enabled: true, sharePercent: 100, minimumMembers: 1 } })
  const held = await take('grace', 'Contractors', 'carl')
  expect(held.problem).toMatchObject({
    code: 'change.held',
    detail: 'It leaves nobody in Contractors, which had 1 active member.',
  })
  const params = { personId: person('carl') }
  const gone = await it.as('grace').call(memberRoutes.update, { params, body: { status: 'deactivated' } })
  expect(gone.problem).toMatchObject({ code: 'change.held', emptied: [{ name: 'Contractors' }] })
  expect((await it.as('grace').call(memberRoutes.get, { params })).body.status).toBe('active')
  expect((await take('grace', 'Engineering', 'dan')).status).toBe(204)
  expect((await add('grace', 'Engineering', 'dan')).status).toBe(200)
})

test('where changes need approval nobody releases their own, in person or by a key', async () => {
  await controls({ approvals: 1 })
  const { problem } = await add('ada', 'Contractors', 'dan', 'petra', 'nora')
  expect((await decide('ada', problem?.heldId, 'release')).problem?.code).toBe('approval.own_work')
  await it.app.db
    .updateTable('admin_key')
    .set({ created_by: person('ada') })
    .execute()
  const body = { decision: 'release' as const, note: 'By key' }
  const byKey = await it
    .withKey(it.seeded.adminKeys.acme ?? '')
    .call(heldChangeRoutes.decide, { params: { heldId: String(problem?.heldId) }, body })
  expect(byKey.problem?.code).toBe('approval.own_work')
  await it.app.db.updateTable('admin_key').set({ created_by: null }).execute()
  expect((await open())[0]?.can.decide).toBe(false)
  expect((await decide('ada', problem?.heldId, 'dismiss')).body.state).toBe('dismissed')
})

test('what cannot happen any more says why and stays', async () => {
  const { body: made } = await it.as('grace').call(groupRoutes.create, { body: { name: 'Short-lived' } })
  await controls({ brake: { enabled: true, sharePercent: 1, minimumMembers: 1 } })
  const { problem } = await add('grace', 'Contractors', 'dan')
  await it.app.db.updateTable('membership').set({ role: 'member' }).where('person_id', '=', person('grace')).execute()
  const refused = await decide('cora', problem?.heldId, 'release')
  expect(refused.problem).toMatchObject({
    code: 'held.cannot_happen',
    detail: 'Grace Admin may not do this any more (group.manage).',
  })
  await it.app.db.updateTable('membership').set({ role: 'admin' }).where('person_id', '=', person('grace')).execute()
  expect((await open()).map((item) => item.id)).toContain(problem?.heldId)
  await it.as('grace').call(groupRoutes.remove, { params: { groupId: made.id } })
})

test('only who may manage policies decides, and another workspace finds nothing', async () => {
  const { problem } = await add('grace', 'Contractors', 'dan', 'petra', 'nora')
  expect((await decide('grace', problem?.heldId, 'release')).problem).toMatchObject({ permission: 'policy.manage' })
  expect((await decide('mallory', problem?.heldId, 'release')).problem?.code).toBe('held.not_found')
  expect((await it.as('dan').call(heldChangeRoutes.list)).problem?.code).toBe('access.denied')
  expect((await decide('cora', 'held_none', 'dismiss')).problem?.code).toBe('held.not_found')
})

test('as many at once as there are connections do not wait for each other', async () => {
  await controls({ brake: { enabled: true, sharePercent: 1, minimumMembers: 1 } })
  const many = Array.from({ length: 30 })
  const asked = await Promise.all(many.map(() => add('grace', 'Contractors', 'dan')))
  expect(new Set(asked.map((answer) => answer.problem?.code))).toEqual(new Set(['change.held']))
  expect(new Set(asked.map((answer) => answer.problem?.heldId)).size).toBe(1)
  const decided = await Promise.all(many.map(() => decide('cora', asked[0]?.problem?.heldId, 'release')))
  const codes = decided.map((answer) => answer.problem?.code ?? answer.body.state).sort()
  expect(codes.filter((code) => code === 'released')).toHaveLength(1)
  expect(codes.filter((code) => code === 'held.decided_already')).toHaveLength(29)
  await controls({ brake: { enabled: false, sharePercent: 25, minimumMembers: 3 } })
  await take('grace', 'Contractors', 'dan')
})

test('the last of a group are held also when everybody is taken out in the same moment', async () => {
  await add('grace', 'Contractors', 'dan', 'petra')
  await it.app.db.deleteFrom('recent_move').execute()
  await controls({ brake: { enabled: true, sharePercent: 100, minimumMembers: 3 } })
  const answers = await Promise.all(['carl', 'dan', 'petra'].map((key) => take('grace', 'Contractors', key)))
  expect(answers.map((answer) => answer.problem?.code ?? answer.status).sort()).toEqual([204, 204, 'change.held'])
  expect(await inGroup('Contractors')).toHaveLength(1)
})
