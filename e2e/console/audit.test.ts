import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
beforeAll(async () => {
  bailiwick = await openConsole()
})
afterAll(() => bailiwick?.close())

test('somebody finds a fact by search and class, reads before and after, and its address opens the same', async () => {
  const page = await bailiwick.pageAs('ada', { viewport: { width: 1280, height: 900 } })
  await page.goto('/w/acme/settings')
  await page.getByRole('switch', { name: 'Allow members to use Codex Local' }).click()
  await page.getByRole('button', { name: 'Switch off', exact: true }).click()
  await page.getByText('off, in force now', { exact: false }).waitFor()

  await page.goto('/w/acme/evidence/audit')
  await page.getByRole('combobox', { name: 'Class' }).click()
  await page.getByRole('option', { name: 'Settings' }).click()
  await page.waitForURL(/class=settings/)
  await page.getByLabel('Search names, kinds and ids').fill('codex')
  await page.waitForURL(/search=codex/)
  const facts = page.getByRole('table', { name: 'Facts' })
  await facts.getByRole('link', { name: /Ada Owner switched off/ }).click()
  const drawer = page.getByRole('dialog', { name: 'Fact' })
  const changed = drawer.getByRole('table', { name: 'Before and after' }).getByRole('row', { name: /Value/ }).last()
  await changed.waitFor()
  expect((await changed.innerText()).split(/\s+/)).toEqual(['Value', 'yes', 'no'])
  expect(await axeFindings(page)).toEqual([])

  const other = await bailiwick.pageAs('ada', { viewport: { width: 1280, height: 900 } })
  await other.goto(page.url())
  await other.getByRole('dialog', { name: 'Fact' }).getByText('Ada Owner switched off', { exact: false }).waitFor()
})

test('the log is exported with progress, says how to verify it, and holds the whole chain', async () => {
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/evidence/audit?do=export')
  const dialog = page.getByRole('dialog', { name: 'Export the audit log' })
  await dialog.getByRole('radio', { name: 'JSON lines (NDJSON)' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  const file = await (await download).path()
  await dialog.getByText(/\d+ facts exported/).waitFor()
  await dialog.getByText('bailiwick audit verify acme-facts.jsonl').waitFor()
  const [header, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const { count, from } = JSON.parse(header ?? '{}') as { count: number; from: number } // our own export
  expect(from).toBe(1)
  expect(lines).toHaveLength(count)
})

test('verifying says what it means; nobody known is counted at the door', async () => {
  await fetch(`${bailiwick.server.url}/api/v1/me`)
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/evidence/audit')
  await page.getByRole('button', { name: 'Verify the chain' }).click()
  await page.getByText(/^Intact: \d+ facts checked/).waitFor()
  await page.getByText('No fact was changed, left out or put in between.', { exact: false }).waitFor()
  await page.getByText('bailiwick audit verify facts.jsonl').waitFor()
  await page.getByRole('heading', { name: 'Knocks at the door' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
})
