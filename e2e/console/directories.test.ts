import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

/* An owner connects a directory; a SCIM client over the network does what an identity provider does. */

let bailiwick: Console
beforeAll(async () => {
  bailiwick = await openConsole()
})
afterAll(() => bailiwick?.close())

const userOf = (userName: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  displayName: `${userName.split('@')[0]} of Okta`,
  emails: [{ value: userName, primary: true }],
  active: true,
})

test('an owner connects a directory, sees its test call arrive, reads what a sync did, and rotates its token', async () => {
  const page = await bailiwick.pageAs('ada', { viewport: { width: 1280, height: 900 } })
  await page.goto('/w/acme/identity/directories')
  await page.getByText('No directory is connected').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Connect a directory' }).click()
  await page.getByRole('radio', { name: 'Okta' }).check()
  expect(await page.getByLabel('Name').inputValue(), 'the name follows the choice').toBe('Okta')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await page.getByRole('heading', { name: 'Okta', level: 1 }).waitFor()
  const base = await page
    .getByText(/\/scim\/v2$/)
    .first()
    .innerText()
  await page.getByRole('button', { name: 'Create a token' }).click()
  await page.getByRole('button', { name: 'Create the token' }).click()
  const secret = await page.getByRole('figure', { name: 'directory token' }).locator('code').innerText()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByText('Waiting for the first call').waitFor()

  const scim = (method: string, path: string, body?: unknown) =>
    fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/scim+json',
        'user-agent': 'Okta SCIM Client 1.0',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  expect((await scim('GET', '/Users?filter=userName%20eq%20%22nobody%22')).status).toBe(200)
  await page.getByText('We received your call', { exact: true }).waitFor()
  await page.getByText('Okta SCIM Client 1.0', { exact: false }).waitFor()

  for (const name of ['uma@acme.test', 'vera@acme.test']) expect((await scim('POST', '/Users', userOf(name))).status).toBe(201)
  expect((await scim('POST', '/Users', userOf(''))).status).toBe(400)
  await page.getByRole('tab', { name: 'Sync history' }).click()
  const runs = page.getByRole('table', { name: 'Runs' })
  await runs.getByText('2 new').waitFor()
  await runs.getByRole('button', { name: '1 error' }).click()
  await page.getByRole('table', { name: 'Errors and warnings' }).getByText('userName is required', { exact: false }).waitFor()
  expect(page.url(), 'the run is in the address').toContain('runId=')
  expect(await axeFindings(page)).toEqual([])

  await page.getByRole('tab', { name: 'Tokens' }).click()
  await page.getByRole('button', { name: 'Create a token' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Next year')
  await page.getByRole('button', { name: 'Create the token' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: /^Revoke Token/ }).click()
  await page.getByRole('dialog').getByText('Make sure that the identity provider has another one', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Revoke the token' }).click()
  await page.getByText('The token is revoked').waitFor()
  expect((await scim('GET', '/Users')).status).toBe(401)

  await page.getByRole('tab', { name: 'Details' }).click()
  await page.getByRole('button', { name: 'Disconnect Okta' }).click()
  await page.getByRole('dialog').getByText('2 members and 0 groups stay and become manual', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Disconnect it' }).click()
  await page.getByText('No directory is connected').waitFor()
})

test('an admin sees directories and is told who may connect one', async () => {
  const page = await bailiwick.pageAs('grace')
  await page.goto('/w/acme/identity/directories')
  await page.getByText('An owner connects it.', { exact: false }).waitFor()
  expect(await page.getByRole('button', { name: 'Connect a directory' }).count()).toBe(0)
})
