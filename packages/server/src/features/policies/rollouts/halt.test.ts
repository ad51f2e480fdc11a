import { overviewRoutes, type Rollout, rolloutRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce } from '../../../platform/changes/changes.ts'
import { newId } from '../../../platform/ids.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { bundleFor } from '../delivery/index.ts'
import { noteServed } from '../devices/index.ts'
import { makeDefault, makePolicy, startStaged } from './testing/staged.ts'
import { lookAtRollouts } from './watch-rollouts.ts'

const minute = 60_000
const many = 40
const exec = 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color'

let it: TestServer
let people: { personId: string; grantId: string }[]
beforeAll(async () => {
  it = await startTestServer()
  await makeDefault(it, await makePolicy(it, 'Standard'))
  people = await hire(many)
})
afterAll(() => it.close())

const acme = () => it.seeded.workspaces.acme ?? ''

/** Developers who are signed in. */
async function hire(n: number) {
  const at = it.clock.now()
  const made = Array.from({ length: n }, () => ({ personId: newId('person'), grantId: newId('grant') }))
  const { db } = it.app
  await db
    .insertInto('person')
    .values(made.map(({ personId: id }) => ({ id, email: `${id}@acme.test`, name: id, created_at: at })))
    .execute()
  await db
    .insertInto('membership')
    .values(
      made.map(({ personId }) => ({
        workspace_id: acme(),
        person_id: personId,
        role: 'member',
        status: 'active' as const,
        joined_at: at,
      })),
    )
    .execute()
  const grant = { workspace_id: acme(), client_id: 'codex-cli', surface: 'browser' as const, address: '', user_agent: '' }
  await db
    .insertInto('client_grant')
    .values(made.map(({ personId, grantId }) => ({ ...grant, id: grantId, person_id: personId, created_at: at })))
    .execute()
  await it.app.reload()
  return made
}

function start({ personId, grantId }: (typeof people)[number]) {
  const workspace = it.app.standing.workspace(acme())
  const member = it.app.standing.member(acme(), personId)
  if (!workspace || !member) throw new Error(`${personId} is missing`)
  const grant = {
    id: grantId,
    workspaceId: acme(),
    personId,
    surface: 'browser' as const,
    ended: false,
    endedByDeactivation: false,
  }
  const delivery = bundleFor(it.app, workspace, member)
  noteServed(it.app, { workspace, member, grant }, exec, delivery)
  return delivery.decision.onNew === true
}
const call = (who: (typeof people)[number], outcome = 'completed') => {
  const signIn = { workspaceId: acme(), ...who }
  const now = it.clock.now()
  it.app.devices.noteCall(signIn, exec, null, now)
  const served = it.app.devices.lastFetch(signIn, now)
  it.app.gateway.turnLog.add({
    id: newId('turn'),
    workspace_id: acme(),
    at: now,
    person_id: who.personId,
    grant_id: who.grantId,
    model: 'm',
    upstream_id: null,
    upstream_name: null,
    outcome: outcome as 'completed' | 'refused',
    status: 200,
    input_tokens: 0,
    cached_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    first_byte_ms: null,
    duration_ms: 1,
    user_agent: exec,
    session_id: null,
    thread_id: null,
    installation_id: null,
    surface: 'codex_exec',
    policy_version_id: served?.policyVersionId ?? null,
    policy_served_at: served?.at ?? null,
  })
}
async function look(rolloutId: string): Promise<Rollout> {
  await it.app.devices.flush()
  await it.app.gateway.turnLog.flush()
  await lookAtRollouts(it.app)
  await it.app.feed.catchUp()
  return (await it.as('cora').call(rolloutRoutes.get, { params: { rolloutId } })).body
}
async function announced() {
  await it.app.db.transaction().execute((tx) => announce(tx, 'workspace', acme(), acme()))
  await it.app.feed.catchUp()
}
const rollBack = (rolloutId: string) => it.as('cora').call(rolloutRoutes.rollBack, { params: { rolloutId }, body: {} })

test('devices that were served the new version and fell silent halt the stage; nobody else moves', async () => {
  for (const who of people) {
    start(who)
    call(who)
  }
  it.clock.advance(10 * minute)
  const id = await startStaged(it, await makePolicy(it, 'Breaks clients'), [{ percent: 50, minutes: 240 }, { percent: 100 }])
  await announced()
  it.clock.advance(5 * minute)
  const onNew = people.filter(start)
  expect(onNew.length).toBeGreaterThan(8)
  it.clock.advance(minute)
  for (const who of people) if (!onNew.includes(who)) call(who)

  const early = await look(id)
  expect(early, 'within the hour nobody counts as silent').toMatchObject({ state: 'running', onNew: { devicesSilent: 0 } })
  it.clock.advance(70 * minute)
  const halted = await look(id)
  expect(halted).toMatchObject({
    state: 'halted',
    stage: 0,
    onNew: { devicesServed: onNew.length, devicesUsed: 0, devicesSilent: onNew.length },
    onOld: { devicesServed: many - onNew.length, devicesUsed: many - onNew.length, devicesSilent: 0 },
  })
  expect(halted.haltedBecause).toMatch(
    new RegExp(`^${onNew.length} of ${onNew.length} sign-ins.*\\(100 %\\).*On the old one it is 0 of`),
  )
  const { attention } = (await it.as('ada').call(overviewRoutes.get)).body
  expect(attention).toContainEqual({
    code: 'rollout_halted',
    severity: 'critical',
    message: expect.stringContaining(halted.haltedBecause ?? 'a reason'),
    to: `policies/rollouts/${id}`,
  })
  it.clock.advance(300 * minute)
  expect((await look(id)).stage, 'nobody else moves').toBe(0)
  const { payload } = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .select('payload')
    .where('kind', '=', 'rollout.halted')
    .executeTakeFirstOrThrow()
  expect(payload.detail).toMatchObject({ because: halted.haltedBecause, seen: { onNew: { devicesSilent: onNew.length } } })
  await rollBack(id)
})

test('calls that fail under the new policy halt it; the same failures everywhere do not', async () => {
  const id = await startStaged(it, await makePolicy(it, 'Fails calls'), [{ percent: 50 }, { percent: 100 }])
  await announced()
  const sides = people.map((who) => ({ who, isNew: start(who) }))
  it.clock.advance(minute)
  for (const { who } of sides) for (let n = 0; n < 4; n++) call(who, n === 0 ? 'refused' : 'completed')
  expect((await look(id)).state).toBe('running')
  for (const { who, isNew } of sides) if (isNew) for (let n = 0; n < 6; n++) call(who, 'refused')
  const halted = await look(id)
  expect(halted.state).toBe('halted')
  expect(halted.haltedBecause).toMatch(/model calls under the new policy failed \(70 %\)\. On the old one it is 25 %\.$/)
  await rollBack(id)
})
