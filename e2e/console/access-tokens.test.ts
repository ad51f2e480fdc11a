import { accessTokenRoutes, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { good } from '../screenshots/good.ts'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
beforeAll(async () => {
  bailiwick = await openConsole()
})
afterAll(() => bailiwick?.close())

const toggle = (key: 'access_tokens' | 'codex_local', value: boolean) =>
  good(bailiwick.server.owner.call(settingRoutes.set, { params: { key }, body: { value } }))

/** What the issuer says of a token: who it is, or no. */
const whoami = (secret: string) =>
  fetch(`${bailiwick.server.url}/api/accounts/v1/user-auth-credential/whoami`, { headers: { authorization: `Bearer ${secret}` } })

test('a member who may not make tokens is told why; allowed, they make one that is shown once, works, and is replaced', async () => {
  const page = await bailiwick.pageAs('dan')
  await page.goto('/w/acme/me/tokens')
  await page.getByRole('heading', { name: 'You may not create access tokens here' }).waitFor()
  await page.getByRole('link', { name: 'Why I may not' }).click()
  await page
    .getByText(/Allow members to use Codex access tokens/)
    .first()
    .waitFor()

  await toggle('access_tokens', true)
  await page.goto('/w/acme/me/tokens?do=create')
  const dialog = page.getByRole('dialog', { name: 'Create an access token' })
  await dialog.getByRole('button', { name: 'Create the token' }).click()
  await dialog.getByText('Must not be empty').waitFor()
  await dialog.getByLabel('Name').fill('Nightly build')
  await dialog.getByRole('combobox', { name: 'Ends' }).click()
  for (const days of [7, 30, 60, 90])
    expect(await page.getByRole('option', { name: `In ${days} days`, exact: true }).count()).toBe(1)
  await page.getByRole('option', { name: 'Never' }).waitFor()
  await page.getByRole('option', { name: 'In another number of days' }).click()
  await dialog.getByLabel('In days').fill('3')
  await dialog.getByText('It stops working in', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Create the token' }).click()
  const secret = await page.getByRole('figure', { name: 'access token' }).locator('code').innerText()
  expect(secret).toMatch(/^at-/)
  await page.getByText(`export CODEX_ACCESS_TOKEN='${secret}'`).waitFor()
  await page.getByRole('tab', { name: 'As a stored sign-in' }).click()
  await page.getByText('codex login --with-access-token', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect((await whoami(secret)).status).toBe(200)
  expect(page.url(), 'the secret stays out of the address').not.toContain('at-')
  await page.getByRole('button', { name: 'Done, I kept it' }).click()
  expect(await page.getByText(secret).count()).toBe(0)

  await page.getByRole('button', { name: 'Replace Nightly build' }).click()
  await page.getByRole('dialog').getByText('goes on working until you revoke it', { exact: false }).waitFor()
  await page.getByRole('dialog').getByLabel('Name').fill('Nightly build 2')
  await page.getByRole('button', { name: 'Create the token' }).click()
  await page.getByRole('button', { name: 'Done, I kept it' }).click()
  await page.getByRole('button', { name: 'Revoke Nightly build', exact: true }).click()
  await page.getByRole('button', { name: 'Revoke the token' }).click()
  await page.getByText('The token is revoked').waitFor()
  expect((await whoami(secret)).status).toBe(401)
})

test('an admin sees everybody’s tokens, finds those that need a look, and why one is suspended', async () => {
  const page = await bailiwick.pageAs('grace')
  await page.goto('/w/acme/settings/access-tokens')
  const table = page.getByRole('table', { name: 'Access tokens' })
  await table.getByText('Nightly build 2').waitFor()
  await page
    .getByRole('list', { name: 'Report' })
    .getByRole('button', { name: /Active/ })
    .click()
  expect(page.url()).toContain('status=active')
  await table.getByText('Nightly build 2').waitFor()
  expect(await table.getByText('Nightly build', { exact: true }).count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])

  await toggle('codex_local', false)
  await page.goto('/w/acme/settings/access-tokens?status=suspended')
  await table.getByText('Suspended', { exact: true }).waitFor()
  await table.getByText(/Allow members to use Codex Local/).waitFor()
  await toggle('codex_local', true)
  await page.goto('/w/acme/settings/access-tokens?status=suspended')
  await page.getByRole('heading', { name: 'No token matches' }).waitFor()

  await page.goto('/w/acme/settings/access-tokens')
  await page.getByRole('button', { name: 'Revoke Nightly build 2' }).click()
  await page.getByRole('button', { name: 'Revoke the token' }).click()
  await page.getByText('The token is revoked').waitFor()
})

test('an owner limits the life of new tokens; then no longer one can be chosen', async () => {
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/settings/access-tokens')
  await page.getByRole('switch', { name: 'Limit the life of new tokens' }).click()
  await page.getByLabel('At most').fill('45')
  await page.getByRole('button', { name: 'Save the limit' }).click()
  await page.getByRole('dialog').getByText('A new token lives 45 days at most.', { exact: false }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Save the limit' }).click()
  await page.getByText('The limit counts for every new token').waitFor()

  await page.goto('/w/acme/me/tokens?do=create')
  await page.getByRole('combobox', { name: 'Ends' }).click()
  await page.getByRole('option', { name: 'In 30 days' }).waitFor()
  expect(await page.getByRole('option', { name: 'In 60 days' }).count()).toBe(0)
  expect(await page.getByRole('option', { name: 'Never' }).count()).toBe(0)
  const { maxDays } = await good(bailiwick.server.owner.call(accessTokenRoutes.limit))
  expect(maxDays).toBe(45)
})

const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true } as const
test.each(['/w/acme/me/tokens', '/w/acme/settings/access-tokens', '/w/acme/settings/admin-keys', '/w/acme/settings'])(
  '%s on a phone, dark: nothing for axe, no sideways scroll',
  async (address) => {
    const page = await bailiwick.pageAs('ada', phone)
    await page.goto(address)
    await page.locator('h1').waitFor()
    await page.waitForLoadState('networkidle')
    expect(await axeFindings(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    await page.close()
  },
)

test('an admin key is edited: fewer scopes are in force with the next call, the secret stays', async () => {
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/settings/admin-keys?do=create')
  const making = page.getByRole('dialog', { name: 'Create an admin key' })
  await making.getByRole('textbox', { name: 'Name' }).fill('reporter')
  await making.getByRole('checkbox', { name: 'See members and invitations' }).check()
  await making.getByRole('checkbox', { name: 'See groups and who is in them' }).check()
  await making.getByRole('button', { name: 'Create the key' }).click()
  const secret = await page.getByRole('figure', { name: 'admin key' }).locator('code').innerText()
  await page.getByRole('button', { name: 'Done' }).click()
  const ask = () =>
    fetch(`${bailiwick.server.url}/api/v1/workspaces/${bailiwick.server.demo.workspaceId}/members`, {
      headers: { authorization: `Bearer ${secret}` },
    })
  expect((await ask()).status).toBe(200)
  await page.getByRole('button', { name: 'Edit reporter' }).click()
  const editing = page.getByRole('dialog', { name: 'Edit reporter' })
  await editing.getByRole('checkbox', { name: 'See members and invitations' }).uncheck()
  expect(await axeFindings(page)).toEqual([])
  await editing.getByRole('button', { name: 'Save the key' }).click()
  await page.getByText('The key is saved, in force now').waitFor()
  expect((await ask()).status).toBe(403)
  await page.getByRole('combobox', { name: 'Which keys' }).click()
  await page.getByRole('option', { name: 'Unused for 90 days' }).click()
  await page.getByRole('heading', { name: 'Every active key is in use' }).waitFor()
})
