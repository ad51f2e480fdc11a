import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A real browser with nobody signed in. HTTPS errors of a private authority are passed over; plain addresses have none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.BAILIWICK_CHROMIUM ?? places.find((it) => existsSync(it))
  if (!executablePath) throw new Error('no Chromium: install it, or set BAILIWICK_CHROMIUM')
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage']
  return chromium.launch({ executablePath, args })
}

/** Signs a person of the demo in, on whatever page asks for it. */
export async function signInOnPage(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
