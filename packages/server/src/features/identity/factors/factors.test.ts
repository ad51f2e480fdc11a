import { factorRoutes, sessionRoutes, signInRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import {
  addPasskey,
  addTotp,
  type Browser,
  codeIn,
  codeOf,
  factsOf,
  givePassword,
  openBrowser,
  page,
  password,
} from './testing/person-with-factors.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer({ publicUrl: page.origin })
  await givePassword(it, 'dan', 'ada')
})
afterEach(() => it.close())

const quarterMs = 15 * 60_000
const signedIn = async (email = 'dan@acme.test') => {
  const browser = openBrowser(it)
  await browser.signIn(email)
  return browser
}
const list = async (browser: Browser) => (await browser.send('GET', factorRoutes.list.get)).json()
const remove = (browser: Browser, id: string) => browser.send('DELETE', `/api/v1/me/factors/${id}`)
const prove = (browser: Browser, proof: object) => browser.post(signInRoutes.stepUp.post, proof)
/** Makes a session as the identity provider of a workspace would have begun it. */
const fromProvider = (personId = it.seeded.people.dan ?? '', workspaceId = it.seeded.workspaces.acme ?? '') =>
  it.app.db.updateTable('session').set({ method: 'oidc', workspace_id: workspaceId }).where('person_id', '=', personId).execute()

test('an authenticator app counts when a code of it comes back; its secret is sealed and shown once', async () => {
  const browser = await signedIn()
  const begun = (await browser.post(factorRoutes.startTotp.post)).json()
  expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Bailiwick%20\(localhost%3A8787\):dan%40acme\.test\?.*secret=/)
  expect(await list(browser)).toMatchObject({ items: [], recoveryCodes: null, requiredBy: [], can: { change: true } })
  const confirm = (code: string) =>
    browser.post(factorRoutes.confirmTotp.post, { enrolmentId: begun.enrolmentId, code, name: 'Phone' })
  expect(codeIn(await confirm('000000'))).toBe('factor.code_wrong')
  const added = await confirm(codeOf(it, begun.secret))
  expect(added.json()).toMatchObject({ factor: { kind: 'totp', name: 'Phone', lastUsedAt: null, backedUp: null } })
  expect(new Set(added.json().recoveryCodes).size).toBe(10)
  expect(codeIn(await confirm(codeOf(it, begun.secret)))).toBe('factor.enrolment_not_valid')
  expect(await list(browser)).toMatchObject({ items: [{ name: 'Phone' }], recoveryCodes: { left: 10 } })
  expect(JSON.stringify(await it.app.db.selectFrom('factor').selectAll().execute())).not.toContain(begun.secret)
  expect(await factsOf(it, 'factor.added')).toEqual([{ factor: 'totp', name: 'Phone', recoveryCodes: 10 }])
  expect((await browser.me()).secondFactor, 'the session has it now').toMatchObject({ enrolled: true, given: true })
})

test('an enrolment belongs to its session and ends after ten minutes', async () => {
  const browser = await signedIn()
  const { enrolmentId, secret } = (await browser.post(factorRoutes.startTotp.post)).json()
  const confirm = (where: Browser) => where.post(factorRoutes.confirmTotp.post, { enrolmentId, code: codeOf(it, secret) })
  expect(codeIn(await confirm(await signedIn('ada@acme.test')))).toBe('factor.enrolment_not_valid')
  expect(codeIn(await confirm(await signedIn()))).toBe('factor.enrolment_not_valid')
  it.clock.advance(10 * 60_000)
  expect(codeIn(await confirm(browser))).toBe('factor.enrolment_not_valid')
})

test('several passkeys with names: renamed, removed, one account each', async () => {
  const browser = await signedIn()
  const { authenticator, added } = await addPasskey(browser, 'Laptop')
  const second = await addPasskey(browser, 'Key ring')
  expect(added.json().recoveryCodes).toHaveLength(10)
  expect(second.added.json().recoveryCodes, 'with the first only').toBeNull()
  expect((await list(browser)).items.map((factor: { name: string }) => factor.name)).toEqual(['Laptop', 'Key ring'])
  expect(codeIn((await addPasskey(browser, 'Again', authenticator)).added)).toBe('factor.passkey_refused')
  const id = added.json().factor.id
  const renamed = await browser.send('PATCH', `/api/v1/me/factors/${id}`, { name: 'Old laptop' })
  expect(renamed.json().name).toBe('Old laptop')
  const ada = await signedIn('ada@acme.test')
  expect(codeIn(await remove(ada, id)), "somebody else's").toBe('factor.not_found')
  expect(codeIn(await ada.send('PATCH', `/api/v1/me/factors/${id}`, { name: 'Mine' }))).toBe('factor.not_found')
  expect((await remove(browser, id)).statusCode).toBe(204)
  expect((await list(browser)).recoveryCodes.left, 'one is left').toBe(10)
  expect((await remove(browser, second.added.json().factor.id)).statusCode).toBe(204)
  expect(await list(browser)).toMatchObject({ items: [], recoveryCodes: null })
  expect((await browser.me()).secondFactor, 'what it showed is gone').toMatchObject({ enrolled: false, given: false })
  expect((await openBrowser(it).signIn('dan@acme.test')).statusCode, 'no second step any more').toBe(200)
  expect(await factsOf(it, 'factor.removed')).toMatchObject([{ last: false }, { last: true, name: 'Key ring' }])
  expect(await factsOf(it, 'factor.renamed')).toEqual([
    { factor: 'passkey', before: { name: 'Laptop' }, after: { name: 'Old laptop' } },
  ])
})

test('ten factors are the most', async () => {
  const browser = await signedIn()
  for (let n = 0; n < 10; n++) await addPasskey(browser, `Key ${n}`)
  expect(codeIn(await browser.post(factorRoutes.startTotp.post))).toBe('factor.too_many')
})

test('new recovery codes end the old ones; without a factor there are none', async () => {
  const browser = await signedIn()
  expect(codeIn(await browser.post(factorRoutes.makeRecoveryCodes.post))).toBe('factor.none')
  const { recoveryCodes } = await addTotp(it, browser)
  const { codes } = (await browser.post(factorRoutes.makeRecoveryCodes.post)).json()
  expect(codes).toHaveLength(10)
  const other = openBrowser(it)
  await other.signIn('dan@acme.test')
  const use = (code: string) => other.secondStep({ method: 'recovery_code', code })
  expect(codeIn(await use(recoveryCodes[3] ?? ''))).toBe('session.proof_not_valid')
  expect((await use(codes[3])).statusCode).toBe(200)
})

test('adding and removing ask everybody for a recent proof', async () => {
  const browser = await signedIn()
  it.clock.advance(quarterMs + 1)
  const asked = await browser.post(factorRoutes.startTotp.post)
  expect(asked.json()).toMatchObject({ code: 'session.step_up_needed', methods: ['password'] })
  expect(codeIn(await prove(browser, { method: 'password', password: 'guess' }))).toBe('session.proof_not_valid')
  const proved = await prove(browser, { method: 'password', password })
  expect(proved.json().validUntil).toBe(new Date(it.clock.now().getTime() + quarterMs).toISOString())
  const { factor } = await addTotp(it, browser)
  it.clock.advance(quarterMs + 1)
  for (const ask of [
    () => browser.post(factorRoutes.startPasskey.post),
    () => browser.post(factorRoutes.makeRecoveryCodes.post),
    () => remove(browser, factor.id),
  ]) {
    expect((await ask()).json()).toMatchObject({ code: 'session.step_up_needed', methods: ['password', 'totp'] })
  }
  expect(await factsOf(it, 'person.stepped_up')).toEqual([{ method: 'password' }])
  expect(await factsOf(it, 'person.step_up_failed')).toEqual([{ method: 'password' }])
})

test('a session from before the first factor adds none until it shows that one', async () => {
  const old = await signedIn()
  const { secret } = await addTotp(it, await signedIn())
  it.clock.advance(30_000)
  const asked = await old.post(factorRoutes.startPasskey.post)
  expect(asked.json()).toMatchObject({ code: 'session.step_up_needed', methods: ['totp'] })
  await prove(old, { method: 'password', password })
  expect(codeIn(await old.post(factorRoutes.startPasskey.post)), 'a password is not a second factor').toBe(
    'session.step_up_needed',
  )
  expect((await prove(old, { method: 'totp', code: codeOf(it, secret) })).statusCode).toBe(200)
  expect((await addPasskey(old)).added.statusCode).toBe(201)
})

test('a sign-in from before the second factor is proved with the factor, and not with the password alone', async () => {
  const old = await signedIn()
  const { secret } = await addTotp(it, await signedIn())
  expect((await old.me()).signIn.proofs).toEqual(['totp'])
  const byPassword = await prove(old, { method: 'password', password })
  expect(byPassword.json()).toMatchObject({ code: 'session.step_up_needed', methods: ['totp'] })
  it.clock.advance(60_000)
  expect((await prove(old, { method: 'totp', code: codeOf(it, secret) })).statusCode).toBe(200)
  expect((await old.me()).signIn.proofs).toEqual(['password', 'totp'])
  expect((await prove(old, { method: 'password', password })).statusCode).toBe(200)
})

test('a passkey proves once per challenge, its own session only', async () => {
  const browser = await signedIn()
  expect(codeIn(await browser.post(signInRoutes.stepUpPasskey.post))).toBe('factor.none')
  const { authenticator } = await addPasskey(browser)
  const options = await browser.ask(signInRoutes.stepUpPasskey)
  it.clock.advance(60_000)
  const assertion = authenticator.get(options)
  const other = openBrowser(it)
  await other.post(signInRoutes.passkey.post, { assertion: authenticator.get(await other.ask(signInRoutes.passkeyOptions)) })
  expect(codeIn(await prove(other, { method: 'passkey', assertion }))).toBe('session.proof_not_valid')
  const fresh = authenticator.get(options)
  expect((await prove(browser, { method: 'passkey', assertion: fresh })).statusCode).toBe(200)
  expect((await browser.me()).signIn.authenticatedAt).toBe(it.clock.now().toISOString())
  expect(codeIn(await prove(browser, { method: 'passkey', assertion: authenticator.get(options) }))).toBe(
    'session.proof_not_valid',
  )
})

test('proofs are limited by session: whoever took one over locks nobody else out', async () => {
  const taken = await signedIn()
  const own = await signedIn()
  for (let n = 0; n < 10; n++) await prove(taken, { method: 'password', password: `guess ${n}` })
  expect(codeIn(await prove(taken, { method: 'password', password }))).toBe('request.too_many')
  expect(codeIn(await taken.send('PUT', '/api/v1/me/password', { current: password, next: 'a-much-better-one' }))).toBe(
    'request.too_many',
  )
  expect((await prove(own, { method: 'password', password })).statusCode).toBe(200)
})

test("whoever runs an identity provider makes sessions at will, and gets no more guesses at the person's password by it", async () => {
  const own = await signedIn()
  const seen: unknown[] = []
  for (let n = 0; n < 4; n++) {
    const vouched = await signedIn()
    const { id } = (await vouched.send('GET', sessionRoutes.list.get)).json().find((one: { current: boolean }) => one.current)
    const theirs = { method: 'oidc' as const, workspace_id: it.seeded.workspaces.acme ?? '' }
    await it.app.db.updateTable('session').set(theirs).where('id', '=', id).execute()
    for (let guess = 0; guess < 5; guess++) {
      seen.push(codeIn(await prove(vouched, { method: 'password', password: `guess ${n} ${guess}` })))
    }
  }
  expect(seen.filter((code) => code === 'session.proof_not_valid')).toHaveLength(10)
  expect(seen.at(-1)).toBe('request.too_many')
  expect((await prove(own, { method: 'password', password })).statusCode, 'and keeps nobody else out').toBe(200)
})

test("an identity provider's sign-in changes neither password nor factors", async () => {
  const browser = await signedIn()
  const { factor } = await addTotp(it, browser)
  await fromProvider()
  const refused = 'session.credentials_elsewhere'
  expect(
    codeIn(await browser.send('PUT', sessionRoutes.changePassword.put, { current: password, next: 'a-much-better-one' })),
  ).toBe(refused)
  expect(codeIn(await browser.post(factorRoutes.startTotp.post))).toBe(refused)
  expect(codeIn(await browser.post(factorRoutes.startPasskey.post))).toBe(refused)
  expect(codeIn(await browser.post(factorRoutes.makeRecoveryCodes.post))).toBe(refused)
  expect(codeIn(await remove(browser, factor.id))).toBe(refused)
  expect(codeIn(await browser.send('PATCH', `/api/v1/me/factors/${factor.id}`, { name: 'Theirs' }))).toBe(refused)
  expect(codeIn(await browser.post(factorRoutes.confirmTotp.post, { enrolmentId: 'x', code: '000000' }))).toBe(refused)
  expect(codeIn(await browser.post(factorRoutes.confirmPasskey.post, { enrolmentId: 'x', credential: {} }))).toBe(refused)
  expect(await list(browser)).toMatchObject({ can: { change: false } })
  expect((await browser.me()).signIn).toMatchObject({
    method: 'oidc',
    changesCredentials: false,
    proofs: ['password', 'totp', 'sso'],
  })
})

test('the last factor stays while a workspace asks for one', async () => {
  const browser = await signedIn()
  const first = await addTotp(it, browser)
  const second = await addPasskey(browser)
  const security = { workspace_id: it.seeded.workspaces.acme ?? '', mfa_required: true, access_token_max_days: null }
  await it.app.db.insertInto('workspace_security').values(security).execute()
  expect((await list(browser)).requiredBy).toEqual(['Acme Robotics'])
  const both = await Promise.all([remove(browser, first.factor.id), remove(browser, second.added.json().factor.id)])
  expect(both.map((answer) => answer.statusCode).sort(), 'two at once leave one').toEqual([204, 409])
  const left = (await list(browser)).items
  expect(left).toHaveLength(1)
  expect(codeIn(await remove(browser, left[0].id))).toBe('factor.required')
})
