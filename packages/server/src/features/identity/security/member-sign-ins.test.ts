import { memberSignInRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { resetFactorsOnHost } from './member-sign-ins.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const person = (key: string) => it.seeded.people[key] ?? ''
const list = (key: string, whom: string) =>
  it.as(key).call(memberSignInRoutes.list, { params: { personId: person(whom), workspaceId: it.seeded.workspaces.acme ?? '' } })
const endAll = (key: string, whom: string) => it.as(key).call(memberSignInRoutes.endAll, { params: { personId: person(whom) } })
const reset = (key: string, whom: string) =>
  it.as(key).call(memberSignInRoutes.resetFactors, { params: { personId: person(whom) } })
const me = async (key: string) => (await it.as(key).inject({ url: '/api/v1/me' })).statusCode
const facts = async (kind: string) =>
  (
    await it.app.db
      .selectFrom('fact')
      .innerJoin('fact_payload', 'fact_id', 'fact.id')
      .select(['payload', 'subject_id', 'actor_id'])
      .where('kind', '=', kind)
      .execute()
  ).map((row) => [row.actor_id, row.subject_id, row.payload.detail])
const giveFactor = async (key: string) => {
  const own = { id: `fac_${key}`, person_id: person(key), kind: 'totp' as const, name: 'Phone', created_at: it.clock.now() }
  await it.app.db
    .insertInto('factor')
    .values({ ...own, secret_sealed: it.app.sealing.seal('JBSWY3DPEHPK3PXP') })
    .execute()
  await it.app.db
    .insertInto('recovery_code')
    .values({ person_id: person(key), code_hash: Buffer.from(key), made_at: it.clock.now(), used_at: null })
    .execute()
}
const joinBeta = (key: string, role = 'member') =>
  it.app.db
    .insertInto('membership')
    .values({
      workspace_id: it.seeded.workspaces.beta ?? '',
      person_id: person(key),
      role,
      status: 'active',
      joined_at: it.clock.now(),
    })
    .execute()

test('an admin sees how a member is signed in, and ends one session or all', async () => {
  await giveFactor('dan')
  const { body } = await list('grace', 'dan')
  expect(body).toMatchObject({
    factors: ['totp'],
    sessions: [{ method: 'password', secondFactor: false, workspaceId: null, current: false }],
  })
  const params = { personId: person('dan'), sessionId: body.sessions[0]?.id ?? '' }
  expect((await it.as('grace').call(memberSignInRoutes.end, { params })).status).toBe(204)
  expect(await me('dan')).toBe(401)
  expect((await it.as('grace').call(memberSignInRoutes.end, { params })).problem?.code).toBe('session.not_found')
  expect((await endAll('grace', 'petra')).body).toEqual({ ended: 1 })
  expect(await me('petra')).toBe(401)
  expect(await facts('member.sessions_ended')).toEqual([
    [person('grace'), person('dan'), { ended: [params.sessionId] }],
    [person('grace'), person('petra'), { ended: [expect.stringMatching(/^sess_/)] }],
  ])
})

test('nobody above you: an admin touches no owner, a member nobody, another workspace finds nobody', async () => {
  for (const whom of ['ada', 'grace', 'cora']) {
    expect((await list('grace', whom)).problem?.code, whom).toBe('member.above_you')
    expect((await endAll('grace', whom)).problem?.code, whom).toBe('member.above_you')
    expect((await reset('grace', whom)).problem?.code, whom).toBe('member.above_you')
  }
  expect((await list('dan', 'petra')).problem?.permission).toBe('member.manage')
  expect((await list('mallory', 'dan')).problem?.code).toBe('workspace.not_found')
  expect((await endAll('mallory', 'dan')).problem?.code).toBe('member.not_found')
  expect(await me('dan')).toBe(200)
  const foreign = (await list('grace', 'dan')).body.sessions[0]?.id ?? ''
  const params = { personId: person('petra'), sessionId: foreign }
  expect((await it.as('grace').call(memberSignInRoutes.end, { params })).problem?.code, "another's session").toBe(
    'session.not_found',
  )
})

test('sessions that open another workspace alone are not this one’s to see', async () => {
  await joinBeta('dan')
  await it.app.db
    .updateTable('session')
    .set({ workspace_id: it.seeded.workspaces.beta ?? '', method: 'oidc' })
    .where('person_id', '=', person('dan'))
    .execute()
  expect((await list('ada', 'dan')).body.sessions).toEqual([])
  expect((await endAll('ada', 'dan')).body).toEqual({ ended: 0 })
  expect(await me('dan')).toBe(200)
})

test('lost factors are reset, with recovery codes and sessions', async () => {
  expect((await reset('grace', 'dan')).problem?.code).toBe('factor.none')
  await giveFactor('dan')
  expect((await reset('grace', 'dan')).status).toBe(204)
  expect(await me('dan')).toBe(401)
  expect(await it.app.db.selectFrom('factor').select('id').execute()).toEqual([])
  expect(await it.app.db.selectFrom('recovery_code').select('person_id').execute()).toEqual([])
  expect(await facts('member.factors_reset')).toEqual([[person('grace'), person('dan'), { removed: ['totp'], sessionsEnded: 1 }]])
})

test('factors open every workspace of their person, so who resets them must manage them everywhere', async () => {
  await joinBeta('dan', 'owner')
  await giveFactor('dan')
  expect((await reset('ada', 'dan')).problem?.code).toBe('member.above_you')
  expect(await me('dan')).toBe(200)
})

test('whoever has the host resets the factors of anybody, loudly', async () => {
  await joinBeta('ada')
  await giveFactor('ada')
  await resetFactorsOnHost(it.app, 'ADA@acme.test')
  expect(await me('ada')).toBe(401)
  expect(await facts('member.factors_reset')).toEqual([
    [null, person('ada'), { removed: ['totp'], sessionsEnded: 1 }],
    [null, person('ada'), { removed: ['totp'], sessionsEnded: 1 }],
  ])
  await expect(resetFactorsOnHost(it.app, 'ada@acme.test')).rejects.toThrow('There is no second factor')
  await expect(resetFactorsOnHost(it.app, 'nobody@acme.test')).rejects.toThrow('Nobody')
})
