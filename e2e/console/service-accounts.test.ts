import { lookupRoutes, serviceAccountRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { good } from '../screenshots/good.ts'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
beforeAll(async () => {
  bailiwick = await openConsole()
})
afterAll(() => bailiwick?.close())

const whoami = (secret: string) =>
  fetch(`${bailiwick.server.url}/api/accounts/v1/user-auth-credential/whoami`, { headers: { authorization: `Bearer ${secret}` } })
const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true } as const

test('an admin makes a service account with a group, sees its policy, gives it a token, shares it, disables and deletes it', async () => {
  const page = await bailiwick.pageAs('grace')
  await page.goto('/w/acme/settings/service-accounts')
  await page.getByRole('heading', { name: 'No service accounts yet' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Create a service account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create a service account' })
  await dialog.getByLabel('Name').fill('Nightly build')
  await dialog.getByRole('combobox', { name: 'Groups' }).click()
  await page.getByRole('option', { name: 'Platform' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Create the service account' }).click()
  await page.getByRole('heading', { name: 'Nightly build', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Platform engineers' }).waitFor()
  const [account] = (await good(bailiwick.server.owner.call(serviceAccountRoutes.list))).items
  const email = account?.email ?? ''
  const looked = await good(bailiwick.server.owner.call(lookupRoutes.find, { query: { email } }))
  expect(looked.policy?.name).toBe('Platform engineers')

  await page.getByRole('button', { name: 'Create a token' }).click()
  const making = page.getByRole('dialog', { name: 'Create an access token' })
  await making.getByLabel('Name').fill('Cluster')
  await making.getByRole('combobox', { name: 'Ends' }).click()
  expect(await page.getByRole('option', { name: 'Never' }).count(), 'a token of a service account always ends').toBe(0)
  await page.getByRole('option', { name: 'In 60 days' }).click()
  await making.getByRole('button', { name: 'Create the token' }).click()
  const secret = await page.getByRole('figure', { name: 'access token' }).locator('code').innerText()
  expect((await whoami(secret)).status).toBe(200)
  await page.getByRole('button', { name: 'Done, I kept it' }).click()
  await page.getByRole('table', { name: 'Access tokens of Nightly build' }).getByText('by Grace Admin').waitFor()

  await page.getByRole('combobox', { name: 'Share it with' }).fill('petra')
  await page.getByRole('option', { name: /Petra Platform/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('table', { name: 'With whom Nightly build is shared' }).getByText('Petra Platform').waitFor()
  expect(await axeFindings(page)).toEqual([])

  const petra = await bailiwick.pageAs('petra', phone)
  await petra.goto('/w/acme/me/tokens')
  await petra.getByRole('link', { name: 'Nightly build' }).click()
  await petra.getByRole('heading', { name: 'Nightly build', level: 1 }).waitFor()
  await petra.getByRole('button', { name: 'Create a token' }).waitFor()
  expect(await petra.getByRole('button', { name: 'Delete Nightly build' }).count()).toBe(0)
  expect(await axeFindings(petra)).toEqual([])

  await page.getByRole('button', { name: 'Disable Nightly build' }).click()
  await page.getByRole('dialog').getByText('1 token of it ends at once and for good', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Disable it' }).click()
  await page.getByText('Disabled: no token of it works.').waitFor()
  await page.getByRole('table', { name: 'Access tokens of Nightly build' }).getByText('Ended', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Delete Nightly build' }).click()
  await page.getByRole('button', { name: 'Delete the service account' }).click()
  await page.getByRole('heading', { name: 'No service accounts yet' }).waitFor()
})

test('whoever has no share sees nothing and is told what a service account is', async () => {
  const page = await bailiwick.pageAs('dan')
  await page.goto('/w/acme/settings/service-accounts')
  await page.getByRole('heading', { name: 'No service account is shared with you' }).waitFor()
  expect(await page.getByRole('button', { name: 'Create a service account' }).count()).toBe(0)
  await page.goto('/w/acme/settings/service-accounts/svc_unknown')
  await page.getByText('There is no such service account').waitFor()
})
