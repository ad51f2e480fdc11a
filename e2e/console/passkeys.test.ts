import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type RealServer, startRealServer } from '../server.ts'
import { openBrowser, signInOnPage } from '../stock-client/testing/browser.ts'
import { forgetProofs } from './testing/forget-proofs.ts'
import { addPasskey, openLaptop } from './testing/laptop.ts'
import { axeFindings } from './testing/open-console.ts'

/* Passkeys by Chromium's own virtual authenticator. Browsers make them for a host name, so the server is reached as localhost. */

let server: RealServer
let browser: Browser
beforeAll(async () => {
  const port = await freePort()
  ;[server, browser] = await Promise.all([startRealServer({ port, publicUrl: `http://localhost:${port}` }), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const personOf = (key: string) => {
  const person = server.demo.people.find((it) => it.email.startsWith(`${key}@`))
  if (!person) throw new Error(`nobody is called ${key}`)
  return person
}

test('a passkey is added, signs in by itself, is the second step of a password, proves who one is, and is removed', async () => {
  const { page, knowsFinger } = await openLaptop(browser, server.url)
  await page.goto('/sign-in?next=/account')
  await signInOnPage(page, personOf('petra'))
  await addPasskey(page, 'Work laptop')
  expect(await axeFindings(page)).toEqual([])

  // Alone: no name, no password.
  await page.context().clearCookies()
  await page.goto('/sign-in?next=/account')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('this time by passkey', { exact: false }).waitFor()

  // As the second step.
  await page.context().clearCookies()
  await page.goto('/sign-in?next=/account')
  await page.getByLabel('Password', { exact: true }).focus()
  await signInOnPage(page, personOf('petra'))
  await page.getByRole('button', { name: 'Continue with your passkey' }).click()
  await page.getByText('with a second factor').first().waitFor()

  // As a proof: refused first, as when the finger is not known.
  await forgetProofs(server)
  await page.getByRole('button', { name: 'Remove Work laptop' }).click()
  await page
    .getByRole('dialog', { name: 'Remove Work laptop?' })
    .getByText('It is your only second factor', { exact: false })
    .waitFor()
  await page.getByRole('button', { name: 'Remove it' }).click()
  const question = page.getByRole('dialog', { name: 'Is it you?' })
  await knowsFinger(false)
  await question.getByRole('button', { name: 'Use your passkey' }).click()
  await question.getByText('The browser gave no passkey').waitFor()
  await knowsFinger(true)
  await question.getByRole('button', { name: 'Use your passkey' }).click()
  await page.getByText('No second factor yet').waitFor()
})

test('a browser without a passkey says so, and the password still works', async () => {
  const { page, knowsFinger } = await openLaptop(browser, server.url)
  await knowsFinger(false)
  await page.goto('/sign-in?next=/account')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('The browser gave no passkey').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await signInOnPage(page, personOf('sam'))
  await page.getByText('No second factor yet').waitFor()
})
