import { groupRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { acme } from '@bailiwick/scenario'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
  const policies = new Map<string, string>()
  for (const { name, contents } of acme.policies) {
    const { body } = await it.as('cora').call(policyRoutes.create, { body: { name, contents } })
    policies.set(name, body.id)
  }
  const rules = acme.rules.map((rule) => ({
    groupId: it.seeded.groups[rule.group] ?? '',
    policyId: policies.get(rule.policy) ?? '',
  }))
  const defaultPolicyId = policies.get(acme.defaultPolicy ?? '') ?? null
  await it.as('cora').call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId } })
})
afterAll(() => it.close())

const impact = (group: string, body: { add?: string[]; remove?: string[]; delete?: boolean }, who = 'grace') =>
  it.as(who).call(groupRoutes.impact, { params: { groupId: it.seeded.groups[group] }, body })
const person = (key: string) => it.seeded.people[key] ?? ''

test('taking people into a group shows who gets another policy, and what becomes tighter for them', async () => {
  const { body } = await impact('Contractors', { add: ['DAN@acme.test', 'petra@acme.test', 'carl@acme.test'] })
  expect(body).toMatchObject({ members: 9, moved: 2, tightened: 2, emptied: [] })
  expect(body.sentence).toMatch(
    /^2 of 9 active members get another policy or another text of it\. Something becomes tighter for 2/,
  )
  expect(body.moves.map((move) => [move.from?.name, move.to?.name, move.sample.map((it) => it.name)])).toEqual(
    expect.arrayContaining([
      ['Standard', 'Locked down', ['Dan Developer']],
      ['Platform engineers', 'Locked down', ['Petra Platform']],
    ]),
  )
  const dans = body.moves.find((move) => move.from?.name === 'Standard')
  expect(dans?.groups.map(({ name, members }) => [name, members])).toEqual(
    expect.arrayContaining([
      ['Engineering', 1],
      ['Contractors', 1],
    ]),
  )
  expect(dans?.changes.find((it) => it.key.startsWith('allowed_sandbox_modes'))).toMatchObject({ effect: 'tightened' })
  expect(body.timing).toContain('an hour')
})

test('nothing happens by asking', async () => {
  const before = await it.app.db.selectFrom('group_member').selectAll().execute()
  await impact('Engineering', { delete: true })
  expect(await it.app.db.selectFrom('group_member').selectAll().execute()).toEqual(before)
})

test('a group that nobody is left in is named; who is in another with the same policy does not move', async () => {
  const { body } = await impact('Contractors', { remove: [person('carl')] })
  expect(body).toMatchObject({ moved: 1, emptied: [{ name: 'Contractors' }] })
  expect(body.moves[0]).toMatchObject({ from: { name: 'Locked down', version: 1 }, to: { name: 'Standard' } })
  expect((await impact('Engineering', { remove: [person('dan')] })).body.moved).toBe(0)
})

test('deleting a group is taking everybody out', async () => {
  const { body } = await impact('Platform', { delete: true })
  expect(body).toMatchObject({ moved: 1, emptied: [{ name: 'Platform' }] })
})

test('unknown people and groups are named, and other people see nothing', async () => {
  const unknown = await impact('Platform', { add: ['nobody@acme.test'] })
  expect(unknown.problem).toMatchObject({ code: 'member.not_found', unknown: ['nobody@acme.test'] })
  expect((await impact('Research', {})).problem?.code).toBe('group.not_found')
  expect((await impact('Platform', {}, 'mallory')).problem?.code).toBe('group.not_found')
  expect((await impact('Platform', {}, 'dan')).problem).toMatchObject({ code: 'access.denied', permission: 'group.read' })
})
