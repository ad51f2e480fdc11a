import { groupRoutes, lookupRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { bundleFor } from '../delivery/index.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
  const create = async (name: string, contents: string) =>
    (await it.as('cora').call(policyRoutes.create, { body: { name, contents, owner: 'Security', purpose: 'Hold' } })).body.id
  const standard = await create('Standard', 'allowed_sandbox_modes = ["read-only"]\n[otel]\ntool_result = { max_bytes = 4096 }\n')
  const platform = await create('Platform', 'allowed_approval_policies = ["never"]\n')
  const rules = [
    { groupId: it.seeded.groups.Platform ?? '', policyId: platform },
    { groupId: it.seeded.groups.Engineering ?? '', policyId: standard },
  ]
  await it.as('cora').call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId: null } })
})
afterAll(() => it.close())

const find = (query: { email?: string; groupId?: string }, who = 'cora') => it.as(who).call(lookupRoutes.find, { query })

test('the answer names the winner, its place and why the others lost (PO-07)', async () => {
  const { body } = await find({ email: 'PETRA@acme.test' })
  expect(body.sentence).toBe(
    'Petra Platform gets “Platform” version 1 by rule 1: Platform is the first group in the order that matches.',
  )
  expect(body.considered.map(({ position, verdict, group }) => [position, verdict, group.name])).toEqual([
    [1, 'won', 'Platform'],
    [2, 'lost', 'Engineering'],
  ])
  expect(body.considered[1]?.because).toContain('1')
  expect(body).toMatchObject({
    outcome: 'rule',
    position: 1,
    revision: 1,
    policy: { name: 'Platform', version: 1, owner: 'Security', purpose: 'Hold' },
    mayUseCodexLocal: { allowed: true },
    check: { verdict: 'accepted' },
  })
  expect(body.subject).toMatchObject({ kind: 'member', groups: [{ name: 'Engineering' }, { name: 'Platform' }] })
  expect(body.timing).toContain('cloud-config-bundle-cache.json')
})

test('what is shown is exactly what a client is sent', async () => {
  const { body } = await find({ email: 'dan@acme.test' })
  const workspaceId = it.seeded.workspaces.acme ?? ''
  const [workspace, dan] = [
    it.app.standing.workspace(workspaceId),
    it.app.standing.member(workspaceId, it.seeded.people.dan ?? ''),
  ]
  if (!workspace || !dan) throw new Error('Dan is missing')
  expect(body.effective.bundle).toEqual(JSON.parse(bundleFor(it.app, workspace, dan).bytes.toString()))
  expect(parse(body.effective.toml)).toMatchObject({ allowed_sandbox_modes: ['read-only'], model_provider: 'bailiwick' })
  expect(body.effective.entries).toContainEqual({ key: 'otel.tool_result.max_bytes', value: 4096, origin: 'Standard v1' })
  expect(body.effective.entries).toContainEqual({ key: 'model_provider', value: 'bailiwick', origin: 'Bailiwick' })
})

test('nobody’s policy is an answer, not an error', async () => {
  const { body } = await find({ email: 'nora@acme.test' })
  expect(body).toMatchObject({ outcome: 'none', policy: null, position: null, check: { verdict: 'accepted' } })
  expect(body.sentence).toContain('gets no policy')
})

test('somebody deactivated is found and shown as such', async () => {
  const { body } = await find({ email: 'ivan@acme.test' })
  expect(body.subject).toMatchObject({ status: 'deactivated' })
  expect(body).toMatchObject({ outcome: 'rule', mayUseCodexLocal: { allowed: false, because: 'The membership is deactivated.' } })
})

test('a group is answered for somebody who is in no other (PO-06)', async () => {
  const { body } = await find({ groupId: it.seeded.groups.Engineering })
  expect(body.sentence).toBe(
    'Somebody who is only in Engineering gets “Standard” version 1 by rule 2: Engineering is the first group in the order that matches.',
  )
  expect(body.considered.map((rule) => rule.verdict)).toEqual(['not_member', 'won'])
  expect((await find({ groupId: it.seeded.groups.Contractors })).body.outcome).toBe('none')
})

test('a change of groups shows at once', async () => {
  const params = { groupId: it.seeded.groups.Platform }
  await it.as('grace').call(groupRoutes.addMembers, { params, body: { emails: ['nora@acme.test'] } })
  expect((await find({ email: 'nora@acme.test' })).body.position).toBe(1)
  await it.as('grace').call(groupRoutes.removeMember, { params: { ...params, personId: it.seeded.people.nora } })
  expect((await find({ email: 'nora@acme.test' })).body.outcome).toBe('none')
})

test('a member sees their own and nobody else’s', async () => {
  const { body } = await it.as('dan').call(lookupRoutes.mine)
  expect(body).toMatchObject({ subject: { person: { email: 'dan@acme.test' } }, position: 2 })
  expect((await find({ email: 'petra@acme.test' }, 'dan')).problem).toMatchObject({ code: 'access.denied' })
  const key = await it.withKey(it.seeded.adminKeys.acme ?? '').call(lookupRoutes.mine)
  expect(key.problem?.code).toBe('access.denied')
})

test('people and groups of another workspace are missing', async () => {
  expect((await find({ email: 'bob@beta.test' })).problem?.code).toBe('lookup.nobody')
  expect((await find({ groupId: it.seeded.groups.Research })).problem?.code).toBe('group.not_found')
  expect((await find({ email: 'dan@acme.test' }, 'mallory')).problem?.code).toBe('lookup.nobody')
})

test('neither or both questions is a bad request', async () => {
  expect((await find({})).problem?.code).toBe('request.invalid')
  expect((await find({ email: 'dan@acme.test', groupId: 'grp_1' })).problem?.code).toBe('request.invalid')
})
