import { factorRoutes, signInRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import {
  addPasskey,
  addTotp,
  codeIn,
  codeOf,
  factsOf,
  givePassword,
  openBrowser,
  page,
  password,
} from './testing/person-with-factors.ts'
import { softwareAuthenticator } from './testing/software-authenticator.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer({ publicUrl: page.origin })
  await givePassword(it, 'dan', 'ada', 'ivan')
})
afterEach(() => it.close())

const signedIn = async (email = 'dan@acme.test') => {
  const browser = openBrowser(it)
  await browser.signIn(email)
  return browser
}
/** Dan with an authenticator app; the clock has moved on, so his next code is a fresh one. */
const danWithApp = async () => {
  const browser = await signedIn()
  const app = await addTotp(it, browser)
  it.clock.advance(60_000)
  return { ...app, browser }
}

test('a right password of somebody with a factor is half a sign-in; a code of the app is the other half', async () => {
  const { secret } = await danWithApp()
  const browser = openBrowser(it)
  const first = await browser.signIn('dan@acme.test')
  expect(first.json()).toMatchObject({ status: 401, code: 'session.second_step_needed', methods: ['totp', 'recovery_code'] })
  expect([...browser.jar.keys()]).toEqual(['bailiwick_ticket'])
  expect(String(first.headers['set-cookie'])).toMatch(/Max-Age=300.*HttpOnly; SameSite=Strict/)
  expect((await browser.me()).code, 'a ticket is no session').toBe('access.sign_in_needed')
  const done = await browser.secondStep({ method: 'totp', code: codeOf(it, secret).replace(/(...)/, '$1 ') })
  expect(done.json()).toMatchObject({
    secondFactor: { enrolled: true, given: true, recoveryCodesLeft: 10 },
    signIn: { method: 'password' },
  })
  expect([...browser.jar.keys()].sort()).toEqual(['bailiwick_device', 'bailiwick_session'])
  expect((await factsOf(it, 'person.signed_in')).at(-1)).toEqual({ method: 'password', secondFactor: true })
})

test('a code works once, one step late or early at most', async () => {
  const { secret } = await danWithApp()
  const answers: [number, unknown][] = []
  for (const [later, moves] of [
    [0, 0],
    [0, 0],
    [-1, 0],
    [1, 0],
    [-2, 90],
    [2, 0],
    [-1, 0],
  ] as const) {
    it.clock.advance(moves * 1000)
    const browser = openBrowser(it)
    await browser.signIn('dan@acme.test')
    answers.push([later, (await browser.secondStep({ method: 'totp', code: codeOf(it, secret, later) })).statusCode])
  }
  expect(answers).toEqual([
    [0, 200],
    [0, 403],
    [-1, 403],
    [1, 200],
    [-2, 403],
    [2, 403],
    [-1, 200],
  ])
})

test('of two who use one code at the same moment one comes in', async () => {
  const { secret } = await danWithApp()
  const browsers = [openBrowser(it), openBrowser(it)]
  for (const browser of browsers) await browser.signIn('dan@acme.test')
  const code = codeOf(it, secret)
  const both = await Promise.all(browsers.map((browser) => browser.secondStep({ method: 'totp', code })))
  expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 403])
})

test('a ticket works once, in its own browser, for five minutes and five tries', async () => {
  const { secret } = await danWithApp()
  const right = (later = 0) => ({ method: 'totp', code: codeOf(it, secret, later) })
  const stolenBy = async (userAgent: string, ticket = '') => {
    const thief = openBrowser(it, { userAgent })
    thief.jar.set('bailiwick_ticket', ticket)
    return thief
  }
  const browser = openBrowser(it)
  await browser.signIn('dan@acme.test')
  const ticket = browser.jar.get('bailiwick_ticket')
  expect(codeIn(await (await stolenBy('curl', ticket)).secondStep(right()))).toBe('session.ticket_not_valid')
  expect((await browser.secondStep(right())).statusCode).toBe(200)
  it.clock.advance(30_000)
  expect(codeIn(await (await stolenBy('Firefox', ticket)).secondStep(right())), 'replayed').toBe('session.ticket_not_valid')
  expect(codeIn(await openBrowser(it).secondStep(right())), 'without one').toBe('session.ticket_not_valid')

  await browser.signIn('dan@acme.test')
  it.clock.advance(5 * 60_000)
  expect(codeIn(await browser.secondStep(right())), 'late').toBe('session.ticket_not_valid')

  await browser.signIn('dan@acme.test')
  const tries = []
  for (let n = 0; n < 5; n++) tries.push(codeIn(await browser.secondStep({ method: 'recovery_code', code: `wrong-${n}-code` })))
  expect(new Set(tries)).toEqual(new Set(['session.proof_not_valid']))
  expect(codeIn(await browser.secondStep(right())), 'tried out').toBe('session.ticket_not_valid')
  expect(await factsOf(it, 'person.second_step_failed')).toHaveLength(5)
})

test('the second step takes thirty guesses a day from strange browsers, and the person still comes in', async () => {
  const { secret, browser: own } = await danWithApp()
  let refused = 0
  for (let n = 0; n < 36; n++) {
    const strange = openBrowser(it, { address: `198.51.100.${n}` })
    await strange.signIn('dan@acme.test')
    if (codeIn(await strange.secondStep({ method: 'totp', code: '000000' })) === 'request.too_many') refused += 1
  }
  expect(refused).toBe(6)
  const strange = openBrowser(it, { address: '203.0.113.1' })
  await strange.signIn('dan@acme.test')
  expect(codeIn(await strange.secondStep({ method: 'totp', code: codeOf(it, secret) }))).toBe('request.too_many')
  await own.signIn('dan@acme.test')
  expect((await own.secondStep({ method: 'totp', code: codeOf(it, secret) })).statusCode, 'a browser he used before').toBe(200)
  await own.send('PUT', '/api/v1/me/password', { current: password, next: 'dan-likes-another-one' })
  it.clock.advance(60_000)
  await strange.signIn('dan@acme.test', 'dan-likes-another-one')
  expect((await strange.secondStep({ method: 'totp', code: codeOf(it, secret) })).statusCode, 'a new password').toBe(200)
})

test('a recovery code works once, and its use is loud', async () => {
  const { recoveryCodes } = await danWithApp()
  const code = recoveryCodes[0] ?? ''
  expect(recoveryCodes).toHaveLength(10)
  const browser = openBrowser(it)
  await browser.signIn('dan@acme.test')
  const done = await browser.secondStep({ method: 'recovery_code', code: ` ${code.toUpperCase().replace('-', ' ')} ` })
  expect(done.json().secondFactor).toEqual({ enrolled: true, given: true, recoveryCodesLeft: 9 })
  await browser.signIn('dan@acme.test')
  expect(codeIn(await browser.secondStep({ method: 'recovery_code', code }))).toBe('session.proof_not_valid')
  expect(await factsOf(it, 'recovery_code.used')).toEqual([{ left: 9 }])
  const stored = await it.app.db.selectFrom('recovery_code').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(code)
})

test('a session planted before the second step, or a new password after the first, is worth nothing', async () => {
  const { secret } = await danWithApp()
  const planted = await signedIn('ada@acme.test')
  const victim = openBrowser(it)
  const before = planted.jar.get('bailiwick_session') ?? ''
  victim.jar.set('bailiwick_session', before)
  await victim.signIn('dan@acme.test')
  await victim.secondStep({ method: 'totp', code: codeOf(it, secret) })
  expect(victim.jar.get('bailiwick_session')).not.toBe(before)
  expect((await victim.me()).email).toBe('dan@acme.test')
  expect((await planted.me()).code).toBe('access.sign_in_needed')

  const thief = openBrowser(it)
  await thief.signIn('dan@acme.test')
  await victim.send('PUT', '/api/v1/me/password', { current: password, next: 'dan-likes-another-one' })
  it.clock.advance(60_000)
  expect(codeIn(await thief.secondStep({ method: 'totp', code: codeOf(it, secret) }))).toBe('session.ticket_not_valid')
})

test('a passkey is a second step, and signs in alone', async () => {
  const browser = await signedIn()
  const { authenticator } = await addPasskey(browser)
  await browser.send('DELETE', '/api/v1/session')
  const first = await browser.signIn('dan@acme.test')
  expect(first.json().methods).toEqual(['passkey', 'recovery_code'])
  const options = await browser.ask(signInRoutes.secondStepPasskey)
  expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required', allowCredentials: [{ id: authenticator.id }] })
  const done = await browser.secondStep({ method: 'passkey', assertion: authenticator.get(options) })
  expect(done.json()).toMatchObject({ email: 'dan@acme.test', signIn: { method: 'password', proofs: ['password', 'passkey'] } })

  const other = openBrowser(it)
  const alone = await other.ask(signInRoutes.passkeyOptions)
  expect(alone.allowCredentials, 'tells nobody who has one').toBeUndefined()
  const answer = await other.post(signInRoutes.passkey.post, { assertion: authenticator.get(alone) })
  expect(answer.json()).toMatchObject({ email: 'dan@acme.test', signIn: { method: 'passkey' }, secondFactor: { given: true } })
  expect((await factsOf(it, 'person.signed_in')).at(-1)).toEqual({ method: 'passkey', secondFactor: true })
})

test('a passkey for another place, another challenge, unverified, or gone back in its count is refused', async () => {
  const { authenticator } = await addPasskey(await signedIn())
  const attempt = async (bent: Parameters<typeof authenticator.get>[1]) => {
    const browser = openBrowser(it)
    const options = await browser.ask(signInRoutes.passkeyOptions)
    return codeIn(await browser.post(signInRoutes.passkey.post, { assertion: authenticator.get(options, bent) }))
  }
  expect(await attempt({ counter: 7 })).toBeUndefined()
  const refused = 'session.proof_not_valid'
  expect(await attempt({ counter: 8, origin: 'https://localhost.evil.test' })).toBe(refused)
  expect(await attempt({ counter: 8, rpId: 'evil.test' })).toBe(refused)
  expect(await attempt({ counter: 8, challenge: 'c'.repeat(43) })).toBe(refused)
  expect(await attempt({ counter: 8, userVerified: false })).toBe(refused)
  expect(await attempt({ counter: 8, userHandle: Buffer.from(it.seeded.people.ada ?? '').toString('base64url') })).toBe(refused)
  expect(await attempt({ counter: 7 }), 'the same count again').toBe(refused)
  expect(await attempt({ counter: 6 }), 'gone back: there are two of it').toBe(refused)
  expect(await attempt({ counter: 8, credentialId: 'c29tZW9uZSBlbHNl' }), 'nobody’s').toBe(refused)
  expect(await attempt({ counter: 8 })).toBeUndefined()
  expect((await factsOf(it, 'person.sign_in_failed')).map((it) => it.because)).toHaveLength(7)
})

test("somebody else's passkey opens nobody's second step, and a ticket serves what it was made for", async () => {
  await addPasskey(await signedIn())
  const { authenticator: adas } = await addPasskey(await signedIn('ada@acme.test'))
  const browser = openBrowser(it)
  await browser.signIn('dan@acme.test')
  const options = await browser.ask(signInRoutes.secondStepPasskey)
  const assertion = adas.get(options, { userHandle: null })
  expect(codeIn(await browser.secondStep({ method: 'passkey', assertion }))).toBe('session.proof_not_valid')
  expect(codeIn(await browser.post(signInRoutes.passkey.post, { assertion })), 'a second step’s ticket').toBe(
    'session.ticket_not_valid',
  )

  const alone = openBrowser(it)
  const asked = await alone.ask(signInRoutes.passkeyOptions)
  const proof = { method: 'passkey', assertion: adas.get(asked) }
  expect(codeIn(await alone.secondStep(proof)), 'a passkey’s ticket').toBe('session.ticket_not_valid')
})

test('an assertion is spent with its ticket', async () => {
  const { authenticator } = await addPasskey(await signedIn())
  const browser = openBrowser(it)
  const assertion = authenticator.get(await browser.ask(signInRoutes.passkeyOptions), { counter: 0 })
  const ticket = browser.jar.get('bailiwick_ticket') ?? ''
  expect((await browser.post(signInRoutes.passkey.post, { assertion })).statusCode).toBe(200)
  browser.jar.set('bailiwick_ticket', ticket)
  expect(codeIn(await browser.post(signInRoutes.passkey.post, { assertion }))).toBe('session.ticket_not_valid')
  const fresh = openBrowser(it)
  await fresh.ask(signInRoutes.passkeyOptions)
  expect(codeIn(await fresh.post(signInRoutes.passkey.post, { assertion })), 'with another challenge').toBe(
    'session.proof_not_valid',
  )
})

test('whoever is deactivated everywhere comes in by no way', async () => {
  const own = await signedIn('ada@acme.test')
  const { authenticator } = await addPasskey(own)
  await it.app.db
    .updateTable('membership')
    .set({ status: 'deactivated' })
    .where('person_id', '=', it.seeded.people.ada ?? '')
    .execute()
  const browser = openBrowser(it)
  const assertion = authenticator.get(await browser.ask(signInRoutes.passkeyOptions))
  expect(codeIn(await browser.post(signInRoutes.passkey.post, { assertion }))).toBe('session.deactivated')
})

test('a sealed owner comes in by passkey where single sign-on is enforced, loudly, and by nothing else', async () => {
  const own = await signedIn('ada@acme.test')
  const { authenticator, added } = await addPasskey(own)
  const workspace_id = it.seeded.workspaces.acme ?? ''
  const person_id = it.seeded.people.ada ?? ''
  await it.app.db
    .insertInto('workspace_security')
    .values({ workspace_id, sso_enforced: true, access_token_max_days: null })
    .execute()
  const enter = async (browser = openBrowser(it)) => {
    const assertion = authenticator.get(await browser.ask(signInRoutes.passkeyOptions))
    const me = (await browser.post(signInRoutes.passkey.post, { assertion })).json()
    return [me.signIn.method, me.signIn.workspaceId, me.workspaces[0].obstacle]
  }
  expect(await enter()).toEqual(['passkey', null, 'session.sso_needed'])
  await it.app.db
    .insertInto('break_glass')
    .values({ workspace_id, person_id, sealed_at: it.clock.now(), last_used_at: null })
    .execute()
  expect(await enter()).toEqual(['break_glass', workspace_id, null])
  expect(await factsOf(it, 'break_glass.used')).toHaveLength(1)
  const browser = openBrowser(it)
  await browser.signIn('ada@acme.test')
  const second = { method: 'passkey', assertion: authenticator.get(await browser.ask(signInRoutes.secondStepPasskey)) }
  expect((await browser.secondStep(second)).json().workspaces[0].obstacle, 'a password and a passkey').toBe('session.sso_needed')
  const removed = await browser.send('DELETE', `/api/v1/me/factors/${added.json().factor.id}`)
  expect(codeIn(removed), 'the only passkey stays').toBe('factor.required')
})

test('another site starts and finishes none of it', async () => {
  const { browser, secret } = await danWithApp()
  await browser.signIn('dan@acme.test')
  const code = codeOf(it, secret)
  for (const url of [
    signInRoutes.secondStep.post,
    signInRoutes.passkey.post,
    signInRoutes.stepUp.post,
    factorRoutes.startTotp.post,
  ]) {
    const answer = await browser.send('POST', url, { method: 'totp', code }, { 'sec-fetch-site': 'cross-site' })
    expect(codeIn(answer), url).toBe('request.cross_site')
    const foreign = await browser.send('POST', url, { method: 'totp', code }, { origin: 'https://evil.test' })
    expect(codeIn(foreign), url).toBe('request.cross_site')
  }
})

test('a link and a password do not go round the second step', async () => {
  await danWithApp()
  const invited = await it.as('mallory').inject({
    method: 'POST',
    url: `/api/v1/workspaces/${it.seeded.workspaces.beta}/invitations`,
    payload: { email: 'dan@acme.test' },
  })
  const token = String(invited.json().link.url).split('#token=')[1]
  const browser = openBrowser(it)
  expect(codeIn(await browser.post('/api/v1/invitations/accept', { token, password }))).toBe('invitation.sign_in_first')
  expect(browser.jar.size).toBe(0)
})

test('at a bare address there are no passkeys, and it says so', async () => {
  const bare = await startTestServer({ publicUrl: 'http://192.0.2.1:8787' })
  try {
    const asked = await bare.anonymous.call(signInRoutes.passkeyOptions)
    expect(asked.problem?.code).toBe('factor.passkeys_unavailable')
    expect((await bare.as('dan').call(factorRoutes.startPasskey)).problem?.code).toBe('factor.passkeys_unavailable')
    expect((await bare.as('dan').call(factorRoutes.list)).body.passkeys.possible).toBe(false)
  } finally {
    await bare.close()
  }
})

test('an authenticator for another host makes no passkey here', async () => {
  const browser = await signedIn()
  for (const bent of [
    { rpId: 'evil.test' },
    { origin: 'https://evil.test' },
    { challenge: 'c'.repeat(43) },
    { userVerified: false },
  ]) {
    const { enrolmentId, options } = (await browser.post(factorRoutes.startPasskey.post)).json()
    const credential = softwareAuthenticator(page).create(options, bent)
    const answer = await browser.post(factorRoutes.confirmPasskey.post, { enrolmentId, credential })
    expect(codeIn(answer), JSON.stringify(bent)).toBe('factor.passkey_refused')
  }
})
