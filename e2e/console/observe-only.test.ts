import { draftRoutes, evaluationRoutes, policyRoutes } from '@bailiwick/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exec, type StockClient } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { openBrowser } from '../stock-client/testing/browser.ts'
import { type Company, openCompany } from '../stock-client/testing/open-company.ts'
import { axeFindings } from './testing/open-console.ts'

/* A draft observes the work of a stock client, and the console says what it would have said. The steps build on each other. */

let company: Company
let browser: Browser
let dan: StockClient
let draftId = ''
beforeAll(async () => {
  ;[company, browser] = await Promise.all([openCompany({ direct: true }), openBrowser()])
  const { owner } = company.server
  dan = await company.signIn('dan')
  const standard = (await owner.call(policyRoutes.list)).body.items.find((it) => it.name === 'Standard')
  const { contents } = (await owner.call(policyRoutes.get, { params: { policyId: standard?.id ?? '' } })).body
  const draft = (await owner.call(draftRoutes.create, { body: { title: 'No listing' } })).body
  draftId = draft.id
  const stricter = `${contents}\n[[rules.prefix_rules]]\npattern = [{ token = "echo" }]\ndecision = "forbidden"\n`
  const body = { expectedEdit: draft.edit, policies: [{ policyId: standard?.id ?? '', contents: stricter, defaults: '' }] }
  const saved = await owner.call(draftRoutes.save, { params: { draftId }, body })
  expect(saved.status, JSON.stringify(saved.problem)).toBe(200)
})
afterAll(async () => {
  await browser?.close()
  await company?.close()
})

async function pageAs(key: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const viewport = { width: 1280, height: 800 }
  const context = await browser.newContext({ baseURL: company.url, reducedMotion: 'reduce', viewport, ...options })
  const { headers } = await company.server.person(key)
  const [name = '', value = ''] = (headers.cookie ?? '').split('=')
  await context.addCookies([{ name, value, url: company.url }])
  return context.newPage()
}

test('a draft is started from its publish tab, for a group and some days; before that the page teaches', async () => {
  const page = await pageAs('cora')
  await page.goto('/w/acme/policies/observing')
  await page.getByText('No draft has observed yet').waitFor()
  await page.getByText('What is in force stays enforced, and no content is kept', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])

  await page.goto(`/w/acme/policies/drafts/${draftId}?tab=publish`)
  await page.getByRole('link', { name: 'Let it observe first' }).click()
  const dialog = page.getByRole('dialog', { name: 'Let a draft observe first' })
  await dialog.getByText('later edits are not seen', { exact: false }).waitFor()
  await expect.poll(() => dialog.getByRole('combobox', { name: 'Draft' }).inputValue()).toBe('No listing')
  await dialog.getByRole('combobox', { name: 'Whose work' }).click()
  await page.getByRole('option', { name: 'Engineering', exact: true }).click()
  await page.keyboard.press('Tab')
  await dialog.getByLabel('Days').fill('0')
  await dialog.getByRole('button', { name: 'Start observing' }).click()
  expect((await company.server.owner.call(evaluationRoutes.list)).body).toEqual([])
  await dialog.getByLabel('Days').fill('14')
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText('Nothing has passed yet').waitFor()
  await page.getByText('Looks at Engineering', { exact: false }).waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/w\/acme\/policies\/observing\/./)
  expect(await axeFindings(page)).toEqual([])
  await page.context().close()
})

test('what passes is counted, in force beside in draft, and is on the page in words; the list sums it up', async () => {
  company.model.script({ call: 'exec_command', args: { cmd: 'echo the-secret-plan' } }, { message: 'Done.' })
  const done = await exec(dan, 'List it.')
  expect(done.code, done.stderr).toBe(0)
  const [run] = (await company.server.owner.call(evaluationRoutes.list)).body
  const params = { evaluationId: run?.id ?? '' }
  await until(async () => (await company.server.owner.call(evaluationRoutes.get, { params })).body.counts.length > 1)
  const page = await pageAs('cora')
  await page.goto('/w/acme/policies/observing')
  await page.getByRole('table', { name: 'Observe-only runs' }).getByRole('link', { name: 'No listing' }).click()
  await page.getByText('the draft would have stopped or asked about 1 more', { exact: false }).waitFor()
  const row = page.getByRole('table', { name: 'Counts' }).getByRole('row').filter({ hasText: 'Commands' })
  expect(await row.innerText()).toMatch(/(Allowed|Not restricted)[\s\S]*in the draft:[\s\S]*Stopped[\s\S]*prefix_rules/)
  expect(await page.locator('main').innerText()).not.toContain('secret')
  expect(await axeFindings(page)).toEqual([])
  await page.getByText(/^All \(/).click()
  await page.getByRole('table', { name: 'Counts' }).getByText('Sandbox modes').waitFor()
  expect(new URL(page.url()).searchParams.get('show')).toBe('all')
  await page.reload()
  await page.getByRole('table', { name: 'Counts' }).getByText('Sandbox modes').waitFor()
  const dark = await pageAs('cora', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await dark.goto(page.url())
  await dark.getByRole('table', { name: 'Counts' }).waitFor()
  expect(await axeFindings(dark)).toEqual([])
  expect(await dark.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  await dark.context().close()
  await page.context().close()
})

test('it is ended in words and leads to its draft; who may only read cannot end it', async () => {
  const [run] = (await company.server.owner.call(evaluationRoutes.list)).body
  const grace = await pageAs('grace')
  await grace.goto(`/w/acme/policies/observing/${run?.id}`)
  await grace.getByRole('link', { name: 'Open the draft' }).waitFor()
  expect(await grace.getByRole('button', { name: 'End it' }).count()).toBe(0)
  await grace.context().close()

  const page = await pageAs('cora')
  await page.goto(`/w/acme/policies/observing/${run?.id}`)
  await page.getByRole('button', { name: 'End it' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'End the observation?' })
  await dialog.getByText('Nothing changes for anybody', { exact: false }).waitFor()
  await dialog.getByRole('button', { name: 'End it' }).click()
  await page.getByText('Ended', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Open the draft' }).click()
  await page.getByRole('heading', { name: 'No listing', level: 1 }).waitFor()
  await page.context().close()
})
