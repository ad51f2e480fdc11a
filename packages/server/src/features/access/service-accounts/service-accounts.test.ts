import {
  accessRoutes,
  auditRoutes,
  clientRoutes,
  groupRoutes,
  invitationRoutes,
  lookupRoutes,
  memberRoutes,
  overviewRoutes,
  roleRoutes,
  serviceAccountRoutes,
  settingRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

let made = 0
const create = async (body: Partial<{ name: string; description: string; groupIds: string[] }> = {}, key = 'ada') =>
  it.as(key).call(serviceAccountRoutes.create, { body: { name: `Robot ${++made}`, ...body } })
const account = async (groups: string[] = []) =>
  (await create({ groupIds: groups.map((name) => it.seeded.groups[name] ?? '') })).body
const at = (id: string) => ({ params: { serviceAccountId: id } })
const token = (id: string, key = 'ada', expiresInDays = 90) =>
  it.as(key).call(serviceAccountRoutes.createToken, { ...at(id), body: { name: 'Pipeline', expiresInDays } })
const whoami = async (secret: string) => {
  const headers = { authorization: `Bearer ${secret}` }
  return (await it.server.inject({ method: 'GET', url: '/api/accounts/v1/user-auth-credential/whoami', headers })).statusCode
}

test('an admin makes an account with an address of its own; a member may not, another workspace sees nothing', async () => {
  const { status, body } = await create(
    { name: 'Nightly builds', description: 'Builds main', groupIds: [it.seeded.groups.Engineering ?? ''] },
    'grace',
  )
  expect(status).toBe(201)
  expect(body).toMatchObject({
    name: 'Nightly builds',
    email: 'nightly-builds@service-accounts.acme.invalid',
    status: 'active',
    codexLocal: { allowed: true },
    groups: [{ name: 'Engineering' }],
    createdBy: { name: 'Grace Admin' },
    can: { manage: true, configure: true, createTokens: true, why: null },
  })
  expect(body.id).toMatch(/^svc_/)
  expect((await create({ name: 'NIGHTLY BUILDS' })).problem?.code).toBe('service_account.name_taken')
  expect((await create({}, 'dan')).problem?.code).toBe('access.denied')
  expect((await it.as('dan').call(serviceAccountRoutes.list)).body).toMatchObject({ items: [], can: { create: false } })
  for (const key of ['dan', 'mallory']) {
    expect((await it.as(key).call(serviceAccountRoutes.get, at(body.id))).problem?.code).toBe('service_account.not_found')
    expect((await it.as(key).call(serviceAccountRoutes.update, { ...at(body.id), body: { name: 'Mine' } })).problem?.code).toBe(
      'service_account.not_found',
    )
    expect((await token(body.id, key)).problem?.code).toBe('service_account.not_found')
  }
  expect((await it.as('mallory').call(serviceAccountRoutes.remove, at(body.id))).problem?.code).toBe('service_account.not_found')
})

test('it is no person: no list of people, no built-in role, no password, no invitation, no console', async () => {
  const { id, email } = await account()
  const params = { personId: id }
  const members = await it.as('ada').call(memberRoutes.list, { query: { search: email } })
  expect(members.body.items).toEqual([])
  expect((await it.as('ada').call(memberRoutes.get, { params })).problem?.code).toBe('member.not_found')
  expect((await it.as('ada').call(memberRoutes.update, { params, body: { role: 'owner' } })).problem?.code).toBe(
    'member.not_found',
  )
  expect((await it.as('ada').call(memberRoutes.resetPassword, { params })).problem?.code).toBe('member.not_found')
  expect((await it.as('ada').call(invitationRoutes.create, { body: { email } })).problem?.code).toBe('member.exists')
  const before = (await it.as('ada').call(overviewRoutes.get)).body.members.active
  await account()
  expect((await it.as('ada').call(overviewRoutes.get)).body.members.active).toBe(before)
  const tokens = await token(id)
  expect((await it.withKey(tokens.body.secret).call(serviceAccountRoutes.list)).status).toBe(401)
})

test('groups, roles, lookup and the access explainer know it like anybody', async () => {
  const { id, email } = await account()
  const groupId = it.seeded.groups.Platform ?? ''
  await it.as('grace').call(groupRoutes.addMembers, { params: { groupId }, body: { emails: [email] } })
  const inGroup = await it.as('ada').call(groupRoutes.members, { params: { groupId }, query: { search: email } })
  expect(inGroup.body.items).toMatchObject([{ id }])
  expect((await it.as('ada').call(lookupRoutes.find, { query: { email } })).body).toMatchObject({ subject: { person: { id } } })
  const role = await it.as('ada').call(roleRoutes.create, { body: { name: 'No Codex', permissions: [], emails: [email] } })
  expect((await it.as('ada').call(serviceAccountRoutes.get, at(id))).body).toMatchObject({
    customRoles: [{ name: 'No Codex' }],
    codexLocal: { allowed: false, because: expect.stringContaining('“No Codex”') },
  })
  const explained = await it.as('ada').call(accessRoutes.explain, { query: { person: email, permission: 'codex.local' } })
  expect(explained.body).toMatchObject({ allowed: false, person: { kind: 'service_account' } })
  await it.as('ada').call(roleRoutes.takeFromMember, { params: { roleId: role.body.id, personId: id } })
  expect((await it.as('ada').call(serviceAccountRoutes.get, at(id))).body.codexLocal.allowed).toBe(true)
  await it.as('grace').call(groupRoutes.removeMember, { params: { groupId, personId: id } })
  expect((await it.as('ada').call(serviceAccountRoutes.get, at(id))).body.groups).toEqual([])
})

test('whoever manages it makes its tokens, several of them, each with an end within a year; a toggle for members does not matter', async () => {
  const { id, email } = await account()
  await it.as('ada').call(settingRoutes.set, { params: { key: 'access_tokens' }, body: { value: false } })
  expect((await token(id, 'grace', 366)).problem?.code).toBe('request.invalid')
  const unending = { name: 'x', expiresInDays: null as unknown as number } // what the shape refuses
  expect((await it.as('ada').call(serviceAccountRoutes.createToken, { ...at(id), body: unending })).problem?.code).toBe(
    'request.invalid',
  )
  const first = await token(id, 'grace', 365)
  expect(first.body.token).toMatchObject({ owner: { email, kind: 'service_account' }, createdBy: { name: 'Grace Admin' } })
  const body = { name: 'Next', expiresInDays: 30, replaces: first.body.token.id }
  const second = await it.as('grace').call(serviceAccountRoutes.createToken, { ...at(id), body })
  expect([await whoami(first.body.secret), await whoami(second.body.secret)]).toEqual([200, 200])
  expect((await it.as('ada').call(serviceAccountRoutes.tokens, at(id))).body).toMatchObject([
    { name: 'Next', replaces: { name: 'Pipeline' } },
    { name: 'Pipeline', replacedBy: { name: 'Next' } },
  ])
  expect((await it.as('ada').call(serviceAccountRoutes.get, at(id))).body).toMatchObject({
    activeTokens: 2,
    nextExpiryAt: second.body.token.expiresAt,
  })
  const other = await account()
  const wrong = { params: { serviceAccountId: other.id, tokenId: first.body.token.id } }
  expect((await it.as('ada').call(serviceAccountRoutes.revokeToken, wrong)).problem?.code).toBe('access_token.not_found')
  const right = { params: { serviceAccountId: id, tokenId: first.body.token.id } }
  expect((await it.as('ada').call(serviceAccountRoutes.revokeToken, right)).status).toBe(204)
  expect([await whoami(first.body.secret), await whoami(second.body.secret)]).toEqual([401, 200])
  expect((await it.as('ada').call(clientRoutes.ofMember, { params: { personId: id } })).body, 'tokens are no sign-ins').toEqual(
    [],
  )
})

test('a new name keeps the address, so that what names it goes on', async () => {
  const { id, email } = await account()
  const renamed = await it
    .as('grace')
    .call(serviceAccountRoutes.update, { ...at(id), body: { name: 'Release robot', description: 'New' } })
  expect(renamed.body).toMatchObject({ name: 'Release robot', description: 'New', email })
  const [fact] = (await it.as('ada').call(auditRoutes.list, { query: { kind: 'service_account.updated' } })).body.items
  expect(fact).toMatchObject({ subject: { name: 'Release robot' } })
})

test('disabled, its tokens end for good; enabled, it takes new ones', async () => {
  const { id } = await account()
  const { body } = await token(id)
  const disabled = await it.as('grace').call(serviceAccountRoutes.update, { ...at(id), body: { status: 'disabled' } })
  expect(disabled.body).toMatchObject({ status: 'disabled', activeTokens: 0, can: { createTokens: false } })
  expect((await token(id)).problem?.code).toBe('service_account.not_active')
  await it.as('grace').call(serviceAccountRoutes.update, { ...at(id), body: { status: 'active' } })
  expect(await whoami(body.secret)).toBe(401)
  expect((await it.as('ada').call(serviceAccountRoutes.tokens, at(id))).body).toMatchObject([{ status: 'ended' }])
  expect((await token(id)).status).toBe(201)
})

test('deleted, it is gone from everything but the audit log, and its name is free', async () => {
  const first = (await create({ name: 'Phoenix', groupIds: [it.seeded.groups.Platform ?? ''] })).body
  const { body } = await token(first.id)
  expect((await it.as('grace').call(serviceAccountRoutes.remove, at(first.id))).status).toBe(204)
  expect((await it.as('ada').call(serviceAccountRoutes.get, at(first.id))).problem?.code).toBe('service_account.not_found')
  expect((await it.as('ada').call(serviceAccountRoutes.remove, at(first.id))).problem?.code).toBe('service_account.not_found')
  expect((await it.as('ada').call(lookupRoutes.find, { query: { email: first.email } })).problem?.code).toBe('lookup.nobody')
  const second = (await create({ name: 'Phoenix' })).body
  expect(second).toMatchObject({ email: first.email })
  expect(second.id).not.toBe(first.id)
  expect(await whoami(body.secret), 'the old one is told who it was, so that it keeps its policy').toBe(200)
  const [fact] = (await it.as('ada').call(auditRoutes.list, { query: { kind: 'service_account.deleted' } })).body.items
  expect(fact).toMatchObject({ subject: { name: 'Phoenix' }, actor: { name: 'Grace Admin' } })
})

test('shared for its tokens, somebody makes them and nothing else; as its manager they configure it too', async () => {
  const { id } = await account()
  const share = (role: 'user' | 'manager', email = 'dan@acme.test') =>
    it.as('grace').call(serviceAccountRoutes.share, { ...at(id), body: { email, role } })
  expect((await share('user')).body.shares).toMatchObject([{ role: 'user', person: { name: 'Dan Developer' } }])
  expect((await share('user', 'ivan@acme.test')).problem?.code, 'he is deactivated').toBe('member.not_found')
  expect((await share('user', 'mallory@beta.test')).problem?.code).toBe('member.not_found')
  const dan = it.as('dan')
  expect((await dan.call(serviceAccountRoutes.list)).body.items).toMatchObject([
    { id, can: { createTokens: true, configure: false, manage: false } },
  ])
  const { body } = await token(id, 'dan')
  expect(body.token.createdBy?.name).toBe('Dan Developer')
  const describe = { ...at(id), body: { description: 'By Dan' } }
  expect((await dan.call(serviceAccountRoutes.update, describe)).problem?.code).toBe('service_account.not_yours')
  await share('manager')
  expect((await dan.call(serviceAccountRoutes.update, describe)).body.description).toBe('By Dan')
  expect((await dan.call(serviceAccountRoutes.remove, at(id))).problem?.code).toBe('access.denied')
  const mine = { params: { serviceAccountId: id, personId: it.seeded.people.dan } }
  expect((await dan.call(serviceAccountRoutes.unshare, mine)).problem?.code).toBe('access.denied')
  await it.as('grace').call(serviceAccountRoutes.unshare, mine)
  expect((await token(id, 'dan')).problem?.code).toBe('service_account.not_found')
  expect(await whoami(body.secret), 'what he made goes on').toBe(200)
})

test('an admin switches off nothing that holds rights which they lack', async () => {
  const { id, email } = await account()
  await it.as('ada').call(roleRoutes.create, { body: { name: 'Approvers', permissions: ['policy.approve'], emails: [email] } })
  const off = { ...at(id), body: { status: 'disabled' as const } }
  expect((await it.as('grace').call(serviceAccountRoutes.update, off)).problem?.code).toBe('member.above_you')
  expect((await it.as('grace').call(serviceAccountRoutes.remove, at(id))).problem?.code).toBe('member.above_you')
  expect((await it.as('ada').call(serviceAccountRoutes.update, off)).body.status).toBe('disabled')
})

test('two who take the same name at the same moment: one gets it', async () => {
  const both = await Promise.all([create({ name: 'Twin' }), create({ name: 'Twin' }, 'grace')])
  expect(both.map((them) => them.status).sort()).toEqual([201, 409])
})
