import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInOnPage } from '../stock-client/testing/browser.ts'
import { forgetProofs } from './testing/forget-proofs.ts'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'
import { totpAt } from './testing/totp.ts'

/* Second factors in a browser: adding one, signing in with it, and what a workspace asks of people who have none. */

let bailiwick: Console
beforeAll(async () => {
  bailiwick = await openConsole()
})
afterAll(() => bailiwick?.close())

const personOf = (key: string) => {
  const person = bailiwick.server.demo.people.find((it) => it.email.startsWith(`${key}@`))
  if (!person) throw new Error(`nobody is called ${key}`)
  return person
}

/** Adds an authenticator app where the page offers it, keeps the recovery codes, and says what both are. */
async function addApp(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.getByRole('button', { name: 'Add an authenticator app' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' })
  await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  const secret = (await dialog.locator('code').first().innerText()).replaceAll(' ', '')
  await dialog.getByLabel('Code', { exact: true }).fill('000000')
  await dialog.getByRole('button', { name: 'Add the app' }).click()
  await dialog.getByText('This is not a code of the new authenticator app', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByLabel('Code', { exact: true }).fill(totpAt(secret, Date.now()))
  await dialog.getByRole('button', { name: 'Add the app' }).click()
  const kept = page.getByRole('dialog', { name: 'Your recovery codes' })
  await kept.waitFor()
  const codes = await kept.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts()
  expect(codes).toHaveLength(10)
  await page.keyboard.press('Escape')
  expect(await kept.getByRole('button', { name: 'Done' }).isDisabled(), 'they are not waved away').toBe(true)
  expect(await axeFindings(page)).toEqual([])
  await kept.getByRole('checkbox', { name: 'I have kept these codes' }).check()
  await kept.getByRole('button', { name: 'Done' }).click()
  await kept.waitFor({ state: 'hidden' })
  return { secret, codes: codes.map((it) => it.trim()) }
}

test('somebody adds an authenticator app, signs in with its code, and once with a recovery code', async () => {
  const page = await bailiwick.pageAs(null, { viewport: { width: 1280, height: 900 } })
  await page.goto('/sign-in?next=/account')
  await signInOnPage(page, personOf('dan'))
  await page.getByText('No second factor yet').waitFor()
  const { secret, codes } = await addApp(page)
  await page.getByText('10 codes left').waitFor()
  await page.getByRole('button', { name: 'Rename Authenticator app' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Phone')
  await page.getByRole('button', { name: 'Save the name' }).last().click()
  await page.getByRole('table', { name: 'Second factors' }).getByText('Phone').waitFor()

  await page.context().clearCookies()
  await page.goto('/sign-in?next=/account')
  await signInOnPage(page, personOf('dan'))
  await page.getByRole('heading', { name: 'Prove it is you' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByLabel('Code', { exact: true }).fill('123456')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('The code, passkey or password is not right', { exact: false }).waitFor()
  // The code that added the app is spent; the next one is accepted early.
  await page.getByLabel('Code', { exact: true }).fill(totpAt(secret, Date.now() + 30_000))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('with a second factor').first().waitFor()

  await page.context().clearCookies()
  await page.goto('/sign-in?next=/account')
  await signInOnPage(page, personOf('dan'))
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('9 codes left').waitFor()
})

test('a change that needs a recent proof asks over the form, keeps it when cancelled, and goes on by itself when proved', async () => {
  const page = await bailiwick.pageAs('cora')
  await page.goto('/account')
  await page.getByText('No second factor yet').waitFor()
  await forgetProofs(bailiwick.server)
  await page.getByRole('button', { name: 'Add a passkey' }).waitFor()
  await page.getByRole('button', { name: 'Add an authenticator app' }).click()
  const question = page.getByRole('dialog', { name: 'Is it you?' })
  await question.waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'hidden' })
  await page.getByText('Nothing was changed').waitFor()

  await page.getByRole('button', { name: 'Add an authenticator app' }).click()
  await question.getByLabel('Your password').fill('not my password')
  await question.getByRole('button', { name: 'Continue' }).click()
  await question.getByText('The code, passkey or password is not right', { exact: false }).waitFor()
  await question.getByLabel('Your password').fill(personOf('cora').password)
  await question.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('dialog', { name: 'Add an authenticator app' }).waitFor()
  expect(await question.count()).toBe(0)
})

test('an owner requires second factors; whoever has none adds one on the way in and lands where they wanted', async () => {
  const owner = await bailiwick.pageAs('ada')
  await owner.goto('/w/acme/identity/security')
  await owner
    .getByText(/of \d+ active members have none/)
    .first()
    .waitFor()
  expect(await owner.getByRole('button', { name: 'Require a second factor' }).isDisabled()).toBe(true)
  await owner.getByRole('link', { name: 'Add one under your account' }).click()
  await addApp(owner)
  await owner.goto('/w/acme/identity/security')
  await owner.getByRole('button', { name: 'Require a second factor' }).click()
  await owner
    .getByRole('dialog')
    .getByText(/without one (is|are) asked to add it/)
    .waitFor()
  await owner.getByRole('button', { name: 'Require it' }).click()
  await owner.getByText('A second factor is required;', { exact: false }).waitFor()

  const grace = await bailiwick.pageAs('grace')
  await grace.goto('/w/acme/people/members')
  await grace.getByRole('heading', { name: 'Acme Robotics asks for a second factor' }).waitFor()
  expect(await axeFindings(grace)).toEqual([])
  await addApp(grace)
  await grace.getByRole('heading', { name: 'Members', level: 1 }).waitFor()

  // Grace lost her phone: Ada removes her factors, after a look at where she is signed in.
  await owner.goto('/w/acme/people/members?search=grace')
  await owner.getByRole('link', { name: 'Grace', exact: false }).first().click()
  await owner.getByText('Second factor: authenticator app').waitFor()
  await owner.getByRole('button', { name: 'Remove their second factors' }).click()
  await owner.getByRole('button', { name: 'Remove them' }).click()
  await owner.getByText('No second factor', { exact: true }).waitFor()
  await grace.reload()
  await grace.getByRole('heading', { name: 'Sign in' }).waitFor()

  await owner.goto('/w/acme/identity/security')
  await owner.getByRole('button', { name: 'Stop requiring it' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Stop requiring it' }).click()
  await owner.getByText('A second factor is not required;', { exact: false }).waitFor()
})

test('a list of networks without one’s own is refused beside the field; with it, others are kept out and told so', async () => {
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/identity/security')
  const field = page.getByRole('combobox', { name: 'Allowed networks' })
  await field.fill('203.0.113.0/24')
  await field.press('Enter')
  await page.getByRole('button', { name: 'Save the networks' }).click()
  await page.getByText('This list would lock you out', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Add my address' }).click()
  await page.getByRole('button', { name: 'Save the networks' }).click()
  await page.getByText('Administered from 2 networks only', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
})
