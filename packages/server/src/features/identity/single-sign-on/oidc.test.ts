import {
  auditRoutes,
  memberRoutes,
  type SsoAttempt,
  securityRoutes,
  sessionRoutes,
  singleSignOnRoutes,
  ssoSignInRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { openBrowser } from './testing/browser.ts'
import { startOidcIdp, type TestIdp } from './testing/oidc-idp.ts'
import { safeNext } from './wire.routes.ts'

const client = { id: 'bailiwick', secret: 'a-secret-between-the-two' }
let it: TestServer
let idp: TestIdp
let providerId: string
beforeAll(async () => {
  idp = await startOidcIdp(client)
})
afterAll(() => idp.close())
beforeEach(async () => {
  it = await startTestServer()
  const made = await it.as('ada').call(singleSignOnRoutes.createProvider, {
    body: {
      kind: 'oidc',
      name: 'House',
      justInTime: false,
      requiredEvidence: [],
      oidc: { issuer: idp.issuer, clientId: client.id, clientSecret: client.secret },
    },
  })
  expect(made.status).toBe(201)
  providerId = made.body.id
  await change({ enabled: true })
  await verifyDomain('acme', 'acme.test')
  return () => it.close()
})

const change = (body: object) => it.as('ada').call(singleSignOnRoutes.updateProvider, { params: { providerId }, body })
const start = () => `/sso/oidc/${providerId}/start`

async function verifyDomain(workspace: string, name: string): Promise<void> {
  const claimed = await it
    .as(workspace === 'acme' ? 'ada' : 'mallory')
    .call(singleSignOnRoutes.claimDomain, { params: { workspaceId: it.seeded.workspaces[workspace] }, body: { name } })
  await it.app.db
    .updateTable('mail_domain')
    .set({ verified_at: it.clock.now(), verified_by: 'operator' })
    .where('id', '=', claimed.body.id)
    .execute()
}

async function signIn(account: Parameters<TestIdp['signIn']>[0], browser = openBrowser(it), from = start()) {
  idp.signIn(account)
  const begun = await browser.get(from)
  const callback = await idp.visit(begun.to)
  return { browser, callback, end: await browser.get(callback) }
}

const attempts = async (): Promise<SsoAttempt[]> =>
  (await it.as('ada').call(singleSignOnRoutes.attempts, { params: { providerId } })).body
const dan = { sub: 'idp|dan', email: 'dan@acme.test', email_verified: true, name: 'Somebody Else' }
const me = async (browser: ReturnType<typeof openBrowser>) => (await browser.get('/api/v1/me')).json()

test('a member signs in; the session opens this workspace alone, and their account stays as it is', async () => {
  const { browser, end } = await signIn(dan)
  expect(end).toMatchObject({ status: 303, to: '/' })
  expect(await me(browser)).toMatchObject({
    name: 'Dan Developer',
    signIn: { method: 'oidc', workspaceId: it.seeded.workspaces.acme, changesCredentials: false },
  })
  expect((await attempts())[0]).toMatchObject({ outcome: 'signed_in', email: 'dan@acme.test', person: { name: 'Dan Developer' } })
  const { body } = await it.as('ada').call(auditRoutes.list, { query: { kind: 'person.signed_in' } })
  expect(body.items[0]).toMatchObject({ detail: { method: 'oidc', provider: 'House' } })
  const password = await browser.post('/api/v1/me/password', {})
  expect(password.status).toBeGreaterThanOrEqual(400)
  expect((await it.as('ada').call(singleSignOnRoutes.get)).body.providers[0]).toMatchObject({
    people: 1,
    oidc: { hasSecret: true },
  })
})

test('proving it again has the provider ask anew, and say when it did', async () => {
  const { browser } = await signIn(dan)
  const { signIn: before } = await me(browser)
  const begun = await browser.get(before.proveAgainAt)
  expect(new URL(begun.to).searchParams.get('max_age')).toBe('0')
  expect(new URL((await browser.get(start())).to).searchParams.get('max_age')).toBeNull()
  idp.signIn(dan)
  expect((await browser.get(await idp.visit((await browser.get(before.proveAgainAt)).to))).to).toBe('/')
  expect((await attempts())[0]?.asserted.map((one) => one.name)).toContain('auth_time')
})

test('who is refused keeps the page that they wanted', async () => {
  const browser = openBrowser(it)
  idp.signIn({ ...dan, sub: 'idp|eve', email: 'eve@evil.test' })
  const begun = await browser.get(`${start()}?next=${encodeURIComponent('/codex/device?code=AB-CD')}`)
  const end = await browser.get(await idp.visit(begun.to))
  const { pathname, searchParams } = new URL(end.to, 'http://here')
  expect([pathname, searchParams.get('next')]).toEqual(['/sign-in', '/codex/device?code=AB-CD'])
})

test('a member of two workspaces gets into the one whose provider vouches, and nowhere else', async () => {
  const beta = it.seeded.workspaces.beta ?? ''
  await it.app.db
    .insertInto('membership')
    .values({
      workspace_id: beta,
      person_id: it.seeded.people.dan ?? '',
      role: 'owner',
      status: 'active',
      joined_at: it.clock.now(),
    })
    .execute()
  const { browser } = await signIn(dan)
  expect((await browser.get(`/api/v1/workspaces/${it.seeded.workspaces.acme}/me/policy`)).status).not.toBe(403)
  const elsewhere = await browser.get(`/api/v1/workspaces/${beta}/members`)
  expect(elsewhere).toMatchObject({ status: 403 })
  expect(elsewhere.json().code).toBe('session.other_workspace')
})

test('an address outside the verified domains is refused, also a member’s, with the reason for owners and a sentence for the browser', async () => {
  const { end, browser } = await signIn({ ...dan, sub: 'idp|eve', email: 'ada@evil.test' })
  expect(end.to).toMatch(/^\/sign-in\?sso=sso_\w+$/)
  expect((await attempts())[0]).toMatchObject({ outcome: 'refused', code: 'wrong_domain', email: 'ada@evil.test' })
  const attemptId = end.to.split('=')[1]
  const told = await it.anonymous.call(ssoSignInRoutes.failure, { params: { attemptId } })
  expect(told.body).toMatchObject({ because: 'Your address is not in a mail domain of this workspace.', providerDown: false })
  expect(JSON.stringify(told.body)).not.toContain('evil')
  expect((await browser.get('/api/v1/me')).status).toBe(401)
})

test('who is no member comes in by just-in-time only; an address that was not verified there, never', async () => {
  const newcomer = { sub: 'idp|new', email: 'newcomer@acme.test', email_verified: true, name: 'New Comer' }
  expect((await signIn(newcomer)).end.to).toContain('/sign-in?sso=')
  expect((await attempts())[0]?.code).toBe('not_a_member')
  await change({ justInTime: true })
  expect((await signIn({ ...newcomer, email_verified: false })).end.to).toContain('/sign-in?sso=')
  expect((await attempts())[0]?.code).toBe('no_email')
  const { browser } = await signIn(newcomer)
  expect(await me(browser)).toMatchObject({ email: 'newcomer@acme.test', name: 'New Comer', workspaces: [{ role: 'member' }] })
})

test('a deactivated member is refused, and the refusal is a fact about them', async () => {
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.dan }, body: { status: 'deactivated' } })
  expect((await signIn(dan)).end.to).toContain('/sign-in?sso=')
  expect((await attempts())[0]?.code).toBe('deactivated')
  const { body } = await it.as('ada').call(auditRoutes.list, { query: { kind: 'person.sign_in_failed' } })
  expect(body.items[0]?.subject?.name).toBe('Dan Developer')
})

test('where a second factor is asked for, its evidence must come', async () => {
  await change({ requiredEvidence: ['mfa', 'phr'] })
  expect((await signIn({ ...dan, amr: ['pwd'] })).end.to).toContain('/sign-in?sso=')
  const [refused] = await attempts()
  expect(refused).toMatchObject({ code: 'no_evidence', evidence: ['pwd'] })
  expect(refused?.because).toContain('Asked for one of mfa, phr; what came was pwd.')
  const { browser } = await signIn({ ...dan, amr: ['pwd', 'mfa'] })
  expect(await me(browser)).toMatchObject({ secondFactor: { given: true } })
})

test('an address leads to nobody whom the provider calls otherwise, until an owner forgets the link', async () => {
  await signIn(dan)
  const again = { ...dan, sub: 'idp|attacker' }
  expect((await signIn(again)).end.to).toContain('/sign-in?sso=')
  expect((await attempts())[0]).toMatchObject({ code: 'linked_already', person: { name: 'Dan Developer' } })
  const params = { providerId, personId: it.seeded.people.dan }
  expect((await it.as('grace').call(singleSignOnRoutes.forgetLink, { params })).problem?.code).toBe('access.denied')
  expect((await it.as('ada').call(singleSignOnRoutes.forgetLink, { params })).status).toBe(204)
  expect((await signIn(again)).end.to).toBe('/')
})

test('an administrator is linked by a verified address, or by being signed in here as themselves', async () => {
  const ada = { sub: 'idp|ada', email: 'ada@acme.test', name: 'Ada' }
  expect((await signIn(ada)).end.to, 'people change their own address at many providers').toContain('/sign-in?sso=')
  expect((await attempts())[0]?.code).toBe('prove_first')
  const asDan = openBrowser(it)
  asDan.jar.set('bailiwick_session', it.seeded.sessions.dan ?? '')
  expect((await signIn(ada, asDan)).end.to, 'somebody else’s session proves nothing').toContain('/sign-in?sso=')
  const asAda = openBrowser(it)
  asAda.jar.set('bailiwick_session', it.seeded.sessions.ada ?? '')
  expect((await signIn(ada, asAda)).end.to).toBe('/')
  expect((await signIn(ada)).end.to, 'known from then on').toBe('/')
  const cora = { sub: 'idp|cora', email: 'cora@acme.test', email_verified: true }
  expect((await signIn(cora)).end.to).toBe('/')
})

test('another issuer is somebody else: links, sessions and proof of working are gone, and the old secret is not sent there', async () => {
  const { browser } = await signIn(dan)
  const other = { issuer: 'http://127.0.0.1:9', clientId: client.id }
  const kept = await change({ oidc: other })
  expect(kept.problem).toMatchObject({ code: 'identity_provider.not_usable', detail: expect.stringContaining('client secret') })
  const changed = await change({ oidc: { ...other, clientSecret: 'another-one' } })
  expect(changed.body).toMatchObject({ people: 0, lastSuccessAt: null })
  expect((await browser.get('/api/v1/me')).status).toBe(401)
})

test('knocks that belong to no sign-in leave the attempts alone, and get a sentence', async () => {
  await signIn(dan)
  for (let i = 0; i < 55; i += 1) await openBrowser(it).get(`/sso/oidc/${providerId}/callback?state=s${i}&code=c`)
  expect(await attempts()).toHaveLength(1)
  const lost = await openBrowser(it).get(`/sso/oidc/${providerId}/callback?state=guessed&code=c`)
  expect(lost.to).toBe('/sign-in?sso=not_this_browser')
  const told = await it.anonymous.call(ssoSignInRoutes.failure, { params: { attemptId: 'not_this_browser' } })
  expect(told.body.because).toContain('not begun in this browser')
})

test('a callback is good once, in the browser where it was begun, and for the provider that was asked', async () => {
  const victim = openBrowser(it)
  idp.signIn(dan)
  const begun = await openBrowser(it).get(start())
  const callback = await idp.visit(begun.to)
  expect((await victim.get(callback)).to).toContain('/sign-in?sso=')
  expect((await victim.get('/api/v1/me')).status, 'nobody is signed in as the attacker').toBe(401)
  const { callback: own, browser } = await signIn(dan)
  expect((await browser.get(own)).to).toContain('/sign-in?sso=')
  expect((await attempts()).filter((one) => one.outcome === 'signed_in')).toHaveLength(1)
  const forged = await openBrowser(it).get(`/sso/oidc/${providerId}/callback?state=guessed&code=guessed`)
  expect(forged.to).toContain('/sign-in?sso=')
})

test('the session is a new one: a planted cookie is worth nothing', async () => {
  const browser = openBrowser(it)
  browser.jar.set('bailiwick_session', 'planted-by-somebody')
  await signIn(dan, browser)
  expect(browser.jar.get('bailiwick_session')).not.toBe('planted-by-somebody')
})

test.each([
  ['/w/acme/policies?tab=history', '/w/acme/policies?tab=history'],
  ['https://evil.test/', null],
  ['//evil.test/', null],
  ['/\\evil.test', null],
  ['/%09/evil.test', '/%09/evil.test'],
  ['javascript:alert(1)', null],
])('after signing in, %s leads to %s', async (next, expected) => {
  expect(safeNext(next)).toBe(expected)
  const { end } = await signIn(dan, openBrowser(it), `${start()}?next=${encodeURIComponent(next)}`)
  expect(end.to).toBe(expected ?? '/')
})

test('a test tells how it would go, signs nobody in, and works on a provider that is switched off', async () => {
  await change({ enabled: false })
  expect((await openBrowser(it).get(start())).to).toContain('/sign-in?sso=')
  const { body } = await it.as('ada').call(singleSignOnRoutes.startTest, { params: { providerId } })
  const { end, browser } = await signIn(dan, openBrowser(it), body.url)
  expect(end.to).toMatch(/^\/w\/acme\/identity\/single-sign-on\/idp_\w+\?attempt=sso_\w+$/)
  expect((await attempts())[0]).toMatchObject({ outcome: 'tested', because: 'Dan Developer would be signed in.' })
  expect((await browser.get('/api/v1/me')).status).toBe(401)
  const forged = body.url.replace(/test=.*/, 'test=99999999999999.forged')
  expect((await openBrowser(it).get(forged)).to).toContain('/sign-in?sso=')
})

test('a provider that does not answer is said to be down; switching one off ends its sessions', async () => {
  const { browser } = await signIn(dan)
  await it.app.db.updateTable('identity_provider').set({ issuer: 'http://127.0.0.1:9' }).where('id', '=', providerId).execute()
  const down = await openBrowser(it).get(start())
  const told = await it.anonymous.call(ssoSignInRoutes.failure, { params: { attemptId: down.to.split('=')[1] } })
  expect(told.body).toMatchObject({ providerDown: true })
  expect((await browser.get('/api/v1/me')).status).toBe(200)
  await change({ enabled: false })
  expect((await browser.get('/api/v1/me')).status).toBe(401)
})

test('discovery tells by domain alone, and the same of an address that nobody has', async () => {
  const ask = (email: string) => it.anonymous.call(ssoSignInRoutes.discover, { body: { email } })
  const known = await ask('dan@acme.test')
  expect(known.body.providers).toMatchObject([{ name: 'House', enforced: false }])
  expect((await ask('nobody-at-all@acme.test')).body).toEqual(known.body)
  expect((await ask('dan@elsewhere.test')).body.providers).toEqual([])
})

test('it is enforced only when somebody could still come in, and passwords then open other workspaces alone', async () => {
  const enforce = (enforced: boolean) => it.as('ada').call(singleSignOnRoutes.enforce, { body: { enforced } })
  expect((await enforce(true)).problem).toMatchObject({ code: 'single_sign_on.not_ready' })
  await signIn(dan)
  expect((await enforce(true)).problem?.detail).toContain('No owner is sealed')
  const seal = (key: string) =>
    it.as('ada').call(singleSignOnRoutes.sealBreakGlass, { params: { personId: it.seeded.people[key] } })
  expect((await seal('dan')).problem?.code).toBe('single_sign_on.not_an_owner')
  expect((await seal('ada')).problem?.code).toBe('single_sign_on.no_passkey')
  await it.app.db
    .insertInto('factor')
    .values({
      id: 'fac_1',
      person_id: it.seeded.people.ada ?? '',
      kind: 'passkey',
      name: 'Key',
      created_at: it.clock.now(),
      credential_id: 'credential',
      public_key: Buffer.from('key'),
    })
    .execute()
  const shown = { second_factor_at: it.clock.now() }
  await it.app.db
    .updateTable('session')
    .set(shown)
    .where('person_id', '=', it.seeded.people.ada ?? '')
    .execute()
  expect((await seal('ada')).body.breakGlass).toMatchObject([{ name: 'Ada Owner', hasPasskey: true, active: true }])
  expect((await enforce(true)).body.enforced).toBe(true)
  expect((await it.as('dan').call(sessionRoutes.me)).body.workspaces[0]?.obstacle).toBe('session.sso_needed')
  expect((await it.as('ada').call(securityRoutes.get)).problem?.code).toBe('session.sso_needed')
  const { browser } = await signIn(dan)
  expect((await me(browser)).workspaces[0].obstacle).toBeNull()
  const program = it.withKey(it.seeded.adminKeys.acme ?? '')
  expect((await program.call(singleSignOnRoutes.removeProvider, { params: { providerId } })).problem?.code).toBe(
    'identity_provider.needed',
  )
  const unseal = await program.call(singleSignOnRoutes.unsealBreakGlass, { params: { personId: it.seeded.people.ada } })
  expect(unseal.problem?.code).toBe('single_sign_on.not_ready')
  const second = { params: { personId: it.seeded.people.grace }, body: { role: 'owner' as const } }
  expect((await program.call(memberRoutes.update, second)).status).toBe(200)
  for (const body of [{ role: 'member' as const }, { status: 'deactivated' as const }]) {
    const gone = await program.call(memberRoutes.update, { params: { personId: it.seeded.people.ada }, body })
    expect(gone.problem?.code, 'the sealed owner stays').toBe('single_sign_on.not_ready')
  }
  const [domain] = (await program.call(singleSignOnRoutes.get)).body.domains
  const removed = await program.call(singleSignOnRoutes.removeDomain, { params: { domainId: domain?.id } })
  expect(removed.problem?.code, 'so does the last domain').toBe('single_sign_on.not_ready')
})

test('only owners change it, a secret is never shown, plain http elsewhere is refused, and other workspaces have none of it', async () => {
  const secret = JSON.stringify([
    (await it.as('grace').call(singleSignOnRoutes.get)).body,
    (await it.as('ada').call(auditRoutes.list, { query: { kind: 'identity_provider.created' } })).body,
  ])
  expect(secret).toContain('House')
  expect(secret).not.toContain(client.secret)
  const oidc = { issuer: 'http://idp.example.com', clientId: 'x' }
  const plain = await change({ oidc })
  expect(plain.problem).toMatchObject({ code: 'identity_provider.not_usable' })
  const denied = await it
    .as('grace')
    .call(singleSignOnRoutes.updateProvider, { params: { providerId }, body: { enabled: false } })
  expect(denied.problem).toMatchObject({ permission: 'identity.manage' })
  const foreign = await it
    .as('mallory')
    .call(singleSignOnRoutes.updateProvider, { params: { providerId }, body: { enabled: false } })
  expect(foreign.problem?.code).toBe('identity_provider.not_found')
})
