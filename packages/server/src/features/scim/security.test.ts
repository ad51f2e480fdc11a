import {
  adminKeyRoutes,
  directoryRoutes,
  groupRoutes,
  invitationRoutes,
  memberRoutes,
  overviewRoutes,
  sessionRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { connectIdp, type Idp, patchOf, sender, userOf } from './testing/scim-rig.ts'

let it: TestServer
let idp: Idp
/** A directory of the other workspace: Mallory runs it. */
let foreign: Idp
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())
beforeEach(async () => {
  idp = await connectIdp(it)
  foreign = await connectIdp(it, 'mallory')
})

const person = (key: string) => it.seeded.people[key] ?? ''
const member = async (personId: string) => (await it.as('ada').call(memberRoutes.get, { params: { personId } })).body
const account = (id: string) => it.app.db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const off = patchOf({ op: 'replace', value: { active: false } })
const on = patchOf({ op: 'replace', value: { active: true } })
const problems = async () =>
  (await it.as('ada').call(directoryRoutes.problems, { params: { directoryId: idp.directoryId } })).body.items

let made = 0
const fresh = () => `newcomer${++made}`

test('nothing but a directory’s token opens SCIM, and it opens nothing else', async () => {
  // The seeded key holds every scope, scim.provision too, and belongs to no directory.
  for (const secret of ['nonsense', it.seeded.adminKeys.acme ?? '', 'bw-scim-unknown']) {
    const answer = await sender(it, secret).send('GET', '/Users')
    expect(answer).toMatchObject({
      status: 401,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' },
    })
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
  }
  const session = { cookie: `bailiwick_session=${it.seeded.sessions.ada}`, authorization: '' }
  expect((await sender(it, '').send('GET', '/Users', undefined, session)).status).toBe(401)
  const program = it.withKey(idp.secret)
  for (const route of [groupRoutes.list, memberRoutes.list, overviewRoutes.get, directoryRoutes.list, adminKeyRoutes.list]) {
    expect((await program.call(route)).problem?.code).toBe('access.key_not_valid')
  }
  const { body: keys } = await it.as('ada').call(adminKeyRoutes.list)
  expect(JSON.stringify(keys)).toContain('Test key')
  expect(JSON.stringify(keys)).not.toContain(idp.tokenId)
  expect((await it.as('ada').call(adminKeyRoutes.revoke, { params: { keyId: idp.tokenId } })).status).toBe(404)
})

test('tokens are rotated without a gap; a revoked or expired one, and a disconnected directory’s, open nothing', async () => {
  const params = { directoryId: idp.directoryId }
  const second = await it.as('ada').call(directoryRoutes.createToken, { params, body: { name: 'Second', expiresInDays: 1 } })
  const next = sender(it, second.body.secret)
  const works = async (by: Pick<Idp, 'send'>) => (await by.send('GET', '/Users?count=0')).status
  expect([await works(idp), await works(next)]).toEqual([200, 200])
  await it.as('ada').call(directoryRoutes.revokeToken, { params: { ...params, tokenId: idp.tokenId } })
  expect([await works(idp), await works(next)]).toEqual([401, 200])
  it.clock.advance(86_400_000)
  expect(await works(next)).toBe(401)
  it.clock.advance(-86_400_000)
  expect((await it.as('mallory').call(directoryRoutes.remove, { params })).problem?.code).toBe('directory.not_found')
  expect((await it.as('grace').call(directoryRoutes.remove, { params })).problem?.code).toBe('access.denied')
  const id = await next.user(fresh())
  const group = await next.group(`Of ${id}`, [id])
  expect((await it.as('ada').call(directoryRoutes.remove, { params })).status).toBe(204)
  expect(await works(next)).toBe(401)
  expect(await member(id)).toMatchObject({ status: 'active', directory: null })
  const now = await it.as('ada').call(groupRoutes.get, { params: { groupId: group } })
  expect(now.body).toMatchObject({ source: 'manual', directory: null, members: 1 })
  expect((await it.as('ada').call(groupRoutes.remove, { params: { groupId: group } })).status).toBe(204)
})

test('users and groups of another directory, here or elsewhere, are not there', async () => {
  const other = await connectIdp(it)
  const user = await idp.user(fresh())
  const group = await idp.group(`Group of ${user}`, [user])
  for (const stranger of [other, foreign]) {
    for (const path of [`/Users/${user}`, `/Groups/${group}`]) {
      expect((await stranger.send('GET', path)).status).toBe(404)
      expect((await stranger.send('PATCH', path, off)).status).toBe(404)
      expect((await stranger.send('PUT', path, { ...userOf('x'), displayName: 'x' })).status).toBe(404)
      expect((await stranger.send('DELETE', path)).status).toBe(404)
    }
    expect((await stranger.send('GET', '/Users')).body.totalResults).toBe(0)
    expect((await stranger.send('GET', '/Groups')).body.totalResults).toBe(0)
    const adding = { displayName: `Stolen ${stranger.directoryId}`, members: [{ value: user }] }
    expect(await stranger.send('POST', '/Groups', adding)).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } })
  }
  // Grace was never provisioned: her id is no user of the directory.
  expect((await idp.send('GET', `/Users/${person('grace')}`)).status).toBe(404)
  expect((await idp.send('PATCH', `/Users/${person('grace')}`, off)).status).toBe(404)
  const { body: who } = await it.as('ada').call(memberRoutes.get, { params: { personId: user } })
  const taken = await other.send('POST', '/Users', userOf('x', { userName: 'another-name', emails: [{ value: who.email }] }))
  expect(taken).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
  expect((await member(user)).directory?.id).toBe(idp.directoryId)
})

test('provisioning somebody’s address changes nothing of their account, here or anywhere', async () => {
  const before = await account(person('dan'))
  const body = userOf('dan', { displayName: 'Mallory', password: 'mallory-chose-this-one', emails: [{ value: 'dan@acme.test' }] })
  const { status, body: user } = await foreign.send('POST', '/Users', body)
  expect(status).toBe(201)
  expect(user).not.toHaveProperty('password')
  const renamed = { ...body, displayName: 'Mallory again', emails: [{ value: 'mallory-owns-this@beta.test' }] }
  expect((await foreign.send('PUT', `/Users/${user.id}`, renamed)).status).toBe(200)
  expect(
    (await foreign.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'replace', path: 'userName', value: 'x@beta.test' }))).status,
  ).toBe(200)
  expect(await account(person('dan'))).toEqual(before)
  expect((await it.as('dan').inject({ url: '/api/v1/me' })).statusCode).toBe(200)
  await foreign.send('DELETE', `/Users/${user.id}`)
  expect(await account(person('dan'))).toEqual(before)
  expect((await it.as('dan').inject({ url: '/api/v1/me' })).statusCode, 'still signed in to Acme').toBe(200)
  expect((await member(person('dan'))).status).toBe('active')
})

test('an account that the directory made follows it until the account opens another workspace', async () => {
  const name = fresh()
  const id = await idp.user(name, { displayName: 'First' })
  await idp.send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'displayName', value: 'Second' }))
  expect((await account(id)).name).toBe('Second')
  const invitation = await it.as('mallory').call(invitationRoutes.create, { body: { email: `${name}@acme.test` } })
  expect(invitation.status).toBe(201)
  await it.app.db
    .insertInto('membership')
    .values({
      workspace_id: it.seeded.workspaces.beta ?? '',
      person_id: id,
      role: 'owner',
      status: 'deactivated',
      joined_at: it.clock.now(),
    })
    .execute()
  const change = patchOf(
    { op: 'replace', path: 'displayName', value: 'Third' },
    { op: 'add', path: 'emails', value: [{ value: 'thief@acme.test', primary: true }] },
  )
  expect((await idp.send('PATCH', `/Users/${id}`, change)).body).toMatchObject({ displayName: 'Third' })
  expect(await account(id)).toMatchObject({ name: 'Second', email: `${name}@acme.test` })
  expect((await problems())[0]).toMatchObject({ severity: 'warning', reason: expect.stringContaining('stay its own') })
})

test('an address that belongs to another account is not taken', async () => {
  const id = await idp.user(fresh())
  const theft = patchOf({ op: 'add', path: 'emails', value: [{ value: 'mallory@beta.test' }] })
  expect(await idp.send('PATCH', `/Users/${id}`, theft)).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
  expect((await idp.send('GET', `/Users/${id}`)).body).not.toHaveProperty('emails')
})

test('no directory gives or takes a built-in role, and the last owner stays', async () => {
  const ada = await idp.send('POST', '/Users', userOf('ada', { roles: [{ value: 'member', primary: true }] }))
  expect(ada.status).toBe(201)
  expect(await member(person('ada'))).toMatchObject({ role: 'owner', status: 'active' })
  const refused = await idp.send('PATCH', `/Users/${ada.body.id}`, off)
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('active owner') } })
  expect((await idp.send('DELETE', `/Users/${ada.body.id}`)).status).toBe(409)
  expect(await member(person('ada'))).toMatchObject({ status: 'active', directory: { active: true } })
  expect((await problems())[0]).toMatchObject({ severity: 'error', method: 'DELETE', status: 409, resource: 'ada@acme.test' })
  const wishes = { roles: ['owner'], entitlements: [{ value: 'owner' }], userType: 'Owner', groups: [{ value: 'owners' }] }
  const id = await idp.user(fresh(), wishes)
  expect(await member(id)).toMatchObject({ role: 'member', groups: [] })
  await idp.send('DELETE', `/Users/${id}`)
})

test('whoever administers is deactivated by a directory, and brought back by an owner alone', async () => {
  const { body: grace } = await idp.send('POST', '/Users', userOf('grace'))
  expect((await idp.send('PATCH', `/Users/${grace.id}`, off)).status).toBe(200)
  expect(await member(grace.id)).toMatchObject({ role: 'admin', status: 'deactivated' })
  expect((await it.as('grace').call(groupRoutes.list)).status).toBe(401)
  const byHand = () => it.as('ada').call(memberRoutes.update, { params: { personId: grace.id }, body: { status: 'active' } })
  expect((await byHand()).problem?.code, 'the directory says inactive').toBe('member.owned_by_directory')
  expect((await idp.send('PATCH', `/Users/${grace.id}`, on)).body.active).toBe(true)
  expect((await member(grace.id)).status, 'nobody becomes an admin by SCIM').toBe('deactivated')
  expect((await problems())[0]).toMatchObject({
    severity: 'warning',
    reason: expect.stringContaining('an owner brings them back'),
  })
  expect((await byHand()).body).toMatchObject({ status: 'active', role: 'admin' })
})

test('whoever was deactivated by hand stays so, whatever a directory repeats', async () => {
  const { body: ivan } = await idp.send('POST', '/Users', userOf('ivan'))
  expect(await member(ivan.id)).toMatchObject({ status: 'deactivated', directory: { active: true } })
  const id = await idp.user(fresh())
  const params = { personId: id }
  expect((await it.as('ada').call(memberRoutes.update, { params, body: { status: 'deactivated' } })).status).toBe(200)
  for (const again of [on, off, on]) expect((await idp.send('PATCH', `/Users/${id}`, again)).status).toBe(200)
  expect((await member(id)).status).toBe('deactivated')
  expect((await it.as('ada').call(memberRoutes.update, { params, body: { status: 'active' } })).status).toBe(200)
})

test('deprovisioning ends sessions and Codex sign-ins at once', async () => {
  const { body: carl } = await idp.send('POST', '/Users', userOf('carl'))
  const grant = {
    id: 'client_of_carl',
    workspace_id: it.seeded.workspaces.acme ?? '',
    person_id: carl.id,
    client_id: 'codex-cli',
    surface: 'device_code' as const,
    address: '127.0.0.1',
    user_agent: 'test',
    created_at: it.clock.now(),
  }
  await it.app.db.insertInto('client_grant').values(grant).execute()
  await it.app.reload()
  expect(it.app.standing.grant(grant.id)?.ended).toBe(false)
  expect((await it.as('carl').call(sessionRoutes.list)).status).toBe(200)
  expect((await idp.send('PATCH', `/Users/${carl.id}`, off)).status).toBe(200)
  expect(it.app.standing.grant(grant.id)).toMatchObject({ ended: true, endedByDeactivation: true })
  expect(it.app.standing.member(grant.workspace_id, carl.id)?.status).toBe('deactivated')
  expect((await it.as('carl').call(sessionRoutes.list)).status).toBe(401)
  expect((await idp.send('PATCH', `/Users/${carl.id}`, on)).status).toBe(200)
  expect((await member(carl.id)).status).toBe('active')
  expect((await it.as('carl').call(sessionRoutes.list)).status, 'returning revives no session').toBe(401)
})

test('facts name the directory as the actor, and no history carries the secret', async () => {
  const id = await idp.user(fresh())
  const fact = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .selectAll()
    .where('kind', '=', 'member.provisioned')
    .where('subject_id', '=', id)
    .executeTakeFirst()
  expect(fact).toMatchObject({ actor_kind: 'admin_key', actor_id: idp.tokenId })
  expect(fact?.payload.actorName).toMatch(/^Directory \d/)
  const rows = await it.app.db.selectFrom('directory_problem').selectAll().execute()
  const facts = await it.app.db.selectFrom('fact_payload').select('payload').execute()
  expect(JSON.stringify([rows, facts])).not.toContain(idp.secret)
})

test('two who provision the same person at once: one is refused', async () => {
  const name = fresh()
  const answers = await Promise.all([idp.send('POST', '/Users', userOf(name)), idp.send('POST', '/Users', userOf(name))])
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
})

test('a service account is no person of a directory', async () => {
  const refused = await idp.send('POST', '/Users', userOf(fresh(), { userType: 'ServiceAccount' }))
  expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } })
  const email = 'ci@service-accounts.acme.invalid'
  await it.app.db
    .insertInto('person')
    .values({ id: 'svc_ci', email, name: 'CI', kind: 'service_account', created_at: it.clock.now() })
    .execute()
  expect((await idp.send('POST', '/Users', userOf('x', { userName: email }))).status).toBe(409)
})

test('an address in a domain that another workspace has verified gets no account here', async () => {
  const verified = { token: 't', verified_at: it.clock.now(), verified_by: 'operator' as const, created_at: it.clock.now() }
  const workspace_id = it.seeded.workspaces.acme ?? ''
  await it.app.db
    .insertInto('mail_domain')
    .values({ id: 'dom_acme', workspace_id, name: 'acme.test', ...verified })
    .execute()
  expect((await foreign.send('POST', '/Users', userOf(fresh()))).status).toBe(409)
  expect((await foreign.send('POST', '/Users', userOf('petra'))).status, 'who has one may be a member of both').toBe(201)
  const { body } = await foreign.send('POST', '/Users', userOf('x', { userName: `${fresh()}@beta.test` }))
  const move = patchOf({ op: 'add', path: 'emails', value: [{ value: `${fresh()}@acme.test` }] })
  expect((await foreign.send('PATCH', `/Users/${body.id}`, move)).status).toBe(409)
  expect((await idp.send('POST', '/Users', userOf(fresh()))).status).toBe(201)
})

test('an account that somebody made elsewhere, with a password of theirs, is not let in by the directory', async () => {
  const setPassword = (password_hash: string | null) =>
    it.app.db
      .updateTable('person')
      .set({ password_hash })
      .where('id', '=', it.seeded.people.mallory ?? '')
      .execute()
  await setPassword('whoever made the account knows it')
  const refused = await idp.send('POST', '/Users', userOf('x', { userName: 'mallory@beta.test' }))
  expect(refused).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
  expect(JSON.stringify(refused.body)).toContain('Invite them here')
  await setPassword(null)
})

test('the owner who is sealed for emergencies is not locked out by a directory', async () => {
  const { body: cora } = await idp.send('POST', '/Users', userOf('cora'))
  const sealed = { workspace_id: it.seeded.workspaces.acme ?? '', person_id: cora.id, sealed_at: it.clock.now() }
  await it.app.db.insertInto('break_glass').values(sealed).execute()
  expect((await idp.send('PATCH', `/Users/${cora.id}`, off)).status).toBe(409)
  expect((await idp.send('DELETE', `/Users/${cora.id}`)).status).toBe(409)
  expect((await member(cora.id)).status).toBe('active')
  await it.app.db.deleteFrom('break_glass').execute()
})

test('from a network that the workspace does not list, a token opens nothing, and the history says why', async () => {
  const workspace_id = it.seeded.workspaces.acme ?? ''
  await it.app.db
    .insertInto('workspace_security')
    .values({ workspace_id, ip_allowlist: ['10.0.0.0/8'] })
    .execute()
  expect((await idp.send('GET', '/Users')).status).toBe(403)
  await it.app.db
    .updateTable('workspace_security')
    .set({ ip_allowlist: ['127.0.0.1'] })
    .execute()
  expect((await idp.send('GET', '/Users')).status).toBe(200)
  await it.app.db.deleteFrom('workspace_security').execute()
  expect((await problems())[0]).toMatchObject({ status: 403, reason: expect.stringContaining('127.0.0.1') })
})

test('one request does not look through all members of a group over and over', async () => {
  const id = await idp.group('Searched', [await idp.user(fresh())])
  const search = { op: 'remove', path: 'members[display co "x"]' }
  const times = (n: number) => idp.send('PATCH', `/Groups/${id}`, patchOf(...Array.from({ length: n }, () => search)))
  expect((await times(10)).status).not.toBe(400)
  expect(await times(11)).toMatchObject({ status: 400, body: { scimType: 'tooMany' } })
})
