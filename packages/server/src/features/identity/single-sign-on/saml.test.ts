import { overviewRoutes, type SsoAttempt, singleSignOnRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { openBrowser } from './testing/browser.ts'
import { openSamlIdp, type Said, type SamlIdp } from './testing/saml-idp.ts'

const entityId = 'https://idp.example.com/metadata'
const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'
const multiFactor = 'https://refeds.org/profile/mfa'
let it: TestServer
let idp: SamlIdp
let providerId: string
let assertions = 0
beforeAll(async () => {
  it = await startTestServer()
  idp = await openSamlIdp(entityId, it.clock.now())
  const { body } = await it.as('ada').call(singleSignOnRoutes.claimDomain, { body: { name: 'acme.test' } })
  await it.app.db
    .updateTable('mail_domain')
    .set({ verified_at: it.clock.now(), verified_by: 'operator' })
    .where('id', '=', body.id)
    .execute()
})
afterAll(() => it.close())
beforeEach(async () => {
  providerId = await makeProvider({})
})

async function makeProvider(change: {
  certificates?: string[]
  idpInitiated?: boolean
  requiredEvidence?: string[]
}): Promise<string> {
  assertions += 1
  const read = await it.as('ada').call(singleSignOnRoutes.readMetadata, { body: { xml: idp.metadata } })
  expect(read.body).toMatchObject({ entityId, signOnUrl: 'https://idp.example.com/sso', details: [{ daysLeft: 365 }] })
  const { details: _, ...settings } = read.body
  const { certificates = settings.certificates, idpInitiated = false, requiredEvidence = [] } = change
  const made = await it.as('ada').call(singleSignOnRoutes.createProvider, {
    body: {
      kind: 'saml',
      name: `House ${assertions}`,
      justInTime: false,
      requiredEvidence,
      saml: { ...settings, certificates, idpInitiated },
    },
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  await it.as('ada').call(singleSignOnRoutes.updateProvider, { params: { providerId: made.body.id }, body: { enabled: true } })
  return made.body.id
}

const acs = () => `${it.app.config.publicUrl}/sso/saml/${providerId}/acs`
const fromIdp = { origin: 'https://idp.example.com', 'sec-fetch-site': 'cross-site' }

/** What a good response to a request says. */
function good(inResponseTo: string | null): Said {
  assertions += 1
  const now = it.clock.now().getTime()
  return {
    issuer: entityId,
    audience: `${it.app.config.publicUrl}/sso/saml/${providerId}/metadata`,
    recipient: acs(),
    inResponseTo,
    nameId: 'dan-at-the-house',
    email: 'dan@acme.test',
    authnContext: password,
    notBefore: new Date(now - 5_000),
    notOnOrAfter: new Date(now + 120_000),
    assertionId: `_a${assertions}${'0'.repeat(20)}`,
  }
}

async function begin(browser = openBrowser(it)) {
  const begun = await browser.get(`/sso/saml/${providerId}/start`)
  return { browser, ...idp.readRequest(begun.to) }
}

/** Posts a response as the identity provider's page makes the browser do, and follows to the end. */
async function answer(browser: ReturnType<typeof openBrowser>, response: string, relayState: string) {
  const posted = await browser.post(acs(), { SAMLResponse: response, RelayState: relayState }, fromIdp)
  return posted.to.includes('/finish?') ? browser.get(posted.to) : posted
}

const attempts = async (): Promise<SsoAttempt[]> =>
  (await it.as('ada').call(singleSignOnRoutes.attempts, { params: { providerId } })).body

test('a member signs in by a signed assertion, posted from the provider’s site, in the browser that began', async () => {
  const { browser, id, relayState, issuer } = await begin()
  expect(issuer).toBe(good(null).audience)
  const end = await answer(browser, idp.respond(good(id)), relayState)
  expect(end.to, JSON.stringify((await attempts())[0])).toBe('/')
  expect((await browser.get('/api/v1/me')).json()).toMatchObject({ email: 'dan@acme.test', signIn: { method: 'saml' } })
  expect((await attempts())[0]).toMatchObject({ outcome: 'signed_in', subject: 'dan-at-the-house', evidence: [password] })
  expect((await browser.get(`/sso/saml/${providerId}/metadata`)).text).toContain(acs())
})

const stranger = () => openSamlIdp(entityId, it.clock.now())

/** Each changes one thing of a good response, and what owners then read. */
const attacks: [name: string, make: (said: Said) => string | Promise<string>, because: RegExp][] = [
  ['made for another audience', (said) => idp.respond({ ...said, audience: 'https://elsewhere.test' }), /audience/i],
  ['made for another recipient', (said) => idp.respond({ ...said, recipient: 'https://elsewhere.test/acs' }), /recipient/],
  ['by another issuer', (said) => idp.respond({ ...said, issuer: 'https://other-idp.test' }), /issued by/],
  [
    'expired',
    (said) => idp.respond({ ...said, notOnOrAfter: new Date(it.clock.now().getTime() - 3_600_000) }),
    /subject confirmation|expired/i,
  ],
  [
    'not valid yet',
    (said) => idp.respond({ ...said, notBefore: new Date(it.clock.now().getTime() + 3_600_000) }),
    /not yet valid/,
  ],
  [
    'too old, however long it says it lasts',
    (said) =>
      idp.respond({
        ...said,
        notBefore: new Date(it.clock.now().getTime() - 86_400_000),
        notOnOrAfter: new Date(it.clock.now().getTime() + 86_400_000),
      }),
    /too old|subject confirmation/,
  ],
  ['unsigned', (said) => idp.respondUnsigned(said), /signature/i],
  ['signed by somebody else with the same name', async (said) => (await stranger()).respond(said), /signature/i],
  [
    'changed after it was signed',
    (said) => Buffer.from(idp.respondXml(said).replaceAll('dan@acme.test', 'ada@acme.test')).toString('base64'),
    /signature/i,
  ],
  ['an answer to another request', (said) => idp.respond({ ...said, inResponseTo: '_another' }), /does not answer/],
  ['an answer to none', (said) => idp.respond({ ...said, inResponseTo: null }), /does not answer/],
  ['wrapped around a forged assertion', (said) => wrapped(said), /signature|assertion/i],
  ['with the forged assertion beside the signed one', (said) => beside(said), /multiple|signature/i],
  ['no XML at all', () => Buffer.from('hello').toString('base64'), /verified/],
  [
    'with a document type',
    (said) => Buffer.from(`<!DOCTYPE r [<!ENTITY e "x">]>${idp.respondXml(said)}`).toString('base64'),
    /document type/,
  ],
]

/** The signed assertion moves out of the way, and a forged one takes its place (XML signature wrapping). */
function wrapped(said: Said): string {
  const xml = idp.respondXml(said)
  const [assertion = ''] = /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml) ?? []
  const forged = assertion
    .replace(said.assertionId, '_forged')
    .replaceAll('dan@acme.test', 'ada@acme.test')
    .replace(/<Signature.*<\/Signature>/s, '')
  return Buffer.from(
    xml.replace(assertion, `${forged.replace('</saml:Subject>', `</saml:Subject><saml:Advice>${assertion}</saml:Advice>`)}`),
  ).toString('base64')
}
function beside(said: Said): string {
  const xml = idp.respondXml(said)
  const [assertion = ''] = /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml) ?? []
  const forged = assertion
    .replace(said.assertionId, '_forged')
    .replaceAll('dan@acme.test', 'ada@acme.test')
    .replace(/<Signature.*<\/Signature>/s, '')
  return Buffer.from(xml.replace(assertion, `${forged}${assertion}`)).toString('base64')
}

test.each(attacks)('a response %s is refused, and owners read why', async (_name, make, because) => {
  const { browser, id, relayState } = await begin()
  const end = await answer(browser, await make(good(id)), relayState)
  expect(end.to).toContain('/sign-in?sso=')
  expect((await browser.get('/api/v1/me')).status).toBe(401)
  expect((await attempts())[0]).toMatchObject({
    outcome: 'refused',
    code: 'not_understood',
    because: expect.stringMatching(because),
  })
})

test('a comment in an address does not make it another one', async () => {
  const { browser, id, relayState } = await begin()
  const said = { ...good(id), email: 'ada@acme.test<!-- -->.evil.test', nameId: 'eve' }
  const end = await answer(browser, idp.respond(said), relayState)
  expect(end.to).toContain('/sign-in?sso=')
  expect((await attempts())[0]?.person).toBeNull()
})

test('an assertion is good once, and only in the browser that began', async () => {
  const first = await begin()
  const response = idp.respond(good(first.id))
  const victim = openBrowser(it)
  expect((await answer(victim, response, first.relayState)).to, 'login by a stranger’s assertion').toContain('/sign-in?sso=')
  expect((await answer(first.browser, response, first.relayState)).to, 'its request is used up').toContain('/sign-in?sso=')
  const second = await begin()
  const said = good(second.id)
  expect((await answer(second.browser, idp.respond(said), second.relayState)).to).toBe('/')
  providerId = await makeProvider({ idpInitiated: true })
  const unasked = good(null)
  expect((await answer(openBrowser(it), idp.respond(unasked), '')).to).toBe('/')
  expect((await answer(openBrowser(it), idp.respond(unasked), '')).to, 'replayed').toContain('/sign-in?sso=')
  expect((await attempts())[0]?.because).toBe('The assertion was used before.')
})

test('a sign-in that begins at the provider needs the setting', async () => {
  expect((await answer(openBrowser(it), idp.respond(good(null)), '')).to).toBe('/sign-in?sso=not_begun_here')
})

test('evidence of a second factor is read from the authentication context', async () => {
  providerId = await makeProvider({ requiredEvidence: [multiFactor] })
  const weak = await begin()
  expect((await answer(weak.browser, idp.respond(good(weak.id)), weak.relayState)).to).toContain('/sign-in?sso=')
  expect((await attempts())[0]?.code).toBe('no_evidence')
  const strong = await begin()
  const end = await answer(strong.browser, idp.respond({ ...good(strong.id), authnContext: multiFactor }), strong.relayState)
  expect(end.to).toBe('/')
  expect((await strong.browser.get('/api/v1/me')).json()).toMatchObject({ secondFactor: { given: true } })
})

test('what needs a recent proof counts from when they signed in there, and proving it again has them asked anew', async () => {
  const { browser, id, relayState, forced } = await begin()
  expect(forced, 'nobody is asked twice for a sign-in').toBe(false)
  const signedInAt = new Date(it.clock.now().getTime() - 3_600_000)
  await answer(browser, idp.respond({ ...good(id), signedInAt }), relayState)
  const { signIn } = (await browser.get('/api/v1/me')).json()
  expect(signIn).toMatchObject({ authenticatedAt: signedInAt.toISOString(), proofs: expect.arrayContaining(['sso']) })
  const again = idp.readRequest((await browser.get(signIn.proveAgainAt)).to)
  expect(again.forced).toBe(true)
  const ahead = new Date(it.clock.now().getTime() + 3_600_000)
  await answer(browser, idp.respond({ ...good(again.id), signedInAt: ahead }), again.relayState)
  const proved = (await browser.get('/api/v1/me')).json().signIn.authenticatedAt
  expect(Date.parse(proved), 'its clock gives no proof for longer').toBeLessThanOrEqual(it.clock.now().getTime())
})

test('an expired certificate signs nobody in, a second one takes over, and people are told weeks ahead', async () => {
  const old = await openSamlIdp(entityId, it.clock.now(), { daysLeft: -1 })
  providerId = await makeProvider({ certificates: [old.certificatePem] })
  const late = await begin()
  expect((await answer(late.browser, old.respond(good(late.id)), late.relayState)).to).toContain('/sign-in?sso=')
  expect((await attempts())[0]?.because).toContain('expired')
  providerId = await makeProvider({ certificates: [old.certificatePem, idp.certificatePem] })
  const rolled = await begin()
  expect((await answer(rolled.browser, idp.respond(good(rolled.id)), rolled.relayState)).to).toBe('/')
  const soon = await openSamlIdp(entityId, it.clock.now(), { daysLeft: 20 })
  await makeProvider({ certificates: [soon.certificatePem] })
  const { body } = await it.as('ada').call(overviewRoutes.get)
  const told = body.attention.filter((one) => one.code === 'idp_certificate_expires').map((one) => one.message)
  expect(told).toContainEqual(expect.stringContaining('has expired'))
  expect(told).toContainEqual(expect.stringContaining('expires in 20 days'))
})

test.each([
  ['<x/>', 'no identity provider'],
  ['not xml at all', 'no identity provider'],
  ['<!DOCTYPE x [<!ENTITY y "z">]><x/>', 'document type'],
])('metadata %s is refused with what is wrong', async (xml, detail) => {
  const { problem } = await it.as('ada').call(singleSignOnRoutes.readMetadata, { body: { xml: xml.padEnd(12) } })
  expect(problem).toMatchObject({ code: 'identity_provider.not_usable', detail: expect.stringContaining(detail) })
})

test('metadata is fetched from no place inside', async () => {
  const urls = ['http://169.254.169.254/latest', 'https://169.254.169.254/latest', 'https://[fd00:ec2::254]/', 'http://10.0.0.1/']
  for (const url of urls) {
    const { problem } = await it.as('ada').call(singleSignOnRoutes.readMetadata, { body: { url } })
    expect(problem?.code, url).toBe('identity_provider.not_usable')
  }
})
