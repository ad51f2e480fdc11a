import { sessionRoutes, setupRoutes, workspaceRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { makeSetupToken } from './setup.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
  await it.app.db.updateTable('installation').set({ set_up_at: null }).execute()
})
afterEach(() => it.close())

const install = (token: string, email = 'olga@new.test') => ({
  token,
  workspaceName: 'Olga & Söhne GmbH',
  name: 'Olga',
  email,
  password: 'olga-likes-long-passwords',
})
const cookieIn = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';')[0] ?? ''

test('the link makes the first workspace and its owner, who is signed in', async () => {
  expect((await it.anonymous.call(setupRoutes.state)).body).toEqual({ needed: true })
  const token = (await makeSetupToken(it.app)) ?? ''
  const done = await it.anonymous.call(setupRoutes.finish, { body: install(token) })
  expect(done.status).toBe(201)
  expect(done.body.slug).toBe('olga-sohne-gmbh')
  expect(String(done.headers['set-cookie'])).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
  const me = await it.anonymous.inject({ url: '/api/v1/me', headers: { cookie: cookieIn(done.headers) } })
  expect(me.json()).toMatchObject({ name: 'Olga', workspaces: [{ id: done.body.workspaceId, role: 'owner' }] })
  expect((await it.anonymous.call(setupRoutes.state)).body).toEqual({ needed: false })
  expect(it.app.standing.workspace(done.body.workspaceId)?.name).toBe('Olga & Söhne GmbH')
  const facts = await it.app.db.selectFrom('fact').select('kind').where('workspace_id', '=', done.body.workspaceId).execute()
  expect(facts.map((fact) => fact.kind).sort()).toEqual(['installation.set_up', 'member.joined', 'workspace.created'])
})

test('of two who finish at the same moment one wins', async () => {
  const token = (await makeSetupToken(it.app)) ?? ''
  const both = await Promise.all(
    ['one@new.test', 'two@new.test'].map((email) => it.anonymous.call(setupRoutes.finish, { body: install(token, email) })),
  )
  expect(both.map((answer) => answer.status).sort()).toEqual([201, 409])
  const made = await it.app.db.selectFrom('workspace').select('id').where('name', '=', 'Olga & Söhne GmbH').execute()
  expect(made).toHaveLength(1)
})

test('a start makes a new link and the old one stops working; a finished installation makes none', async () => {
  const first = (await makeSetupToken(it.app)) ?? ''
  const second = (await makeSetupToken(it.app)) ?? ''
  const old = await it.anonymous.call(setupRoutes.finish, { body: install(first) })
  expect(old.problem?.code).toBe('setup.link_not_valid')
  expect((await it.anonymous.call(setupRoutes.finish, { body: install(second) })).status).toBe(201)
  expect((await it.anonymous.call(setupRoutes.finish, { body: install(second) })).problem?.code).toBe('setup.done_already')
  expect(await makeSetupToken(it.app)).toBeNull()
})

test('a weak password, a guessed token, broken JSON and another site are refused and change nothing', async () => {
  const token = (await makeSetupToken(it.app)) ?? ''
  const weak = await it.anonymous.call(setupRoutes.finish, { body: { ...install(token), password: 'short' } })
  expect(weak.problem).toMatchObject({ status: 422, problems: [{ place: 'body.password' }] })
  expect((await it.anonymous.call(setupRoutes.finish, { body: install('guess') })).problem?.code).toBe('setup.link_not_valid')
  const json = { 'content-type': 'application/json' }
  const post = { method: 'POST', url: '/api/v1/setup' } as const
  expect((await it.anonymous.inject({ ...post, payload: '{"token":', headers: json })).json()).toMatchObject({
    status: 400,
    code: 'request.malformed',
  })
  const oversized = await it.anonymous.inject({
    ...post,
    payload: JSON.stringify({ token: 'x'.repeat(1_100_000) }),
    headers: json,
  })
  expect(oversized.statusCode).toBe(413)
  const elsewhere = await it.anonymous.inject({
    ...post,
    payload: JSON.stringify(install(token)),
    headers: { ...json, origin: 'https://evil.test' },
  })
  expect(elsewhere.json()).toMatchObject({ status: 403, code: 'request.cross_site' })
  expect((await it.anonymous.call(setupRoutes.state)).body.needed).toBe(true)
})

test('over HTTPS the cookie is bound to this host and to HTTPS', async () => {
  const secure = await startTestServer({ publicUrl: 'https://codex.acme.test' })
  await secure.app.db.updateTable('installation').set({ set_up_at: null }).execute()
  const token = (await makeSetupToken(secure.app)) ?? ''
  const done = await secure.anonymous.call(setupRoutes.finish, { body: install(token) })
  expect(String(done.headers['set-cookie'])).toMatch(/^__Host-bailiwick_session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  await secure.close()
})

test('the details are changed by an owner only, and another workspace is missing', async () => {
  const ada = await it.as('ada').call(workspaceRoutes.update, { body: { denialText: 'No Codex today.' } })
  expect(ada.body).toMatchObject({ slug: 'acme', denialText: 'No Codex today.' })
  expect(it.app.standing.workspace(ada.body.id)?.denialText).toBe('No Codex today.')
  const grace = await it.as('grace').call(workspaceRoutes.update, { body: { name: 'Mine' } })
  expect(grace.problem).toMatchObject({ code: 'access.denied', permission: 'workspace.manage' })
  const mallory = await it.as('mallory').call(workspaceRoutes.get, { params: { workspaceId: it.seeded.workspaces.acme } })
  expect(mallory.problem?.code).toBe('workspace.not_found')
  const dan = await it.as('dan').call(sessionRoutes.me)
  expect(dan.body.workspaces).toMatchObject([{ slug: 'acme', role: 'member', permissions: ['codex.local', 'codex.device_code'] }])
})
