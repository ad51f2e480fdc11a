import { memberRoutes, sessionRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashPassword } from '../../../platform/crypto/passwords.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { wireClient } from '../../codex/issuer/testing/wire-client.ts'
import { makeResetLink } from './passwords.ts'

const password = 'dan-likes-long-passwords'
const hash = await hashPassword(password)

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
  const ids = ['dan', 'ivan', 'ada'].map((key) => it.seeded.people[key] ?? '')
  await it.app.db.updateTable('person').set({ password_hash: hash }).where('id', 'in', ids).execute()
})
afterEach(() => it.close())

const signIn = (email: string, given = password) => it.anonymous.call(sessionRoutes.signIn, { body: { email, password: given } })
const cookieIn = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';')[0] ?? ''
const me = (cookie: string) => it.anonymous.inject({ url: '/api/v1/me', headers: { cookie } })
const factsOf = (kind: string) =>
  it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_id', 'fact.id')
    .select(['actor_id', 'subject_id', 'payload'])
    .where('kind', '=', kind)
    .execute()

test('a person signs in whatever the case of the address, sees who they are, and signs out', async () => {
  const answer = await signIn('DAN@acme.test')
  expect(answer.body).toMatchObject({ name: 'Dan Developer', workspaces: [{ slug: 'acme' }] })
  const cookie = cookieIn(answer.headers)
  expect((await me(cookie)).statusCode).toBe(200)
  const out = await it.anonymous.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } })
  expect(out.statusCode).toBe(204)
  expect(String(out.headers['set-cookie'])).toMatch(/^bailiwick_session=;.*Expires=Thu, 01 Jan 1970/)
  expect((await me(cookie)).json()).toMatchObject({ code: 'access.sign_in_needed' })
  expect(await factsOf('person.signed_in')).toHaveLength(1)
  expect(await factsOf('person.signed_out')).toHaveLength(1)
})

test('who signs in was seen at once, and the others were not', async () => {
  await signIn('dan@acme.test')
  const { body } = await it.as('ada').call(memberRoutes.list)
  const seen = (email: string) => body.items.find((member) => member.email === email)?.lastSeenAt
  expect(seen('dan@acme.test')).toBe(it.clock.now().toISOString())
  expect(seen('carl@acme.test')).toBeNull()
})

test('a wrong password and an unknown address read the same; only the known one is a fact', async () => {
  const wrong = await signIn('dan@acme.test', 'not-the-password')
  const unknown = await signIn('nobody@acme.test', 'not-the-password')
  const withoutPassword = await signIn('nora@acme.test', 'not-the-password')
  for (const refused of [wrong, unknown, withoutPassword]) {
    expect({ ...refused.problem, requestId: '' }).toEqual({ ...wrong.problem, requestId: '' })
    expect(refused.status).toBe(401)
  }
  const facts = await factsOf('person.sign_in_failed')
  expect(facts.map((fact) => fact.subject_id)).toEqual([it.seeded.people.dan, it.seeded.people.nora])
})

test('the session a browser came with ends at sign-in, so a planted one is worth nothing', async () => {
  const planted = cookieIn((await signIn('dan@acme.test')).headers)
  const answer = await it.anonymous.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers: { cookie: planted },
    payload: { email: 'ada@acme.test', password },
  })
  const fresh = cookieIn(answer.headers)
  expect(fresh).not.toBe(planted)
  expect((await me(planted)).statusCode).toBe(401)
  expect((await me(fresh)).json()).toMatchObject({ email: 'ada@acme.test' })
})

test('somebody who is deactivated everywhere is told so, but only with the right password', async () => {
  expect((await signIn('ivan@acme.test', 'guess')).problem?.code).toBe('session.wrong_credentials')
  expect((await signIn('ivan@acme.test')).problem?.code).toBe('session.deactivated')
})

test('a new password needs the old one and ends every other session', async () => {
  const here = cookieIn((await signIn('dan@acme.test')).headers)
  const there = cookieIn((await signIn('dan@acme.test')).headers)
  const put = (current: string) =>
    it.anonymous.inject({
      method: 'PUT',
      url: '/api/v1/me/password',
      headers: { cookie: here },
      payload: { current, next: 'a-much-better-password' },
    })
  expect((await put('wrong')).json()).toMatchObject({ code: 'password.wrong' })
  expect((await me(there)).statusCode).toBe(200)
  expect((await put(password)).statusCode).toBe(204)
  expect((await me(here)).statusCode).toBe(200)
  expect((await me(there)).statusCode).toBe(401)
  expect((await signIn('dan@acme.test')).status).toBe(401)
  expect((await signIn('dan@acme.test', 'a-much-better-password')).status).toBe(200)
})

test('a reset link works once, ends every session and dies after a day', async () => {
  const make = async () => {
    const { url } = await it.app.db.transaction().execute((tx) => makeResetLink(tx, it.app, it.seeded.people.dan ?? ''))
    return url.split('#token=')[1] ?? ''
  }
  const redeem = (token: string) =>
    it.anonymous.call(sessionRoutes.redeemReset, { body: { token, password: 'a-password-by-link' } })
  const older = await make()
  const token = await make()
  expect((await redeem(older)).problem?.code).toBe('password.reset_not_valid')
  const twice = await Promise.all([redeem(token), redeem(token)])
  expect(twice.map((it) => it.status).sort()).toEqual([204, 403])
  expect((await it.as('dan').call(sessionRoutes.me)).status).toBe(401)
  expect((await signIn('dan@acme.test', 'a-password-by-link')).status).toBe(200)
  expect(await factsOf('person.password_reset')).toHaveLength(1)
  const late = await make()
  it.clock.advance(24 * 3_600_000)
  expect((await redeem(late)).problem?.code).toBe('password.reset_not_valid')
})

/** Dan's Codex client in Acme, one in Beta where he is a member too, Petra's, and a code of his that nobody has fetched tokens with. */
async function clientsOfDan() {
  const client = wireClient(it)
  const dan = it.seeded.people.dan ?? ''
  const beta = { workspace_id: it.seeded.workspaces.beta ?? '', person_id: dan }
  const joined = { ...beta, role: 'member', status: 'active' as const, joined_at: it.clock.now() }
  await it.app.db.insertInto('membership').values(joined).execute()
  await it.app.reload()
  const acme = await client.signIn('dan')
  const asked = await client.ask()
  await client.decide('dan', asked.user_code, 'approve', 'beta')
  const inBeta = (await client.exchange((await client.poll(asked)).body)).body
  const waiting = await client.ask()
  await client.decide('dan', waiting.user_code)
  const code = (await client.poll(waiting)).body
  const petra = await client.signIn('petra')
  const ended = async () => {
    const rows = await it.app.db.selectFrom('client_grant').select(['id', 'person_id', 'end_reason']).orderBy('id').execute()
    return rows.map((row) => [row.person_id, row.end_reason, it.app.standing.grant(row.id)?.ended])
  }
  const refused = async () => {
    const answers = [
      await client.refresh(acme.refresh_token),
      await client.refresh(inBeta.refresh_token),
      await client.exchange(code),
    ]
    return answers.map((answer) => answer.status)
  }
  return { petra: () => client.refresh(petra.refresh_token), ended, refused, ids: { dan, petra: it.seeded.people.petra } }
}

test('a reset link signs every Codex client of the person out, in every workspace, and says so', async () => {
  const clients = await clientsOfDan()
  const { url } = await it.app.db.transaction().execute((tx) => makeResetLink(tx, it.app, clients.ids.dan))
  const body = { token: url.split('#token=')[1] ?? '', password: 'a-password-by-link' }
  expect((await it.anonymous.call(sessionRoutes.redeemReset, { body })).status).toBe(204)
  expect(await clients.ended()).toEqual([
    [clients.ids.dan, 'password_reset', true],
    [clients.ids.dan, 'password_reset', true],
    [clients.ids.petra, null, false],
  ])
  expect(await clients.refused()).toEqual([401, 401, 400])
  expect((await clients.petra()).status).toBe(200)
  const facts = await factsOf('person.password_reset')
  expect(facts.map((fact) => fact.payload.detail)).toEqual([{ clientsSignedOut: 1 }, { clientsSignedOut: 1 }])
})

test('a new password signs Codex clients out when that is asked for', async () => {
  const clients = await clientsOfDan()
  const change = (current: string, next: string, more: { signOutClients?: boolean } = {}) =>
    it.as('dan').call(sessionRoutes.changePassword, { body: { current, next, ...more } })
  expect((await change(password, 'a-much-better-password')).status).toBe(204)
  expect((await clients.ended()).map(([, reason]) => reason)).toEqual([null, null, null])
  expect((await change('a-much-better-password', password, { signOutClients: true })).status).toBe(204)
  expect((await clients.ended()).map(([, reason]) => reason)).toEqual(['password_changed', 'password_changed', null])
  expect(await clients.refused()).toEqual([401, 401, 400])
  expect((await clients.petra()).status).toBe(200)
  const details = (await factsOf('person.password_changed')).map((fact) => fact.payload.detail?.clientsSignedOut)
  expect(details.sort()).toEqual([0, 0, 1, 1])
})

test('a person sees and ends their own sessions, not those of others', async () => {
  const other = cookieIn((await signIn('dan@acme.test')).headers)
  const dan = it.as('dan')
  const { body } = await dan.call(sessionRoutes.list)
  expect(body.map((session) => session.current).sort()).toEqual([false, true])
  const sessionId = body.find((session) => !session.current)?.id ?? ''
  expect((await it.as('mallory').call(sessionRoutes.end, { params: { sessionId } })).problem?.code).toBe('session.not_found')
  expect((await dan.call(sessionRoutes.end, { params: { sessionId } })).status).toBe(204)
  expect((await me(other)).statusCode).toBe(401)
  expect((await dan.call(sessionRoutes.end, { params: { sessionId } })).problem?.code).toBe('session.not_found')
})

test('signing out everywhere else leaves this session alone, and others people theirs', async () => {
  const here = cookieIn((await signIn('dan@acme.test')).headers)
  const there = cookieIn((await signIn('dan@acme.test')).headers)
  const out = await it.anonymous.inject({ method: 'DELETE', url: '/api/v1/me/sessions', headers: { cookie: here } })
  expect(out.json(), 'the one there and the seeded one').toEqual({ ended: 2 })
  expect((await me(here)).statusCode).toBe(200)
  expect((await me(there)).statusCode).toBe(401)
  expect((await it.as('petra').call(sessionRoutes.me)).status).toBe(200)
  expect((await factsOf('person.signed_out_elsewhere'))[0]?.payload.detail).toEqual({ ended: 2 })
})

test('a sign-in for one workspace says so, and what keeps it out of the others', async () => {
  const dan = it.seeded.people.dan ?? ''
  const beta = { workspace_id: it.seeded.workspaces.beta ?? '', person_id: dan, role: 'member', status: 'active' as const }
  await it.app.db
    .insertInto('membership')
    .values({ ...beta, joined_at: it.clock.now() })
    .execute()
  await it.app.db
    .updateTable('session')
    .set({ method: 'oidc', workspace_id: it.seeded.workspaces.acme ?? '' })
    .where('person_id', '=', dan)
    .execute()
  const { body } = await it.as('dan').call(sessionRoutes.me)
  expect(body.workspaces.map((workspace) => [workspace.slug, workspace.obstacle])).toEqual([
    ['acme', null],
    ['beta', 'session.other_workspace'],
  ])
  expect(body.signIn).toMatchObject({ method: 'oidc', workspaceId: it.seeded.workspaces.acme, proofs: ['password', 'sso'] })
  const elsewhere = cookieIn((await signIn('dan@acme.test')).headers)
  const { body: sessions } = await it.as('dan').call(sessionRoutes.list)
  expect(sessions).toMatchObject([{ method: 'oidc', secondFactor: false, workspaceId: it.seeded.workspaces.acme }])
  expect((await it.as('dan').call(sessionRoutes.endOthers)).body, 'none of them is its to end').toEqual({ ended: 0 })
  const own = await it.anonymous.inject({ url: '/api/v1/me/sessions', headers: { cookie: elsewhere } })
  const params = { sessionId: own.json().find((session: { current: boolean }) => session.current).id }
  expect((await it.as('dan').call(sessionRoutes.end, { params })).problem?.code).toBe('session.not_found')
  expect((await me(elsewhere)).statusCode).toBe(200)
})

test('a session ends after twelve idle hours and after a week', async () => {
  const dan = it.as('dan')
  it.clock.advance(12 * 3_600_000 + 1)
  expect((await dan.call(sessionRoutes.me)).status).toBe(401)
  const cookie = cookieIn((await signIn('dan@acme.test')).headers)
  for (let hours = 0; hours < 7 * 24; hours += 8) {
    expect((await me(cookie)).statusCode).toBe(200)
    it.clock.advance(8 * 3_600_000)
  }
  expect((await me(cookie)).statusCode).toBe(401)
})

test('a new name stands everywhere at once', async () => {
  const renamed = await it.as('dan').call(sessionRoutes.rename, { body: { name: 'Daniel Developer' } })
  expect(renamed.body.name).toBe('Daniel Developer')
  const standing = it.app.standing.member(it.seeded.workspaces.acme ?? '', it.seeded.people.dan ?? '')
  expect(standing?.name).toBe('Daniel Developer')
  expect((await factsOf('person.renamed'))[0]?.payload.detail).toEqual({
    before: { name: 'Dan Developer' },
    after: { name: 'Daniel Developer' },
  })
})
