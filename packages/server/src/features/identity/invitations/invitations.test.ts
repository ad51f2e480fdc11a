import { adminKeyRoutes, invitationRoutes, memberRoutes, type RoleName, sessionRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashPassword } from '../../../platform/crypto/passwords.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { recoverOwner } from '../members/index.ts'
import { createWorkspace } from '../workspaces/index.ts'

const password = 'zoe-likes-long-passwords'
const hash = await hashPassword(password)

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const create = (by: string, email: string, more: { role?: RoleName; groupIds?: string[] } = {}) =>
  it.as(by).call(invitationRoutes.create, { body: { email, ...more } })
const tokenOf = (answer: { body: { link: { url: string } } }) => answer.body.link.url.split('#token=')[1] ?? ''
const accept = (token: string, more: { name?: string; password?: string } = { name: 'Zoe', password }) =>
  it.anonymous.call(invitationRoutes.accept, { body: { token, ...more } })

test('a new person joins by the link, in the groups that still exist, and is signed in', async () => {
  const groupIds = [it.seeded.groups.Engineering ?? '', it.seeded.groups.Security ?? '']
  const invited = await create('grace', 'zoe@acme.test', { groupIds })
  expect(invited.status).toBe(201)
  expect(invited.body.invitation).toMatchObject({ status: 'open', role: 'member', invitedBy: { name: 'Grace Admin' } })
  expect(invited.body.link.url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/invitation#token=bw-invite-/)
  await it.app.db
    .deleteFrom('member_group')
    .where('id', '=', groupIds[1] ?? '')
    .execute()
  const token = tokenOf(invited)
  const preview = await it.anonymous.call(invitationRoutes.preview, { body: { token } })
  expect(preview.body).toMatchObject({ workspaceName: 'Acme Robotics', email: 'zoe@acme.test', hasAccount: false })
  const joined = await accept(token)
  expect(joined.body).toMatchObject({ name: 'Zoe', workspaces: [{ slug: 'acme', role: 'member' }] })
  expect(joined.headers['set-cookie']).toBeDefined()
  const standing = it.app.standing.memberByEmail(it.seeded.workspaces.acme ?? '', 'zoe@acme.test')
  expect([...(standing?.groupIds ?? [])]).toEqual([groupIds[0]])
  const { body } = await it.as('ada').call(invitationRoutes.list)
  expect(body.items).toMatchObject([{ status: 'accepted', groups: [{ name: 'Engineering' }] }])
})

test('of two who accept at the same moment one joins', async () => {
  const token = tokenOf(await create('ada', 'zoe@acme.test'))
  const both = await Promise.all([accept(token), accept(token)])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 403])
  const people = await it.app.db.selectFrom('person').select('id').where('email', '=', 'zoe@acme.test').execute()
  expect(people).toHaveLength(1)
})

test('a known person gives the password, or is signed in; the address must be theirs', async () => {
  await it.app.db.updateTable('person').set({ password_hash: hash }).where('email', '=', 'bob@beta.test').execute()
  const token = tokenOf(await create('ada', 'Bob@Beta.test'))
  expect((await it.anonymous.call(invitationRoutes.preview, { body: { token } })).body.hasAccount).toBe(true)
  expect((await accept(token, { name: 'Impostor', password: 'some-other-password' })).problem?.code).toBe(
    'session.wrong_credentials',
  )
  expect((await accept(token, {})).problem).toMatchObject({ status: 422, problems: [{ place: 'body.password' }] })
  const mallory = await it.as('mallory').call(invitationRoutes.accept, { body: { token } })
  expect(mallory.problem?.code).toBe('invitation.other_person')
  const bob = await it.as('bob').call(invitationRoutes.accept, { body: { token } })
  expect(bob.body.workspaces.map((workspace) => workspace.slug)).toEqual(['acme', 'beta'])
  expect(bob.headers['set-cookie']).toBeUndefined()
  expect((await accept(token, { password })).problem?.code).toBe('invitation.not_valid')
})

test('a password that is changed while a link is being accepted with the old one brings nobody in', async () => {
  await it.app.db.updateTable('person').set({ password_hash: hash }).where('email', '=', 'bob@beta.test').execute()
  const token = tokenOf(await create('ada', 'bob@beta.test'))
  const held = await it.app.db.transaction().execute(async (tx) => {
    await tx.selectFrom('invitation').select('id').where('email', '=', 'bob@beta.test').forUpdate().execute()
    const accepting = accept(token, { password })
    const isWaiting = sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    while ((await isWaiting.execute(it.app.db)).rows[0]?.n === 0);
    await tx.updateTable('person').set({ password_hash: 'another' }).where('email', '=', 'bob@beta.test').execute()
    return { accepting }
  })
  expect((await held.accepting).problem?.code).toBe('session.wrong_credentials')
  expect(await it.app.db.selectFrom('session').select('id').where('method', '=', 'invitation').execute()).toEqual([])
})

test('a link dies by withdrawal, by a newer one, by its age and with its maker', async () => {
  const notValid = async (token: string) => expect((await accept(token)).problem?.code).toBe('invitation.not_valid')
  const first = await create('grace', 'zoe@acme.test')
  const second = await create('grace', 'ZOE@acme.test')
  await notValid(tokenOf(first))
  const params = { invitationId: second.body.invitation.id }
  expect((await it.as('mallory').call(invitationRoutes.withdraw, { params })).problem?.code).toBe('invitation.not_found')
  expect((await it.as('dan').call(invitationRoutes.withdraw, { params })).problem?.code).toBe('access.denied')
  expect((await it.as('ada').call(invitationRoutes.withdraw, { params })).status).toBe(204)
  await notValid(tokenOf(second))
  expect((await it.as('ada').call(invitationRoutes.withdraw, { params })).problem?.code).toBe('invitation.not_found')
  const third = await create('grace', 'zoe@acme.test')
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { status: 'deactivated' } })
  await notValid(tokenOf(third))
  const fourth = await create('ada', 'zoe@acme.test')
  it.clock.advance(7 * 86_400_000)
  await notValid(tokenOf(fourth))
  await notValid('bw-invite-guess')
})

test('an admin invites members only; an owner who is demoted leaves no open door', async () => {
  for (const role of ['owner', 'admin', 'codex_admin', 'analytics_viewer'] as const) {
    expect((await create('grace', 'zoe@acme.test', { role })).problem?.code).toBe('member.above_you')
  }
  expect((await create('dan', 'zoe@acme.test')).problem).toMatchObject({ permission: 'member.manage' })
  const ownerRole = { body: { role: 'owner' as const } }
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, ...ownerRole })
  const backDoor = await create('grace', 'grace@elsewhere.test', { role: 'owner' })
  expect(backDoor.status).toBe(201)
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { role: 'member' } })
  expect((await accept(tokenOf(backDoor))).problem?.code).toBe('invitation.not_valid')
})

test('a program that may invite but not manage groups puts nobody in a group', async () => {
  const scopes = { name: 'Inviter', scopes: ['member.manage' as const] }
  const { body } = await it.as('ada').call(adminKeyRoutes.create, { body: scopes })
  const program = it.withKey(body.secret)
  const groupIds = [it.seeded.groups.Engineering ?? '']
  const refused = await program.call(invitationRoutes.create, { body: { email: 'zoe@acme.test', groupIds } })
  expect(refused.problem).toMatchObject({ code: 'access.denied', permission: 'group.manage' })
  expect((await program.call(invitationRoutes.create, { body: { email: 'zoe@acme.test' } })).status).toBe(201)
})

test('members are not invited again, not even the deactivated; unknown groups and addresses are refused', async () => {
  expect((await create('ada', 'dan@acme.test')).problem?.code).toBe('member.exists')
  expect((await create('ada', 'IVAN@acme.test')).problem).toMatchObject({ code: 'member.exists' })
  const foreign = await create('ada', 'zoe@acme.test', { groupIds: [it.seeded.groups.Research ?? ''] })
  expect(foreign.problem).toMatchObject({ code: 'group.not_found', unknown: [it.seeded.groups.Research] })
  expect((await create('ada', 'not an address')).problem?.problems?.[0]?.place).toBe('body.email')
})

test('who became a member on another way meanwhile keeps what they are', async () => {
  const token = tokenOf(await create('ada', 'bob@beta.test', { role: 'admin' }))
  await recoverOwner(it.app, { email: 'bob@beta.test', workspaceSlug: 'acme' })
  await it.app.db.updateTable('person').set({ password_hash: hash }).where('email', '=', 'bob@beta.test').execute()
  expect((await accept(token, { password })).problem?.code).toBe('member.exists')
  await it.app.feed.catchUp()
  expect(it.app.standing.memberByEmail(it.seeded.workspaces.acme ?? '', 'bob@beta.test')?.role).toBe('owner')
})

test('the list is newest first, page by page', async () => {
  for (const n of [1, 2, 3]) {
    await create('ada', `zoe-${n}@acme.test`)
    it.clock.advance(1_000)
  }
  const first = await it.as('grace').call(invitationRoutes.list, { query: { limit: 2 } })
  expect(first.body.items.map((item) => item.email)).toEqual(['zoe-3@acme.test', 'zoe-2@acme.test'])
  const rest = await it.as('grace').call(invitationRoutes.list, { query: { cursor: first.body.nextCursor ?? '' } })
  expect(rest.body).toMatchObject({ items: [{ email: 'zoe-1@acme.test' }], nextCursor: null })
  expect((await it.as('grace').call(invitationRoutes.list, { query: { search: 'ZOE-2' } })).body.items).toHaveLength(1)
})

test('the owner of a workspace made on the host joins by a link, and can sign in from then on', async () => {
  const made = await createWorkspace(it.app, { name: 'Gamma', ownerEmail: 'zoe@gamma.test' })
  await it.app.feed.catchUp()
  const joined = await accept(made.invitationUrl.split('#token=')[1] ?? '')
  expect(joined.body.workspaces).toMatchObject([{ slug: 'gamma', role: 'owner' }])
  const signedIn = await it.anonymous.call(sessionRoutes.signIn, { body: { email: 'zoe@gamma.test', password } })
  expect(signedIn.status).toBe(200)
})
