import { controlRoutes, groupRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

/*
 * A change of policy from its first word to its history, on the real server. The steps build on each other, so each test leaves the
 * company as the next one finds it.
 */

let bailiwick: Console
const ids = { standard: '', locked: '' }
beforeAll(async () => {
  bailiwick = await openConsole()
  const { owner } = bailiwick.server
  for (const { id, name } of (await owner.call(policyRoutes.list)).body.items) {
    if (name === 'Standard') ids.standard = id
    if (name === 'Locked down') ids.locked = id
  }
  expect((await owner.call(groupRoutes.list)).body.items.length).toBeGreaterThan(0)
})
afterAll(() => bailiwick?.close())

const desk = { viewport: { width: 1280, height: 800 } }

async function begin(page: Page, title: string) {
  await page.goto('/w/acme/policies/drafts?do=create')
  await page.getByRole('dialog').getByLabel('Title').fill(title)
  await page.getByRole('dialog').getByLabel('Reason').fill('Asked for by engineering')
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
}

async function insertFirstLine(page: Page, policy: string, line: string) {
  await page.goto(`${page.url().split('?')[0]}?policy=${policy}`)
  const text = page.getByRole('textbox', { name: /^Requirements of .* in this draft$/ })
  await text.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText(line)
  await page.getByText('Not saved yet; kept in this browser.').waitFor()
  await page.keyboard.press('Control+s')
  await page.getByText(/^Saved in the draft/).waitFor()
}

test('a draft with a document, an order and a test is reviewed, corrected and published', async () => {
  const page = await bailiwick.pageAs('cora', desk)
  await begin(page, 'Platform before contractors')
  await page.getByText('No document is changed').waitFor()
  await insertFirstLine(page, ids.standard, 'allow_appshots = false\n')
  expect(await axeFindings(page)).toEqual([])

  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByRole('button', { name: 'Move Platform up' }).press('Enter')
  await page.getByText('Platform now comes before Contractors', { exact: false }).waitFor()
  await page.getByText(/^Saved in the draft/).waitFor()
  expect(await axeFindings(page)).toEqual([])

  await page.getByRole('tab', { name: 'Tests' }).click()
  await page.getByRole('combobox', { name: 'Who' }).click()
  await page.getByRole('option', { name: 'The member' }).click()
  await page.getByLabel('E-mail').fill('carl@acme.test')
  await page.getByRole('combobox', { name: 'What' }).click()
  await page.getByRole('option', { name: 'the command' }).click()
  await page.getByLabel('Command').fill('git push origin main')
  await page.getByRole('combobox', { name: 'Must be' }).click()
  await page.getByRole('option', { name: 'is prompted' }).click()
  await page.getByRole('button', { name: 'Add the test' }).click()
  await page.getByText('Does not hold.').waitFor()
  await page.getByText('is refused before it runs', { exact: false }).waitFor()
  expect(await axeFindings(page)).toEqual([])

  await page.getByRole('tab', { name: 'Review' }).click()
  await page.getByText('It cannot go out yet: 1 thing stands in the way').waitFor()
  await page.getByText('7 of 9 active members get another policy', { exact: false }).waitFor()
  await page.getByText('Client 0.169.0 accepts it').first().waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('list', { name: 'What stands in the way' }).getByRole('button', { name: 'See the tests' }).click()
  await page.getByRole('button', { name: /^Remove the test/ }).click()
  await page.getByText('No tests yet').waitFor()
  await page.getByText(/^Saved in the draft/).waitFor({ state: 'detached' })

  await page.getByRole('tab', { name: 'Publish' }).click()
  await page.getByRole('button', { name: /^Publish to \d members now$/ }).click()
  await page.getByText('It was published as revision 2').waitFor()
  const { body } = await bailiwick.server.owner.call(ruleRoutes.get)
  expect(body.rules.map((it) => it.group.name)).toEqual(['Platform', 'Contractors', 'Engineering'])
  await page.close()
})

test('the history says what the revision meant, and restores the one before after its impact', async () => {
  const page = await bailiwick.pageAs('cora', desk)
  await page.goto('/w/acme/policies?tab=history&revision=2')
  const drawer = page.getByRole('dialog', { name: 'Revision 2' })
  await drawer.getByText('The order is now Platform, Contractors, Engineering.').waitFor()
  await drawer.getByText('Tighter', { exact: true }).waitFor()
  await drawer.getByRole('link', { name: 'Platform before contractors' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.goto('/w/acme/policies?tab=history&revision=1')
  await page.getByRole('button', { name: 'Restore revision 1…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore revision 1?' })
  await dialog.getByText('7 of 9 active members get another policy', { exact: false }).waitFor()
  await dialog.getByRole('button', { name: 'Restore it now' }).click()
  await page.getByRole('dialog', { name: 'Revision 3' }).waitFor()
  const { body } = await bailiwick.server.owner.call(policyRoutes.get, { params: { policyId: ids.standard } })
  expect(body.contents).not.toContain('allow_appshots')
  await page.close()
})

test('two drafts of the same document: the second sees three texts and keeps its own', async () => {
  const [ada, cora] = await Promise.all([bailiwick.pageAs('ada', desk), bailiwick.pageAs('cora', desk)])
  await begin(ada, 'By Ada')
  await insertFirstLine(ada, ids.standard, '# by Ada\n')
  await begin(cora, 'By Cora')
  await insertFirstLine(cora, ids.standard, '# by Cora\n')
  await cora.goto(`${cora.url().split('?')[0]}?tab=publish`)
  await cora.getByRole('button', { name: /^Publish to \d members now$/ }).click()
  await cora.getByText(/^It was published as revision/).waitFor()

  await ada.goto(`${ada.url().split('?')[0]}`)
  await ada.getByRole('button', { name: 'Move the draft onto it' }).click()
  await ada.getByRole('heading', { name: '1 place changed on both sides' }).waitFor()
  const conflict = ada.getByRole('article', { name: 'The document Standard' })
  await conflict.getByText('# by Cora').waitFor()
  await conflict.getByText('# by Ada').waitFor()
  await conflict.getByRole('button', { name: 'Show the three texts' }).click()
  expect(await conflict.getByRole('figure').count()).toBe(3)
  expect(await axeFindings(ada)).toEqual([])
  await ada.getByRole('button', { name: 'Keep what this draft says' }).click()
  await ada.getByRole('heading', { name: '1 place changed on both sides' }).waitFor({ state: 'detached' })
  await ada.goto(`${ada.url().split('?')[0]}?policy=${ids.standard}&part=difference`)
  await ada.getByText('# by Ada').waitFor()
  await Promise.all([ada.close(), cora.close()])
})

test('where changes need approval, saving continues in a draft that somebody else approves', async () => {
  const ada = await bailiwick.pageAs('ada', desk)
  await ada.goto('/w/acme/settings')
  await ada.getByLabel('Approvals that a change needs').fill('1')
  await ada.getByText('Every change goes through a draft', { exact: false }).waitFor()
  await ada.getByRole('button', { name: 'Save how policies change' }).click()
  await ada.getByRole('button', { name: 'Save how policies change' }).isDisabled()
  await expect.poll(async () => (await bailiwick.server.owner.call(controlRoutes.get)).body.approvals).toBe(1)

  const cora = await bailiwick.pageAs('cora', desk)
  await cora.goto(`/w/acme/policies/${ids.standard}`)
  await cora.getByRole('textbox', { name: 'Requirements of Standard', exact: true }).focus()
  await cora.keyboard.press('Control+Home')
  await cora.keyboard.insertText('allow_appshots = false\n')
  await cora.keyboard.press('Control+s')
  const dialog = cora.getByRole('dialog', { name: /^Save version/ })
  await dialog.getByText('Changes need approval here').waitFor()
  await dialog.getByRole('button', { name: 'Continue in a draft' }).click()
  await cora.getByRole('heading', { name: 'Change Standard', level: 1 }).waitFor()
  await cora.getByText('It cannot go out yet', { exact: false }).waitFor()
  await cora.getByRole('button', { name: 'Ask for approval' }).last().click()
  await cora.getByText('It waits for approval', { exact: true }).waitFor()

  await ada.goto(cora.url())
  await ada.getByLabel('Your note').fill('Read line by line')
  await ada.getByRole('button', { name: 'Approve this text' }).click()
  await ada.getByText('“Read line by line”', { exact: false }).waitFor()
  expect(await axeFindings(ada)).toEqual([])
  await cora.goto(`${cora.url().split('?')[0]}?tab=publish`)
  await cora.getByRole('radio', { name: 'In stages' }).check()
  const stages = cora.getByRole('list', { name: 'Stages' })
  await stages.getByText('Everybody: 9 members', { exact: false }).waitFor()
  expect(await axeFindings(cora)).toEqual([])
  await cora.getByRole('button', { name: 'Start the first stage' }).click()
  await cora.getByRole('heading', { name: 'Rollouts', level: 1 }).waitFor()
  await cora.getByRole('link', { name: 'Change Standard' }).click()
  await cora.getByRole('list', { name: 'Stages' }).getByText('Stage 1: 5 %').waitFor()
  expect(await axeFindings(cora)).toEqual([])

  await cora.getByRole('button', { name: 'Go on to 25 %' }).click()
  await cora.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
  await cora.getByRole('button', { name: 'Go on to everybody' }).waitFor()
  await cora.getByRole('button', { name: 'Halt' }).click()
  await cora.getByRole('dialog').getByLabel('Why').fill('Looks odd')
  await cora.getByRole('dialog').getByRole('button', { name: 'Halt' }).click()
  await cora.getByText('It is halted').waitFor()
  await cora.locator('#content').getByText('Looks odd').waitFor()
  await cora.getByRole('button', { name: 'Roll back' }).click()
  await cora.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
  await cora.getByText('Rolled back', { exact: true }).waitFor()
  expect(await axeFindings(cora)).toEqual([])
  await Promise.all([ada.close(), cora.close()])
})
