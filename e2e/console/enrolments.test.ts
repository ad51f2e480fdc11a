import { enrolmentRoutes, policyRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

/* Policies that reach machines without a person: by an address of their own, as files, and with managed defaults beside them. */

let bailiwick: Console
let standard = ''
beforeAll(async () => {
  bailiwick = await openConsole()
  const { items } = (await bailiwick.server.owner.call(policyRoutes.list)).body
  standard = items.find((it) => it.name === 'Standard')?.id ?? ''
})
afterAll(() => bailiwick?.close())

const desk = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const

test('an address is made by the keyboard, shown once with its device file, serves its policy, and is revoked in words', async () => {
  const page = await bailiwick.pageAs('ada', desk)
  await page.goto('/w/acme/enrolments')
  await page.getByText('No address yet').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Make an address' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Sign in before the file is there').waitFor()
  await dialog.getByLabel('Name').fill('Build runners')
  await dialog.getByRole('combobox', { name: 'Serves the policy of' }).click()
  await page.getByRole('option', { name: 'Contractors', exact: true }).click()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Make the address' }).press('Enter')
  await dialog.getByText('it is not shown again', { exact: false }).waitFor()
  await dialog.getByText('No client takes this address').waitFor()
  const address = await dialog.getByRole('figure', { name: 'enrolment address' }).locator('code').innerText()
  expect(await dialog.getByRole('figure', { name: 'device file' }).locator('code').innerText()).toContain(
    `base_url = "${address}"`,
  )
  for (const what of ['enrolment address', 'device file', 'enrol command']) {
    expect(await dialog.getByRole('button', { name: `Copy ${what}` }).count()).toBe(1)
  }
  expect(await axeFindings(page)).toEqual([])
  expect((await fetch(`${address}/codex/config/bundle`)).status).toBe(200)
  await dialog.getByRole('button', { name: 'Done' }).click()

  await page.reload()
  const row = page.getByRole('table', { name: 'Enrolment addresses' }).getByRole('row').filter({ hasText: 'Build runners' })
  expect(await row.innerText()).toContain(address.slice(-4))
  expect(await page.content()).not.toContain(address)
  expect(await axeFindings(page)).toEqual([])
  await row.getByRole('button', { name: 'Revoke Build runners' }).click()
  await page.getByText('get no policy any more', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Revoke the address' }).click()
  await row.getByText('Revoked').waitFor()
  expect((await fetch(`${address}/codex/config/bundle`)).status).not.toBe(200)
  expect((await bailiwick.server.owner.call(enrolmentRoutes.list)).body[0]?.revokedAt).not.toBeNull()
  await page.close()
})

test('who may only read sees the addresses and makes none; on a small dark screen nothing is cut off', async () => {
  const page = await bailiwick.pageAs('grace', phone)
  await page.goto('/w/acme/enrolments')
  await page.getByRole('table', { name: 'Enrolment addresses' }).getByText('Build runners').waitFor()
  expect(await page.getByRole('button', { name: 'Make an address' }).count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  await page.close()
})

test('managed defaults are judged by the client’s rules, saved beside the requirements, and kept when the page is left', async () => {
  const page = await bailiwick.pageAs('ada', desk)
  await page.goto(`/w/acme/policies/${standard}?part=defaults`)
  const text = page.getByRole('textbox', { name: 'Managed defaults of Standard' })
  await text.focus()
  await page.keyboard.insertText('model = 7\n')
  await page.getByRole('list', { name: 'Problems' }).getByText('model', { exact: false }).first().waitFor()
  await page.keyboard.press('Control+s')
  await page.getByText(/^Not saved: a client would refuse line 1 of the managed defaults/).waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('model = "acme-coder"\n')
  await page.getByText('Not saved yet; kept in this browser.').waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Go on with it' }).click()
  await expect.poll(() => text.innerText()).toContain('acme-coder')
  await page.getByText('Clients accept this').last().waitFor()
  expect(await axeFindings(page)).toEqual([])
  await text.focus()
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: /^Save version \d+ of Standard/ })
  await dialog.getByText('Managed defaults, saved now', { exact: false }).waitFor()
  await dialog.getByRole('button', { name: 'Save and publish' }).click()
  await page.getByText(/^Version \d+ is saved\.$/).waitFor()
  const { body } = await bailiwick.server.owner.call(policyRoutes.get, { params: { policyId: standard } })
  expect(body.defaults).toBe('model = "acme-coder"\n')
  await page.close()
})

test('a policy comes as files, each with its place, its limits, a copy and a download', async () => {
  const page = await bailiwick.pageAs('grace', desk)
  await page.goto(`/w/acme/policies/${standard}?tab=exports`)
  const files = page.getByRole('list', { name: 'Files' })
  await files.getByText('/etc/codex/requirements.toml', { exact: true }).waitFor()
  await files.getByText('/etc/codex/config.toml', { exact: true }).waitFor()
  await page.getByText('One per machine, by its system', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    files.getByRole('button', { name: 'Download managed_config.toml' }).press('Enter'),
  ])
  expect(download.suggestedFilename()).toBe('managed_config.toml')
  expect(await files.getByRole('button', { name: 'Copy managed_config.toml' }).count()).toBe(1)
  await files.getByText('See what is in it').first().click()
  expect(await axeFindings(page)).toEqual([])
  await page.close()
})
