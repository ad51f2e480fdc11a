import { deviceRoutes } from '@bailiwick/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exec } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { openBrowser } from '../stock-client/testing/browser.ts'
import { type Company, openCompany } from '../stock-client/testing/open-company.ts'
import { axeFindings } from './testing/open-console.ts'

/* A stock client signs in, fetches its policy and calls a model; the console says so to the admin and to its user. */

let company: Company
let browser: Browser
beforeAll(async () => {
  ;[company, browser] = await Promise.all([openCompany({ direct: true }), openBrowser()])
  const dan = await company.signIn('dan')
  company.model.script({ message: 'Done.' })
  const done = await exec(dan, 'Say that you are done.')
  expect(done.code, done.stderr).toBe(0)
  await until(async () => (await company.server.owner.call(deviceRoutes.list)).body.items.some((it) => it.state === 'used'))
})
afterAll(async () => {
  await browser?.close()
  await company?.close()
})

async function pageAs(key: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: company.url,
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
  })
  const { headers } = await company.server.person(key)
  const [name = '', value = ''] = (headers.cookie ?? '').split('=')
  await context.addCookies([{ name, value, url: company.url }])
  return context.newPage()
}

test('the admin reads that the policy arrived, finds the device by its filters, and opens it at an address of its own', async () => {
  const page = await pageAs('ada')
  await page.goto('/w/acme/devices')
  await page.getByText('1 of 1 device', { exact: false }).first().waitFor()
  await page.getByRole('table', { name: 'Devices', exact: true }).getByText('Standard version 1').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Silent for a day' }).click()
  await page.getByText('No device matches').waitFor()
  expect(new URL(page.url()).searchParams.get('state')).toBe('silent')
  await page.goto('/w/acme/devices?state=used')
  await page.getByRole('table', { name: 'Devices', exact: true }).getByRole('link', { name: 'Dan Developer' }).click()
  const drawer = page.getByRole('dialog', { name: 'Device' })
  await drawer.getByText('of revision 1', { exact: false }).waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/w\/acme\/devices\/./)
  expect(await axeFindings(page)).toEqual([])
  await page.reload()
  await drawer.getByRole('link', { name: 'What they get, and why' }).click()
  await page.getByRole('table', { name: 'Last served and used' }).getByText('Used it after').waitFor()
  expect(await axeFindings(page)).toEqual([])
})

test('its user reads the same of their own devices, and nobody else’s', async () => {
  const dan = await pageAs('dan')
  await dan.goto('/w/acme/me/devices')
  await dan.getByText('Your policy has arrived on your device.').waitFor()
  await dan.getByRole('table', { name: 'My devices' }).getByText('Standard version 1').waitFor()
  expect(await axeFindings(dan)).toEqual([])
  const nora = await pageAs('nora')
  await nora.goto('/w/acme/me/devices')
  await nora.getByText('No device of yours was seen').waitFor()
  expect(await axeFindings(nora)).toEqual([])
})
