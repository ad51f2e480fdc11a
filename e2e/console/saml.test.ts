import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SamlSite, startSamlSite } from '../../packages/server/src/features/identity/single-sign-on/testing/saml-site.ts'
import { freePort, type RealServer, startRealServer } from '../server.ts'
import { openBrowser, signInOnPage } from '../stock-client/testing/browser.ts'
import { axeFindings } from './testing/open-console.ts'

/*
 * SAML the whole way. We are at localhost and the provider is at 127.0.0.1: another site for the browser, so its form comes without our
 * cookies, as it does from a real one.
 */

const main = resolve(import.meta.dirname, '..', '..', 'packages', 'server', 'src', 'main', 'main.ts')

let server: RealServer
let browser: Browser
let idp: SamlSite
beforeAll(async () => {
  const port = await freePort()
  ;[server, browser, idp] = await Promise.all([
    startRealServer({ port, publicUrl: `http://localhost:${port}` }),
    openBrowser(),
    startSamlSite(),
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

const mistakes: string[] = []
async function openPage(): Promise<Page> {
  const viewport = { width: 1280, height: 900 }
  const page = await (await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce', viewport })).newPage()
  page.on('pageerror', (error) => mistakes.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) mistakes.push(message.text())
  })
  return page
}

const isWiderThanItsWindow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** The domain is claimed, and the operator vouches for it: no name service can show it. */
async function ownDomain(page: Page): Promise<void> {
  await page.goto('/w/acme/identity/single-sign-on')
  await page.getByLabel('Mail domain', { exact: true }).fill('acme.test')
  await page.getByRole('button', { name: 'Claim the domain' }).click()
  await page.getByText('Waits for its DNS record').waitFor()
  await promisify(execFile)(process.execPath, [
    ...[main, 'domain-confirm', '--workspace', 'acme', '--domain', 'acme.test', '--data', server.dataDir],
  ])
}

async function signInWithProvider(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('link', { name: 'Continue with single sign-on' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('an owner connects a SAML provider by its metadata, a member signs in with it, and a refusal says its reason', async () => {
  const page = await openPage()
  await page.goto('/sign-in?next=/account')
  await signInOnPage(page, personOf('ada'))
  await page.getByRole('heading', { name: 'Sign-in and security' }).waitFor()
  await ownDomain(page)

  await page.goto('/w/acme/identity/single-sign-on/new')
  await page.getByRole('radio', { name: 'SAML' }).check()
  await page.getByLabel('Metadata').fill('<html>not what was asked for</html>')
  await page.getByRole('button', { name: 'Read the metadata' }).click()
  await page.getByText('It describes no identity provider', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByLabel('Metadata').fill(idp.metadata)
  await page.getByRole('button', { name: 'Read the metadata' }).click()
  await page.getByText('Read from the metadata', { exact: false }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('House account')
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByRole('heading', { name: 'House account', level: 1 }).waitFor()
  expect(await axeFindings(page)).toEqual([])

  // Ada administers, and SAML says of no address that it was verified: it takes her own session, on the way back from another site.
  idp.signIn({ nameId: 'ada-at-work', email: 'ada@acme.test' })
  await page.getByRole('button', { name: 'Test the sign-in' }).click()
  await page.getByText('It works: you can enable it now.').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Enable', exact: true }).click()
  await page.getByRole('button', { name: 'Enable it' }).click()
  await page.getByText('House account is enabled').waitFor()

  const dan = { nameId: 'dan-at-work', email: 'dan@acme.test' }
  const member = await openPage()
  idp.signIn({ ...dan, audience: 'https://elsewhere.test' })
  await signInWithProvider(member, dan.email)
  await member.getByText('What the identity provider sent could not be trusted.').waitFor()
  expect(await axeFindings(member)).toEqual([])
  idp.signIn({ ...dan, notOnOrAfter: new Date(Date.now() - 3_600_000), notBefore: new Date(Date.now() - 7_200_000) })
  await signInWithProvider(member, dan.email)
  await member.getByText('What the identity provider sent could not be trusted.').waitFor()
  idp.signIn(dan)
  const posted = member.waitForRequest((it) => it.url().endsWith('/acs'))
  await signInWithProvider(member, dan.email)
  const headers = await (await posted).allHeaders()
  expect([headers['sec-fetch-site'], headers.cookie], 'from another site, without a cookie of ours').toEqual([
    'cross-site',
    undefined,
  ])
  await member.getByRole('heading', { name: 'Connect Codex', level: 1 }).waitFor()
  expect(await axeFindings(member)).toEqual([])

  await page.reload()
  const attempts = page.getByRole('table', { name: 'Last sign-ins' })
  await attempts.getByRole('row', { name: /Signed in.*Dan Developer/ }).waitFor()
  await attempts.getByRole('row', { name: /Refused.*expired/ }).waitFor()
  expect(await isWiderThanItsWindow(page)).toBe(false)
  await attempts
    .getByRole('row', { name: /Refused.*made for the audience “https:\/\/elsewhere\.test”/ })
    .getByRole('button', { name: 'What was asserted' })
    .click()
  await page.getByRole('region', { name: 'The sign-in was refused' }).getByText('Nothing that could be trusted').waitFor()
  expect(await axeFindings(page)).toEqual([])

  // Dan's account there was made anew: an owner says that it is still him.
  idp.signIn({ ...dan, nameId: 'dan-made-anew' })
  await signInWithProvider(member, dan.email)
  await member.getByText('You are known here by another account of the identity provider.').waitFor()
  await page.reload()
  await attempts
    .getByRole('row', { name: /Refused.*by another name before/ })
    .getByRole('button', { name: 'What was asserted' })
    .click()
  await page.getByRole('button', { name: 'Forget their earlier account' }).click()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Forget it' }).click()
  await page.getByText('Their earlier account is forgotten', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await signInWithProvider(member, dan.email)
  await member.getByRole('heading', { name: 'Connect Codex', level: 1 }).waitFor()
  expect(mistakes).toEqual([])
})
