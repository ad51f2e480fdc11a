import { type Overview, overviewRoutes, policyRoutes, ruleRoutes, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { recoverOwner } from '../identity/members/index.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const acme = () => it.seeded.workspaces.acme ?? ''
const look = async (who = 'ada') => (await it.as(who).call(overviewRoutes.get)).body
const codes = ({ attention }: Overview) => attention.map((item) => item.code)
const done = ({ setUp }: Overview) => setUp.filter((step) => step.done).map((step) => step.step)

test('a young workspace is told what is missing, the most urgent first', async () => {
  const state = await look()
  expect(state.members).toEqual({ active: 9, deactivated: 1, invited: 0 })
  expect(state.clients).toEqual({ signedIn: 0, membersSignedIn: 0 })
  expect(state.policy).toEqual({ revision: null, byPolicy: [], withoutPolicy: 9 })
  expect(codes(state)).toEqual(['no_upstream', 'no_policy_in_force', 'one_owner'])
  expect(done(state)).toEqual(['workspace', 'people', 'groups'])
  expect(state.turns).toHaveLength(24)
})

test('members are counted by the policy that serves them', async () => {
  const ada = it.as('ada')
  const contents = 'allowed_approval_policies = ["on-request"]\nallowed_sandbox_modes = ["read-only"]\n'
  const strict = await ada.call(policyRoutes.create, { body: { name: 'Strict', contents } })
  const wide = await ada.call(policyRoutes.create, { body: { name: 'Wide', contents } })
  const rules = [{ groupId: it.seeded.groups.Platform ?? '', policyId: strict.body.id }]
  const byRule = await ada.call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId: null } })
  expect(byRule.status).toBe(200)
  const first = await look()
  expect(first.policy).toMatchObject({ revision: 1, byPolicy: [{ name: 'Strict', members: 1 }], withoutPolicy: 8 })
  expect(codes(first)).toContain('members_without_policy')
  await ada.call(ruleRoutes.replace, { body: { expectedRevision: 1, rules, defaultPolicyId: wide.body.id } })
  const second = await look()
  expect(second.policy).toEqual({
    revision: 2,
    byPolicy: [
      { policyId: wide.body.id, name: 'Wide', members: 8 },
      { policyId: strict.body.id, name: 'Strict', members: 1 },
    ],
    withoutPolicy: 0,
  })
  expect(codes(second)).toEqual(['no_upstream', 'one_owner'])
  expect(done(second)).toContain('rules')
})

test('turns of the last 24 hours stand in their hour', async () => {
  const now = it.clock.now().getTime()
  const turn = (outcome: string, hoursAgo: number) => ({
    id: newId('turn'),
    workspace_id: acme(),
    at: new Date(now - hoursAgo * 3_600_000),
    model: 'm',
    outcome,
    status: 200,
    input_tokens: 1,
    cached_tokens: 0,
    output_tokens: 1,
    reasoning_tokens: 0,
    duration_ms: 1,
    user_agent: '',
  })
  const outcomes = ['completed', 'completed', 'refused', 'upstream_error', 'no_upstream', 'cancelled']
  await it.app.db
    .insertInto('turn')
    .values([...outcomes.map((outcome) => turn(outcome, 0)), turn('completed', 23), turn('completed', 24)])
    .execute()
  const { turns } = await look()
  expect(turns.at(-1)).toEqual({
    hour: new Date(Math.floor(now / 3_600_000) * 3_600_000).toISOString(),
    completed: 2,
    refused: 1,
    failed: 2,
  })
  expect(turns[0]).toMatchObject({ completed: 1 })
  expect(turns.reduce((sum, hour) => sum + hour.completed, 0)).toBe(3)
})

test('what is switched off and what happened on the host is said, for a week', async () => {
  await it.as('ada').call(settingRoutes.set, { params: { key: 'codex_local' }, body: { value: false } })
  await recoverOwner(it.app, { email: 'grace@acme.test' })
  const state = await look()
  expect(codes(state)).toEqual(['owner_recovered', 'no_upstream', 'codex_local_off'])
  expect(state.attention[0]?.message).toContain('Grace Admin was made an owner on the host')
  await it.app.db
    .updateTable('session')
    .set({ last_seen_at: new Date(it.clock.now().getTime() + 7 * 86_400_000) })
    .execute()
  await it.app.db
    .updateTable('session')
    .set({ expires_at: new Date(it.clock.now().getTime() + 30 * 86_400_000) })
    .execute()
  it.clock.advance(7 * 86_400_000 + 1)
  expect(codes(await look())).not.toContain('owner_recovered')
})

test('members see no overview, and another workspace has none', async () => {
  expect((await it.as('dan').call(overviewRoutes.get)).problem).toMatchObject({ permission: 'workspace.read' })
  const foreign = await it.as('mallory').call(overviewRoutes.get, { params: { workspaceId: acme() } })
  expect(foreign.problem?.code).toBe('workspace.not_found')
})
