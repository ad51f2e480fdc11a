import { directoryRoutes, memberRoutes, policyRoutes, roleRoutes, securityRoutes, workspaceRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { clearAllowlist } from './security.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const acme = () => it.seeded.workspaces.acme ?? ''
const person = (key: string) => it.seeded.people[key] ?? ''
const get = (key = 'ada') => it.as(key).call(securityRoutes.get)
const put = (body: { mfaRequired?: boolean; ipAllowlist?: string[] }, key = 'ada') =>
  it.as(key).call(securityRoutes.update, { body })
/** A factor, and a session that showed it. */
const giveFactor = async (key: string) => {
  const own = { id: `fac_${key}`, person_id: person(key), kind: 'totp' as const, name: 'Phone', created_at: it.clock.now() }
  await it.app.db
    .insertInto('factor')
    .values({ ...own, secret_sealed: it.app.sealing.seal('JBSWY3DPEHPK3PXP') })
    .execute()
  await sessionsOf(key).set({ second_factor_at: it.clock.now() }).execute()
}
const sessionsOf = (key: string) => it.app.db.updateTable('session').where('person_id', '=', person(key))
const changes = async () => {
  const facts = it.app.db.selectFrom('fact').innerJoin('fact_payload', 'fact_id', 'fact.id').select(['payload', 'actor_kind'])
  const rows = await facts.where('kind', 'like', 'security.%').orderBy('at').orderBy('fact.id').execute()
  return rows.map((row) => row.payload.detail)
}
const secret = (slug = 'acme') => it.seeded.adminKeys[slug] ?? ''
const from = (remoteAddress: string, headers: Record<string, string>, url = `/api/v1/workspaces/${acme()}/members`) =>
  it.server.inject({ method: 'GET', url, remoteAddress, headers })
const cookieOf = (key: string) => ({ cookie: `bailiwick_session=${it.seeded.sessions[key]}` })

test('an owner asks for second factors, once they have one; everybody sees how many lack one', async () => {
  expect((await get()).body).toMatchObject({ mfaRequired: false, can: { change: true, requireMfa: false } })
  expect((await put({ mfaRequired: true })).problem?.code).toBe('security.no_factor_yourself')
  await giveFactor('ada')
  const before = (await get()).body
  const { body } = await put({ mfaRequired: true })
  expect(body).toMatchObject({ mfaRequired: true, membersWithoutFactor: before.members - 1, can: { requireMfa: true } })
  expect(await changes()).toEqual([
    { before: { mfaRequired: false, ipAllowlist: [] }, after: { mfaRequired: true, ipAllowlist: [] } },
  ])
  await put({ mfaRequired: true })
  expect(await changes(), 'the same again is no change').toHaveLength(1)
  const { body: after } = await put({ ipAllowlist: ['127.0.0.1'] })
  expect(after, 'what is not named stays').toMatchObject({ mfaRequired: true, ipAllowlist: ['127.0.0.1/32'] })
  expect((await put({ mfaRequired: false })).body).toMatchObject({ mfaRequired: false, ipAllowlist: ['127.0.0.1/32'] })
})

test('who lacks a second factor is found among the members, by who may see sign-in security', async () => {
  await giveFactor('dan')
  const found = async (secondFactor: 'some' | 'none') => {
    const { items } = (await it.as('ada').call(memberRoutes.list, { query: { secondFactor } })).body
    return items.map(({ email }) => email)
  }
  expect(await found('some')).toEqual(['dan@acme.test'])
  expect(await found('none')).not.toContain('dan@acme.test')
  expect(await found('none')).toContain('grace@acme.test')
  const role = { name: 'Reception', permissions: ['member.read' as const], emails: ['dan@acme.test'] }
  await it.as('ada').call(roleRoutes.create, { body: role })
  expect((await it.as('dan').call(memberRoutes.list)).status).toBe(200)
  const asked = await it.as('dan').call(memberRoutes.list, { query: { secondFactor: 'none' } })
  expect(asked.problem).toMatchObject({ code: 'access.denied', permission: 'identity.read' })
})

test('an admin sees it and changes nothing; others see nothing; another workspace has its own', async () => {
  expect((await get('grace')).body.can).toMatchObject({ change: false, requireMfa: false })
  expect((await put({}, 'grace')).problem).toMatchObject({ code: 'access.denied', permission: 'identity.manage' })
  expect((await get('dan')).problem?.code).toBe('access.denied')
  const foreign = await it.as('mallory').call(securityRoutes.update, {
    params: { workspaceId: acme() },
    body: { mfaRequired: true, ipAllowlist: [] },
  })
  expect(foreign.problem?.code).toBe('workspace.not_found')
  await giveFactor('ada')
  await put({ mfaRequired: true })
  expect((await get('mallory')).body.mfaRequired).toBe(false)
})

test('a program asks for second factors when an owner has one', async () => {
  const body = { mfaRequired: true, ipAllowlist: [] }
  expect((await it.withKey(secret()).call(securityRoutes.update, { body })).problem?.code).toBe('security.no_factor_yourself')
  await giveFactor('grace')
  expect((await it.withKey(secret()).call(securityRoutes.update, { body })).problem?.code).toBe('security.no_factor_yourself')
  await giveFactor('ada')
  expect((await it.withKey(secret()).call(securityRoutes.update, { body })).status).toBe(200)
})

test('where it is asked for, a session without one comes as far as adding one', async () => {
  await giveFactor('ada')
  await put({ mfaRequired: true })
  for (const route of [workspaceRoutes.get, memberRoutes.list, policyRoutes.list]) {
    expect((await it.as('grace').call(route)).problem?.code).toBe('session.mfa_needed')
  }
  const me = (await it.as('grace').inject({ url: '/api/v1/me' })).json()
  expect(me.workspaces).toMatchObject([{ slug: 'acme', obstacle: 'session.mfa_needed' }])
  expect(me.secondFactor).toMatchObject({ enrolled: false, given: false })
  await sessionsOf('ada').set({ second_factor_at: null }).execute()
  expect((await it.as('ada').call(workspaceRoutes.get)).problem?.code, 'a factor that was not shown').toBe('session.mfa_needed')
  await sessionsOf('ada').set({ second_factor_at: it.clock.now() }).execute()
  expect((await it.as('ada').call(workspaceRoutes.get)).status).toBe(200)
  const factors = (await it.as('grace').inject({ url: '/api/v1/me/factors' })).json()
  expect(factors.requiredBy).toEqual(['Acme Robotics'])
  const begun = await it.as('grace').inject({ method: 'POST', url: '/api/v1/me/factors/totp' })
  expect(begun.statusCode).toBe(201)
  expect((await it.withKey(secret()).call(memberRoutes.list)).status, 'keys are programs').toBe(200)
})

test("an identity provider's word counts as the second factor of its sign-ins", async () => {
  const bySso = { method: 'oidc' as const, workspace_id: acme() }
  await sessionsOf('ada').set(bySso).execute()
  expect((await put({ mfaRequired: true })).problem?.code).toBe('security.no_factor_yourself')
  await sessionsOf('ada')
    .set({ ...bySso, second_factor_at: it.clock.now() })
    .execute()
  expect((await put({ mfaRequired: true })).status).toBe(200)
  expect((await it.as('ada').call(workspaceRoutes.get)).status).toBe(200)
})

test('providers that need not say how somebody signed in are named beside the requirement', async () => {
  const named = async () => (await get('grace')).body.providersWithoutEvidence
  expect(await named()).toEqual([])
  const provider = { workspace_id: acme(), kind: 'oidc' as const, just_in_time: false, certificates: [], idp_initiated: false }
  const made = (id: string, enabled: boolean, required_evidence: string[]) => ({
    ...provider,
    id,
    name: id,
    enabled,
    required_evidence,
    created_at: it.clock.now(),
  })
  await it.app.db
    .insertInto('identity_provider')
    .values([
      made('idp_lax', true, []),
      made('idp_strict', true, ['mfa']),
      made('idp_off', false, []),
      { ...made('idp_foreign', true, []), workspace_id: it.seeded.workspaces.beta ?? '' },
    ])
    .execute()
  expect(await named()).toEqual([{ id: 'idp_lax', name: 'idp_lax' }])
})

test('allowed networks hold for the console and for keys, at once, and for nobody else', async () => {
  const saved = await it
    .as('ada')
    .call(securityRoutes.update, { body: { mfaRequired: false, ipAllowlist: ['127.0.0.1', '10.1.2.3/8', '2001:DB8::/32'] } })
  expect(saved.body).toMatchObject({ ipAllowlist: ['127.0.0.1/32', '10.0.0.0/8', '2001:db8::/32'], yourAddress: '127.0.0.1' })
  const key = { authorization: `Bearer ${secret()}` }
  for (const headers of [cookieOf('ada'), key]) {
    for (const inside of ['127.0.0.1', '10.200.0.1', '2001:db8:1::9', '::ffff:10.0.0.9']) {
      expect((await from(inside, headers)).statusCode, inside).toBe(200)
    }
    for (const outside of ['11.0.0.1', '2001:db9::1', '::1']) {
      expect((await from(outside, headers)).json(), outside).toMatchObject({ status: 403, code: 'access.address_not_allowed' })
    }
  }
  const spoofed = await from('11.0.0.1', { ...key, 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1' })
  expect(spoofed.json().code, 'no proxy is trusted here').toBe('access.address_not_allowed')
  const me = (await from('11.0.0.1', cookieOf('ada'), '/api/v1/me')).json()
  expect(me.workspaces).toMatchObject([{ obstacle: 'access.address_not_allowed' }])
  expect(
    (await from('11.0.0.1', cookieOf('mallory'), `/api/v1/workspaces/${it.seeded.workspaces.beta}/members`)).statusCode,
  ).toBe(200)
  expect((await it.server.inject({ url: '/.well-known/openid-configuration', remoteAddress: '11.0.0.1' })).statusCode).toBe(200)
})

test("a directory's tokens are held to the list too", async () => {
  const { body: directory } = await it.as('ada').call(directoryRoutes.create, { body: { name: 'Okta' } })
  const { body } = await it.as('ada').call(directoryRoutes.createToken, { params: { directoryId: directory.id }, body: {} })
  await put({ ipAllowlist: ['127.0.0.1'] })
  const call = (address: string) => from(address, { authorization: `Bearer ${body.secret}` }, '/scim/v2/Users')
  expect((await call('127.0.0.1')).statusCode).toBe(200)
  const outside = await call('11.0.0.1')
  expect(outside.json()).toMatchObject({ status: '403', detail: expect.stringContaining('11.0.0.1') })
})

test('behind a trusted proxy the address is the one that it tells', async () => {
  const proxied = await startTestServer({ trustProxy: '127.0.0.1' })
  try {
    const url = `/api/v1/workspaces/${proxied.seeded.workspaces.acme}/security`
    const headers = { cookie: `bailiwick_session=${proxied.seeded.sessions.ada}`, 'x-forwarded-for': '10.0.0.9' }
    const payload = { mfaRequired: false, ipAllowlist: ['10.0.0.0/8'] }
    const saved = await proxied.server.inject({ method: 'PATCH', url, headers, payload })
    expect(saved.json().yourAddress).toBe('10.0.0.9')
    expect((await proxied.server.inject({ url, headers })).statusCode).toBe(200)
    const forged = { ...headers, 'x-forwarded-for': '10.0.0.9, 192.0.2.1' }
    expect((await proxied.server.inject({ url, headers: forged })).statusCode, 'the last hop counts').toBe(403)
  } finally {
    await proxied.close()
  }
})

test('nobody saves a list that would lock themselves out, and nonsense is named by its place', async () => {
  expect((await put({ ipAllowlist: ['10.0.0.0/8'] })).problem).toMatchObject({
    code: 'security.locks_you_out',
    detail: 'You come from 127.0.0.1.',
  })
  const wrong = await put({ ipAllowlist: ['127.0.0.1', '10.0.0.0/33', 'example.com'] })
  expect(wrong.problem?.problems?.map((it) => it.place)).toEqual(['body.ipAllowlist.1', 'body.ipAllowlist.2'])
  expect((await get()).body.ipAllowlist).toEqual([])
  expect(await changes()).toEqual([])
})

test('whoever has the host clears the list, as a fact; what else was asked for stays', async () => {
  await giveFactor('ada')
  await sessionsOf('ada').set({ second_factor_at: it.clock.now() }).execute()
  await put({ mfaRequired: true, ipAllowlist: ['127.0.0.1'] })
  expect((await from('10.0.0.1', cookieOf('ada'))).statusCode).toBe(403)
  expect(await clearAllowlist(it.app, 'acme')).toEqual({ workspace: 'Acme Robotics', before: ['127.0.0.1/32'] })
  expect((await from('10.0.0.1', cookieOf('ada'))).statusCode).toBe(200)
  expect((await get()).body).toMatchObject({ mfaRequired: true, ipAllowlist: [] })
  expect((await changes()).at(-1)).toEqual({ before: { ipAllowlist: ['127.0.0.1/32'] }, after: { ipAllowlist: [] } })
  await expect(clearAllowlist(it.app, 'nowhere')).rejects.toThrow('There is no such workspace')
})
