import { accessTokenRoutes, auditRoutes, memberRoutes, mostAccessTokens, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { writeGrantUses } from '../../codex/issuer/grant-uses.ts'
import { sweepExpired } from '../../codex/issuer/index.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())
beforeEach(async () => {
  await it.app.db.deleteFrom('access_token').execute()
  await it.app.reload()
  await allow(true)
})

const day = 86_400_000
/** Moves the clock; consoles stay signed in. */
async function pass(ms: number) {
  it.clock.advance(ms)
  const now = it.clock.now()
  await it.app.db
    .updateTable('session')
    .set({ last_seen_at: now, expires_at: new Date(now.getTime() + 7 * day) })
    .execute()
}
const allow = (value: boolean, key = 'access_tokens') =>
  it.as('ada').call(settingRoutes.set, { params: { key }, body: { value } })
const make = (key: string, body: Partial<{ name: string; expiresInDays: number | null; replaces: string }> = {}) =>
  it.as(key).call(accessTokenRoutes.create, { body: { name: 'CI', expiresInDays: 30, ...body } })
const mine = async (key: string) => (await it.as(key).call(accessTokenRoutes.mine)).body.tokens
const whoami = async (secret: string) => {
  const headers = { authorization: `Bearer ${secret}`, 'user-agent': 'codex_exec/0.169.0 (Debian 12)' }
  const answer = await it.server.inject({ method: 'GET', url: '/api/accounts/v1/user-auth-credential/whoami', headers })
  return { status: answer.statusCode, body: answer.json() }
}
const facts = async (kind: 'access_token.created' | 'access_token.revoked' | 'access_token.first_used') =>
  (await it.as('ada').call(auditRoutes.list, { query: { kind } })).body.items

test('a token is made for oneself, shown once, and known by its hash alone', async () => {
  const { status, body } = await make('dan', { name: 'Nightly' })
  expect(status).toBe(201)
  expect(body.secret).toMatch(/^at-[\w-]{49}$/)
  expect(body.token).toMatchObject({
    name: 'Nightly',
    hint: body.secret.slice(0, 9),
    status: 'active',
    because: '',
    lastUsedAt: null,
  })
  expect(Date.parse(body.token.expiresAt ?? '') - Date.parse(body.token.createdAt)).toBe(30 * day)
  const stored = await it.app.db.selectFrom('access_token').selectAll().executeTakeFirstOrThrow()
  expect(JSON.stringify(stored)).not.toContain(body.secret.slice(12))
  expect(JSON.stringify(await mine('dan'))).not.toContain(body.secret.slice(12))
  expect(await whoami(body.secret)).toEqual({
    status: 200,
    body: {
      email: 'dan@acme.test',
      chatgpt_user_id: it.seeded.people.dan,
      chatgpt_account_id: it.seeded.workspaces.acme,
      chatgpt_plan_type: 'enterprise',
      chatgpt_account_is_fedramp: false,
    },
  })
})

test('nobody makes a token for somebody else, and a key makes none at all', async () => {
  const body = { name: 'CI', expiresInDays: 7, personId: it.seeded.people.dan }
  expect((await it.as('ada').call(accessTokenRoutes.create, { body })).problem?.code).toBe('request.invalid')
  const key = it.withKey(it.seeded.adminKeys.acme ?? '')
  expect((await key.call(accessTokenRoutes.create, { body: { name: 'CI', expiresInDays: 7 } })).problem?.code).toBe(
    'access.denied',
  )
})

test('whoever may make none and has none is told so; whoever has one goes on with it', async () => {
  const { body } = await make('dan')
  await allow(false)
  expect((await make('dan')).problem).toMatchObject({ code: 'access.denied', permission: 'access_token.create' })
  const own = await it.as('dan').call(accessTokenRoutes.mine)
  expect(own.body.can).toMatchObject({ create: false, why: expect.stringContaining('is off for the workspace') })
  expect((await whoami(body.secret)).status, 'what exists goes on').toBe(200)
  const refused = await it.as('sam').call(accessTokenRoutes.mine)
  expect(refused.problem).toMatchObject({ status: 403, code: 'access_token.not_allowed' })
  expect(refused.problem?.detail).toContain('Allow members to use Codex access tokens')
  await it.app.evidence.flush()
  const noted = await it.app.db.selectFrom('fact').select('actor_id').where('kind', '=', 'access.refused').execute()
  expect(noted, 'a look at one’s own page is no trial of somebody else’s').not.toContainEqual({ actor_id: it.seeded.people.sam })
})

test.each([
  [0, 'request.invalid'],
  [1.5, 'request.invalid'],
  [1, undefined],
  [7, undefined],
  [90, undefined],
  [null, undefined],
])('a life of %s days is %s', async (expiresInDays, code) => {
  expect((await make('dan', { expiresInDays })).problem?.code).toBe(code)
})

test('the workspace limits new tokens and leaves the others alone', async () => {
  const old = await make('dan', { expiresInDays: null })
  const set = await it.as('ada').call(accessTokenRoutes.setLimit, { body: { maxDays: 30 } })
  expect(set.body).toMatchObject({ maxDays: 30, beyond: 1, can: { change: true } })
  expect((await make('dan', { expiresInDays: 31 })).problem).toMatchObject({
    code: 'access_token.lives_too_long',
    maxDays: 30,
    detail: 'The longest life is 30 days. 31 days are more than that.',
  })
  expect((await make('dan', { expiresInDays: null })).problem?.detail).toContain('One that never expires is not allowed')
  expect((await make('dan', { expiresInDays: 30 })).status).toBe(201)
  expect((await whoami(old.body.secret)).status).toBe(200)
  expect((await it.as('grace').call(accessTokenRoutes.limit)).body).toMatchObject({ maxDays: 30, can: { change: false } })
  expect((await it.as('grace').call(accessTokenRoutes.setLimit, { body: { maxDays: 1 } })).problem?.code).toBe('access.denied')
  await it.as('ada').call(accessTokenRoutes.setLimit, { body: { maxDays: null } })
})

test('fifty live tokens are the most, also when two are made at the same moment', async () => {
  for (let n = 1; n < mostAccessTokens; n++) expect((await make('dan')).status).toBe(201)
  const both = await Promise.all([make('dan'), make('dan')])
  expect(both.map((them) => them.status).sort()).toEqual([201, 409])
  const [first] = await mine('dan')
  await it.as('dan').call(accessTokenRoutes.revokeMine, { params: { tokenId: first?.id } })
  expect((await make('dan')).status).toBe(201)
})

test('one sees and revokes the own ones, whoever manages tokens everybody’s, nobody those of another workspace', async () => {
  const { body } = await make('dan')
  const params = { tokenId: body.token.id }
  expect((await it.as('sam').call(accessTokenRoutes.revokeMine, { params })).problem?.code).toBe('access_token.not_found')
  expect((await it.as('ada').call(accessTokenRoutes.revokeMine, { params })).problem?.code, 'not hers').toBe(
    'access_token.not_found',
  )
  expect((await it.as('dan').call(accessTokenRoutes.list)).problem?.code).toBe('access.denied')
  expect((await it.as('dan').call(accessTokenRoutes.revoke, { params })).problem?.code).toBe('access.denied')
  expect((await it.as('mallory').call(accessTokenRoutes.revoke, { params })).problem?.code).toBe('access_token.not_found')
  expect((await it.as('mallory').call(accessTokenRoutes.get, { params })).problem?.code).toBe('access_token.not_found')
  expect((await it.as('mallory').call(accessTokenRoutes.list)).body.items).toEqual([])
  expect((await it.as('grace').call(accessTokenRoutes.list)).body.items).toMatchObject([
    { id: body.token.id, owner: { name: 'Dan Developer' } },
  ])
  expect((await it.as('grace').call(accessTokenRoutes.revoke, { params })).status).toBe(204)
  expect((await whoami(body.secret)).status).toBe(401)
  expect((await it.as('grace').call(accessTokenRoutes.get, { params })).body).toMatchObject({
    status: 'revoked',
    because: expect.stringMatching(/^Grace Admin revoked it on \d{4}-/),
    can: { revoke: false },
  })
  expect((await it.as('grace').call(accessTokenRoutes.revoke, { params })).problem?.code, 'once').toBe('access_token.not_found')
  expect((await facts('access_token.revoked'))[0]).toMatchObject({ actor: { name: 'Grace Admin' }, subject: { name: 'CI' } })
})

test('losing Local suspends, getting it back restores, and nothing is stored of it', async () => {
  const { body } = await make('dan')
  await allow(false, 'codex_local')
  expect(await mine('dan')).toMatchObject([
    { status: 'suspended', because: expect.stringContaining('“Allow members to use Codex Local” is off for the workspace.') },
  ])
  const list = (status: 'suspended' | 'active') => it.as('ada').call(accessTokenRoutes.list, { query: { status } })
  expect([(await list('suspended')).body.items.length, (await list('active')).body.items.length]).toEqual([1, 0])
  expect((await whoami(body.secret)).status, 'known, so that it keeps its policy').toBe(200)
  await allow(true, 'codex_local')
  expect(await mine('dan')).toMatchObject([{ status: 'active', because: '' }])
})

test('deactivation ends tokens for good, also for who comes back', async () => {
  const { body } = await make('petra')
  const params = { personId: it.seeded.people.petra }
  await it.as('ada').call(memberRoutes.update, { params, body: { status: 'deactivated' } })
  expect((await whoami(body.secret)).status, 'still known, so that it keeps its policy and reads why').toBe(200)
  await it.as('ada').call(memberRoutes.update, { params, body: { status: 'active' } })
  expect((await whoami(body.secret)).status).toBe(401)
  const { items } = (await it.as('ada').call(accessTokenRoutes.list, { query: { personId: it.seeded.people.petra ?? '' } })).body
  expect(items).toMatchObject([{ status: 'ended', because: expect.stringContaining('Its owner was deactivated') }])
})

test('a token expires by the clock, and the sweep lets it go', async () => {
  const { body } = await make('dan', { expiresInDays: 1 })
  await pass(day)
  expect((await whoami(body.secret)).status).toBe(401)
  expect(await mine('dan')).toMatchObject([{ status: 'expired', can: { revoke: false } }])
  await sweepExpired(it.app)
  expect(await mine('dan')).toMatchObject([{ status: 'expired' }])
  const params = { tokenId: body.token.id }
  expect((await it.as('dan').call(accessTokenRoutes.revokeMine, { params })).problem?.code).toBe('access_token.not_found')
  await pass(-day)
})

test('the first use is a fact; later ones are notes of when, with what and from where', async () => {
  const { body } = await make('dan')
  await whoami(body.secret)
  await writeGrantUses(it.app)
  const before = (await facts('access_token.first_used')).length
  const [used] = await mine('dan')
  expect(used).toMatchObject({ lastUsedBy: 'codex_exec/0.169.0 (Debian 12)', lastUsedFrom: '127.0.0.1' })
  it.clock.advance(60_000)
  await whoami(body.secret)
  await writeGrantUses(it.app)
  expect((await facts('access_token.first_used')).length).toBe(before)
  expect(Date.parse((await mine('dan'))[0]?.lastUsedAt ?? '') - Date.parse(used?.lastUsedAt ?? '')).toBe(60_000)
})

test('what lies unused, runs out or was replaced is found, counted and said', async () => {
  const old = await make('dan', { name: 'Old', expiresInDays: null })
  const used = await make('dan', { name: 'Used', expiresInDays: 90 })
  await pass(31 * day)
  await whoami(used.body.secret)
  await writeGrantUses(it.app)
  await make('dan', { name: 'Soon', expiresInDays: 7 })
  const next = await make('dan', { name: 'New', expiresInDays: 60, replaces: old.body.token.id })
  const names = async (query: object) =>
    (await it.as('ada').call(accessTokenRoutes.list, { query })).body.items.map((them) => them.name)
  expect(await names({ stale: true })).toEqual(['Old'])
  expect(await names({ stale: true, unusedDays: 60 })).toEqual([])
  expect(await names({ neverUsed: true })).toEqual(['New', 'Soon', 'Old'])
  expect(await names({ expiringSoon: true })).toEqual(['Soon'])
  expect(await names({ withoutExpiry: true })).toEqual(['Old'])
  expect(await names({ replaced: true })).toEqual(['Old'])
  expect(await names({ search: 'use' })).toEqual(['Used'])
  const { body } = await it.as('ada').call(accessTokenRoutes.report)
  expect(body).toMatchObject({
    active: 4,
    suspended: 0,
    stale: 1,
    neverUsed: 3,
    expiringSoon: 1,
    withoutExpiry: 1,
    replaced: 1,
    unusedDays: 30,
  })
  const reminders = async () => Object.fromEntries((await mine('dan')).map((them) => [them.name, them.reminder]))
  expect(await reminders()).toMatchObject({
    Old: '“New” replaces it and was not used yet. Put that one in place, then revoke this one.',
    Soon: expect.stringMatching(/^It runs out on /),
    New: null,
    Used: null,
  })
  await whoami(next.body.secret)
  await writeGrantUses(it.app)
  expect((await reminders()).Old).toBe('“New” replaces it and is in use. Revoke this one.')
  const two = await it.as('ada').call(accessTokenRoutes.list, { query: { limit: 2 } })
  const rest = await it.as('ada').call(accessTokenRoutes.list, { query: { limit: 2, cursor: two.body.nextCursor ?? '' } })
  expect([...two.body.items, ...rest.body.items].map((them) => them.name)).toEqual(['New', 'Soon', 'Used', 'Old'])
  await pass(-31 * day)
})
