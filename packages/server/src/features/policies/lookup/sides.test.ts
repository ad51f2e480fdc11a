import { lookupRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce } from '../../../platform/changes/changes.ts'
import { newId } from '../../../platform/ids.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { wireClient } from '../../codex/issuer/testing/wire-client.ts'
import { makePolicy, startStaged } from '../rollouts/testing/staged.ts'

let it: TestServer
let standard: string
let wide: string
beforeAll(async () => {
  it = await startTestServer()
  standard = await makePolicy(it, 'Standard')
  wide = await makePolicy(it, 'Wide')
  const rules = [{ groupId: it.seeded.groups.Platform ?? '', policyId: wide }]
  await it.as('ada').call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId: standard } })
})
afterAll(() => it.close())

const find = async (query: { email?: string; deviceId?: string }) => (await it.as('cora').call(lookupRoutes.find, { query })).body

test('an open exception comes before the rules until its end, and the rule that would win says so', async () => {
  const until = new Date(it.clock.now().getTime() + 3_600_000)
  const workspaceId = it.seeded.workspaces.acme ?? ''
  const personId = it.seeded.people.petra ?? ''
  const asked = { requested_at: it.clock.now(), requested_by: personId, decided_at: it.clock.now(), decision_note: '' }
  await it.app.db
    .insertInto('policy_exception')
    .values({
      id: newId('exception'),
      workspace_id: workspaceId,
      person_id: personId,
      policy_id: standard,
      reason: 'Audit',
      until,
      state: 'granted',
      ...asked,
    })
    .execute()
  await it.app.db.transaction().execute(async (tx) => {
    await announce(tx, 'workspace', workspaceId, workspaceId)
    await announce(tx, 'member', workspaceId, personId)
  })
  await it.app.feed.catchUp()
  const during = await find({ email: 'petra@acme.test' })
  expect(during).toMatchObject({
    outcome: 'exception',
    position: null,
    policy: { name: 'Standard' },
    exception: { policy: { name: 'Standard' }, until: until.toISOString() },
    sentence: `Petra Platform gets “Standard” version 1 by an exception until ${until.toISOString()}, ahead of the rules.`,
  })
  expect(during.considered).toMatchObject([{ verdict: 'lost', because: expect.stringContaining('comes before the rules') }])
  it.clock.advance(3_600_000)
  const ended = await find({ email: 'petra@acme.test' })
  expect(ended).toMatchObject({ outcome: 'rule', position: 1, exception: null, policy: { name: 'Wide' } })
})

test('a rollout is told from both sides, and the effective document is of the side', async () => {
  await startStaged(it, wide, [{ percent: 0, groupIds: [it.seeded.groups.Contractors ?? ''] }, { percent: 100 }])
  const contractor = await find({ email: 'carl@acme.test' })
  expect(contractor).toMatchObject({ revision: 2, policy: { name: 'Wide' }, rollout: { onNew: true, revision: 2 } })
  expect(contractor.rollout?.sentence).toBe('A staged rollout has reached Carl Contractor: revision 2 decides.')
  expect(contractor.effective.entries).toContainEqual(
    expect.objectContaining({ key: 'allowed_sandbox_modes', origin: 'Wide v1' }),
  )
  const nora = await find({ email: 'nora@acme.test' })
  expect(nora).toMatchObject({ revision: 1, policy: { name: 'Standard' }, rollout: { onNew: false } })
  expect(nora.rollout?.sentence).toMatch(/has not reached Nora .*: revision 1 is in force\.$/)
})

test('asked for a device: its person’s policy, what it was served and what that means in sentences', async () => {
  const { access_token } = await wireClient(it).signIn('dan')
  const headers = { authorization: `Bearer ${access_token}`, 'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm' }
  await it.server.inject({ method: 'GET', url: '/backend-api/wham/config/bundle', headers })
  const { devices } = await find({ email: 'dan@acme.test' })
  expect(devices).toMatchObject([{ surface: 'codex_exec', state: 'served', served: { name: 'Standard' } }])
  const found = await find({ deviceId: devices[0]?.id ?? '' })
  expect(found).toMatchObject({
    subject: { kind: 'member', person: { email: 'dan@acme.test' } },
    devices: [{ id: devices[0]?.id }],
  })
  expect(found.sentences.find((line) => line.key === 'allowed_sandbox_modes')).toMatchObject({ origin: 'Standard v1' })
  expect(found.beatenBy.join(' ')).toContain('managed_config.toml')
  const foreign = await it.as('mallory').call(lookupRoutes.find, { query: { deviceId: devices[0]?.id } })
  expect(foreign.problem?.code).toBe('device.not_found')
})

test('a member is told nothing of rules for groups that they are not in', async () => {
  const { body } = await it.as('dan').call(lookupRoutes.mine)
  expect(body).toMatchObject({ outcome: 'default', policy: { name: 'Standard' }, considered: [] })
  expect(JSON.stringify({ ...body, subject: null })).not.toMatch(/Platform|Wide/)
})
