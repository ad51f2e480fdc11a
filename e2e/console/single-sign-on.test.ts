import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOidcIdp, type TestIdp } from '../../packages/server/src/features/identity/single-sign-on/testing/oidc-idp.ts'
import { freePort, type RealServer, startRealServer } from '../server.ts'
import { openBrowser, signInOnPage } from '../stock-client/testing/browser.ts'
import { forgetProofs } from './testing/forget-proofs.ts'
import { addPasskey, openLaptop } from './testing/laptop.ts'
import { axeFindings } from './testing/open-console.ts'

/* A real OpenID provider on loopback, the whole way: set up, tested, used, refused, enforced, and passed by when it is down. */

const client = { id: 'bailiwick', secret: 'a-secret-between-the-two' }
const main = resolve(import.meta.dirname, '..', '..', 'packages', 'server', 'src', 'main', 'main.ts')

let server: RealServer
let browser: Browser
let idp: TestIdp
beforeAll(async () => {
  const port = await freePort()
  ;[server, browser, idp] = await Promise.all([
    startRealServer({ port, publicUrl: `http://localhost:${port}` }),
    openBrowser(),
    startOidcIdp(client),
  ])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await idp?.close()
})

const personOf = (key: string) => {
  const person = server.demo.people.find((it) => it.email.startsWith(`${key}@`))
  if (!person) throw new Error(`nobody is called ${key}`)
  return person
}

/** The operator vouches for a domain that no name service can show. */
const confirmDomain = (name: string) =>
  promisify(execFile)(process.execPath, [
    ...[main, 'domain-confirm', '--workspace', 'acme', '--domain', name, '--data', server.dataDir],
  ])

const ada = () =>
  idp.signIn({ sub: 'ada-at-work', email: 'ada@acme.test', email_verified: true, name: 'Ada Owner', amr: ['mfa'] })

const dan = { sub: 'dan-at-work', email: 'dan@acme.test', email_verified: true, name: 'Dan Developer' }

/** Dan comes in with his work account: it opens his workspace, and leaves his password alone. */
async function memberSignsIn(): Promise<void> {
  idp.signIn(dan)
  const page = await (await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' })).newPage()
  await page.goto('/sign-in/single-sign-on?next=/account')
  await page.getByLabel('E-mail').fill('dan@acme.test')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Password and second factors cannot be changed in this session').waitFor()
  expect(await page.getByLabel('Current password').count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('table', { name: 'Sessions' }).getByText('Acme Robotics only').waitFor()
}

/** Grace has no factor here: her proof that it is still her is made at the provider, in another tab, and her form waits. */
async function adminProvesAgain(): Promise<void> {
  const grace = { sub: 'grace-at-work', email: 'grace@acme.test', email_verified: true, name: 'Grace Admin' }
  const page = await (await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' })).newPage()
  idp.signIn(grace)
  await page.goto('/sign-in/single-sign-on?next=/w/acme/people/members')
  await page.getByLabel('E-mail').fill(grace.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor()
  await forgetProofs(server, grace.email)
  await page.getByRole('button', { name: 'Invite a member' }).click()
  await page.getByLabel('E-mail', { exact: true }).fill('nina@acme.test')
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  const question = page.getByRole('dialog', { name: 'Is it you?' })
  const signInAgain = async () => {
    const [tab] = await Promise.all([page.waitForEvent('popup'), question.getByRole('link', { name: 'Sign in again' }).click()])
    await tab.getByRole('heading', { name: 'It is you' }).waitFor()
    return tab
  }
  await question.waitFor()
  expect(await axeFindings(page)).toEqual([])

  // The provider asks anew although it knows her, and somebody else answers: her change does not become theirs.
  idp.signIn(dan)
  await (await signInAgain()).close()
  await question.getByText('Dan Developer is signed in now, and this page belongs to Grace Admin.', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  idp.signIn(grace)
  const tab = await signInAgain()
  expect(await axeFindings(tab)).toEqual([])
  await page.getByRole('dialog', { name: 'Hand over the link' }).getByText('nina@acme.test').waitFor()
}

test('an owner sets single sign-on up, reads why a test is refused, enables it, enforces it, and has a way in when it is down', async () => {
  const { page } = await openLaptop(browser, server.url)
  await page.goto('/sign-in?next=/account')
  await signInOnPage(page, personOf('ada'))
  await addPasskey(page, 'Safe')

  await page.goto('/w/acme/identity/single-sign-on')
  await page.getByText('No identity provider yet').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('link', { name: 'Add an identity provider' }).click()
  await page.getByRole('radio', { name: 'OpenID Connect' }).check()
  await page.getByLabel('Name', { exact: true }).fill('House account')
  await page.getByLabel('Issuer').fill('http://idp.example.com')
  await page.getByLabel('Client id').fill(client.id)
  await page.getByLabel('Client secret', { exact: true }).fill(client.secret)
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByText('is plain http', { exact: false }).waitFor()
  await page.getByLabel('Issuer').fill(idp.issuer)
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByRole('heading', { name: 'House account', level: 1 }).waitFor()
  idp.allow(await page.getByText(/\/sso\/oidc\/.*\/callback$/).innerText())

  // The domain is not theirs yet: the test says so, in words.
  ada()
  await page.getByRole('button', { name: 'Test the sign-in' }).click()
  const refused = page.getByRole('region', { name: 'The test was refused' })
  await refused.waitFor()
  await refused.getByText('ada@acme.test').first().waitFor()
  expect(await axeFindings(page)).toEqual([])

  await page.getByRole('link', { name: 'Single sign-on', exact: true }).first().click()
  await page.getByLabel('Mail domain', { exact: true }).fill('not a domain')
  await page.getByRole('button', { name: 'Claim the domain' }).click()
  await page.getByText('Is not a domain name').waitFor()
  await page.getByLabel('Mail domain', { exact: true }).fill('acme.test')
  await page.getByRole('button', { name: 'Claim the domain' }).click()
  await page.getByText('Waits for its DNS record').waitFor()
  await confirmDomain('acme.test')
  await page.reload()
  await page.getByText('Verified by the operator', { exact: false }).waitFor()

  await page.getByRole('link', { name: 'House account' }).click()
  await page.getByRole('button', { name: 'Test the sign-in' }).click()
  await page.getByText('It works: you can enable it now.').waitFor()
  await page.getByRole('button', { name: 'Enable', exact: true }).click()
  await page.getByRole('button', { name: 'Enable it' }).click()
  await page.getByText('House account is enabled').waitFor()

  await memberSignsIn()
  await page.goto('/w/acme/identity/security')
  await page.getByRole('button', { name: 'Require a second factor' }).click()
  await page.getByRole('button', { name: 'Require it' }).click()
  await page.getByText('A second factor is required;', { exact: false }).waitFor()
  await adminProvesAgain()

  await page.goto('/w/acme/identity/single-sign-on')
  await page.getByRole('combobox', { name: 'Owner to seal' }).click()
  await page.getByRole('option', { name: /^Ada Owner/ }).click()
  await page.getByRole('button', { name: 'Seal them' }).click()
  await page.getByRole('table', { name: 'Sealed owners' }).getByText('Ready').waitFor()
  await page.getByRole('button', { name: 'Enforce single sign-on' }).click()
  await page.getByRole('button', { name: 'Enforce it' }).click()

  // Her own sign-in was by password: she is led on, and her sealed passkey opens the door.
  await page.getByRole('heading', { name: 'Acme Robotics asks for single sign-on' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await idp.close()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  await page.goto('/w/acme/identity/single-sign-on')
  await page.getByRole('button', { name: 'Stop enforcing it' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop enforcing it' }).click()
  await page.getByText('passwords and passkeys work too', { exact: false }).waitFor()

  // Everybody else hears that the provider is down, and who can still come in.
  const guest = await (await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' })).newPage()
  await guest.goto('/sign-in/single-sign-on')
  await guest.getByLabel('E-mail').fill('dan@acme.test')
  await guest.getByRole('button', { name: 'Continue' }).click()
  await guest.getByText('The identity provider does not answer.').waitFor()
  await guest.getByText('Are you an owner who is sealed for this', { exact: false }).waitFor()
  expect(await axeFindings(guest)).toEqual([])
})

test('an address whose domain nobody claimed is told what to do', async () => {
  const guest = await (await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' })).newPage()
  await guest.goto('/sign-in')
  await guest.getByLabel('E-mail').fill('eve@elsewhere.test')
  await guest.getByRole('link', { name: 'Continue with single sign-on' }).click()
  expect(await guest.getByLabel('E-mail').inputValue(), 'what was typed comes along').toBe('eve@elsewhere.test')
  await guest.getByRole('button', { name: 'Continue' }).click()
  await guest.getByText('No identity provider belongs to this address').waitFor()
  expect(await axeFindings(guest)).toEqual([])
})
