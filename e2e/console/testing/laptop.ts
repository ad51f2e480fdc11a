import type { Browser, Page } from 'playwright-core'

/** A laptop with a finger print reader that always says yes, until it is told otherwise. */
export interface Laptop {
  page: Page
  /** Whether the reader knows the finger from now on. */
  knowsFinger(known: boolean): Promise<void>
}

/** Opens a browser of its own with Chromium's virtual authenticator, at a host name: browsers make no passkeys for bare addresses. */
export async function openLaptop(browser: Browser, baseURL: string): Promise<Laptop> {
  const context = await browser.newContext({ baseURL, reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const knowsFinger = async (known: boolean) => {
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: known })
  }
  return { page, knowsFinger }
}

/** Adds a passkey on the account page and keeps the recovery codes that come with the first factor. */
export async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Make the passkey' }).click()
  await page.getByRole('checkbox', { name: 'I have kept these codes' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('table', { name: 'Second factors' }).getByText(name).waitFor()
}
