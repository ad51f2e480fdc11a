import {
  adminKeyRoutes,
  groupRoutes,
  invitationRoutes,
  memberRoutes,
  type Permission,
  roleRoutes,
  sessionRoutes,
} from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
let admins = ''
let roleId = ''

/** Platform gives the right to administer Codex; Petra is in it. Grace, an admin, lacks that right. */
beforeEach(async () => {
  it = await startTestServer()
  admins = it.seeded.groups.Platform ?? ''
  roleId = (await create('Codex Admin', ['codex.administer', 'codex.local'], { groupIds: [admins] })).body.id
})
afterEach(() => it.close())

const id = (key: string) => it.seeded.people[key] ?? ''
const create = (name: string, permissions: Permission[], more: { groupIds?: string[]; emails?: string[] } = {}) =>
  it.as('ada').call(roleRoutes.create, { body: { name, permissions, ...more } })
const add = (by: Caller, email: string, groupId = admins) =>
  by.call(groupRoutes.addMembers, { params: { groupId }, body: { emails: [email] } })
const takeOut = (by: Caller, key: string) => by.call(groupRoutes.removeMember, { params: { groupId: admins, personId: id(key) } })
const invite = (by: Caller, groupId = admins) =>
  by.call(invitationRoutes.create, { body: { email: 'zoe@acme.test', groupIds: [groupId] } })
const keyOf = async (scopes: Permission[]) =>
  it.withKey((await it.as('ada').call(adminKeyRoutes.create, { body: { name: 'Program', scopes } })).body.secret)
const tokenOf = (answer: { body: { link: { url: string } } }) => answer.body.link.url.split('#token=')[1] ?? ''
const accept = (token: string) =>
  it.anonymous.call(invitationRoutes.accept, { body: { token, name: 'Zoe', password: 'zoe-likes-long-passwords' } })
const mayManagePolicies = async (key: string) => (await it.as(key).call(groupRoutes.list)).status === 200

test('nobody gives what they do not hold: not to others, not to themselves, not by an invitation', async () => {
  const grace = it.as('grace')
  for (const email of ['dan@acme.test', 'grace@acme.test']) {
    expect((await add(grace, email)).problem, email).toMatchObject({
      code: 'group.above_you',
      lacking: expect.arrayContaining(['policy.manage']),
    })
  }
  expect((await invite(grace)).problem?.code).toBe('group.above_you')
  expect((await add(it.as('ada'), 'dan@acme.test')).body).toEqual({ added: 1, already: 0 })
  expect(await mayManagePolicies('dan')).toBe(true)
  const group = await grace.call(groupRoutes.get, { params: { groupId: admins } })
  expect(group.body.can).toMatchObject({
    manage: true,
    changeMembers: false,
    delete: false,
    why: 'This group gives rights that you lack.',
  })
})

test('nobody takes such rights from others either: not one person, not with the whole group', async () => {
  expect((await takeOut(it.as('grace'), 'petra')).problem?.code).toBe('group.above_you')
  const removed = await it.as('grace').call(groupRoutes.remove, { params: { groupId: admins } })
  expect(removed.problem?.code).toBe('group.above_you')
  expect((await takeOut(it.as('ada'), 'petra')).status).toBe(204)
  expect(await mayManagePolicies('petra')).toBe(false)
})

test('a program gives as much as it holds, and no more than its maker holds', async () => {
  const narrow = await keyOf(['group.manage', 'member.manage'])
  expect((await add(narrow, 'dan@acme.test')).problem?.code).toBe('group.above_you')
  expect((await invite(narrow)).problem?.code).toBe('group.above_you')
  const wide = await keyOf([
    'group.manage',
    'policy.manage',
    'policy.read',
    'policy.approve',
    'exception.grant',
    'analytics.read',
    'group.read',
  ])
  expect((await add(wide, 'dan@acme.test')).body.added).toBe(1)
})

test('whoever holds a right by a custom role gives it by groups, as far as they may manage groups', async () => {
  await create('Desk', ['group.manage', 'codex.administer'], { emails: ['nora@acme.test'] })
  expect((await add(it.as('nora'), 'dan@acme.test')).body.added).toBe(1)
  await create('Auditors', ['audit.read'], { groupIds: [it.seeded.groups.Security ?? ''] })
  expect((await add(it.as('nora'), 'nora@acme.test', it.seeded.groups.Security)).problem).toMatchObject({
    lacking: ['audit.read'],
  })
})

test('who manages members by a custom role touches nobody above them, and makes no roles', async () => {
  await create('Desk', ['member.manage', 'member.read'], { emails: ['nora@acme.test'] })
  const nora = it.as('nora')
  const change = (key: string, body: object) => nora.call(memberRoutes.update, { params: { personId: id(key) }, body })
  const reset = (key: string) => nora.call(memberRoutes.resetPassword, { params: { personId: id(key) } })
  for (const above of ['ada', 'grace', 'cora', 'petra']) {
    expect((await change(above, { status: 'deactivated' })).problem?.code, above).toBe('member.above_you')
    expect((await reset(above)).problem?.code, above).toBe('member.above_you')
  }
  expect((await change('nora', { role: 'owner' })).problem?.code).toBe('member.above_you')
  expect((await change('dan', { role: 'admin' })).problem?.code).toBe('member.above_you')
  expect((await nora.call(invitationRoutes.create, { body: { email: 'zoe@acme.test', role: 'owner' } })).problem?.code).toBe(
    'member.above_you',
  )
  expect((await reset('dan')).status).toBe(201)
  expect((await nora.call(roleRoutes.create, { body: { name: 'Mine', permissions: ['audit.read'] } })).problem).toMatchObject({
    permission: 'role.manage',
  })
})

test('who is deactivated has nothing; bringing them back is to give what they held', async () => {
  const deactivate = { params: { personId: id('petra') }, body: { status: 'deactivated' as const } }
  await it.as('ada').call(memberRoutes.update, deactivate)
  expect((await it.as('petra').call(groupRoutes.list)).status).toBeGreaterThanOrEqual(401)
  const back = (by: string) =>
    it.as(by).call(memberRoutes.update, { params: { personId: id('petra') }, body: { status: 'active' } })
  expect((await back('grace')).problem?.code).toBe('member.above_you')
  expect((await it.as('grace').call(memberRoutes.resetPassword, { params: { personId: id('petra') } })).problem?.code).toBe(
    'member.above_you',
  )
  expect((await back('ada')).status).toBe(200)
})

test('a link that an admin was shown for an ordinary member does not open what that member becomes', async () => {
  const links: string[] = []
  for (const key of ['dan', 'nora', 'sam']) {
    const { body } = await it.as('grace').call(memberRoutes.resetPassword, { params: { personId: id(key) } })
    links.push(body.url.split('=')[1] ?? '')
  }
  await add(it.as('ada'), 'dan@acme.test')
  const [ofDan, ...others] = links
  const redeem = (token = '') =>
    it.anonymous.call(sessionRoutes.redeemReset, { body: { token, password: 'grace-likes-long-passwords' } })
  expect((await redeem(ofDan)).problem?.code).toBe('password.reset_not_valid')
  await it.as('ada').call(roleRoutes.assign, { params: { roleId }, body: { emails: ['nora@acme.test'] } })
  for (const token of others) expect((await redeem(token)).problem?.code).toBe('password.reset_not_valid')
})

test('an invitation into a group does not give what its maker could not give, when the group gives more meanwhile', async () => {
  const security = it.seeded.groups.Security ?? ''
  const byGrace = tokenOf(await invite(it.as('grace'), security))
  await it.as('ada').call(roleRoutes.assign, { params: { roleId }, body: { groupIds: [security] } })
  expect((await accept(byGrace)).problem?.code).toBe('invitation.not_valid')
  const byAda = tokenOf(await invite(it.as('ada'), security))
  await create('Auditors', ['audit.read'], { groupIds: [security] })
  expect((await accept(byAda)).status).toBe(200)
})

test('programs are not asked again, so what they invited into a group ends when it gives more; the rest stays', async () => {
  const program = await keyOf(['group.manage', 'member.manage'])
  const security = tokenOf(await invite(program, it.seeded.groups.Security))
  const { body: role } = await create('Helpers', ['codex.local'], { groupIds: [it.seeded.groups.Security ?? ''] })
  const preview = () => it.anonymous.call(invitationRoutes.preview, { body: { token: security } })
  expect((await preview()).status).toBe(200)
  await it
    .as('ada')
    .call(roleRoutes.update, { params: { roleId: role.id }, body: { version: 1, permissions: ['codex.local', 'audit.read'] } })
  expect((await preview()).problem?.code).toBe('invitation.not_valid')
})

test.each([
  [
    'the role is taken from the person',
    (role: string) => it.as('ada').call(roleRoutes.takeFromMember, { params: { roleId: role, personId: id('nora') } }),
  ],
  ['the role is deleted', (role: string) => it.as('ada').call(roleRoutes.remove, { params: { roleId: role } })],
  [
    'the role allows less',
    (role: string) =>
      it.as('ada').call(roleRoutes.update, { params: { roleId: role }, body: { version: 1, permissions: ['codex.local'] } }),
  ],
])('the links that somebody was shown end with the right to make them: %s', async (_, lose) => {
  const { body: role } = await create('Desk', ['member.manage', 'group.manage', 'codex.local'], { emails: ['nora@acme.test'] })
  const invited = tokenOf(await invite(it.as('nora'), it.seeded.groups.Security))
  const reset = await it.as('nora').call(memberRoutes.resetPassword, { params: { personId: id('sam') } })
  expect((await lose(role.id)).status).toBe(200)
  expect((await accept(invited)).problem?.code).toBe('invitation.not_valid')
  const body = { token: reset.body.url.split('=')[1] ?? '', password: 'nora-likes-long-passwords' }
  expect((await it.anonymous.call(sessionRoutes.redeemReset, { body })).problem?.code).toBe('password.reset_not_valid')
})

test('a right that goes while the call is on its way is gone: the lock asks again', async () => {
  await it.as('ada').call(memberRoutes.update, { params: { personId: id('grace') }, body: { role: 'owner' } })
  const demote = (by: string, whom: string) =>
    it.as(by).call(memberRoutes.update, { params: { personId: id(whom) }, body: { role: 'member' } })
  const grow = it
    .as('grace')
    .call(roleRoutes.create, { body: { name: 'Mine', permissions: ['audit.read'], emails: ['grace@acme.test'] } })
  const [demoted, made] = await Promise.all([demote('ada', 'grace'), grow])
  expect(demoted.status).toBe(200)
  // Whichever came first: either the role was made by an owner, or it was not made at all.
  const roles = (await it.as('ada').call(roleRoutes.list)).body.items.map((role) => role.name)
  expect(roles.includes('Mine')).toBe(made.status === 201)
  const both = await Promise.all([demote('ada', 'ada'), takeOut(it.as('grace'), 'petra')])
  expect(both.map((answer) => answer.problem?.code)).toEqual(['member.last_owner', 'access.denied'])
})
