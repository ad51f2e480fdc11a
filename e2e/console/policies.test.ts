import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmptyServer, startEmptyServer } from '../screenshots/empty-server.ts'
import { openBrowser } from '../stock-client/testing/browser.ts'
import { axeFindings } from './testing/open-console.ts'

/*
 * The owner's whole way, from the set-up link to a client that is approved, on a server that nobody has touched. The steps build on each
 * other, so they are one test.
 */

let server: EmptyServer
let browser: Awaited<ReturnType<typeof openBrowser>>
beforeAll(async () => {
  ;[server, browser] = await Promise.all([startEmptyServer(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const newPage = async () => (await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' })).newPage()

test('from the set-up link to a policy that is right, in order, explained, and a client that is approved', async () => {
  const owner = await newPage()
  await setUp(owner)
  await owner.goto('/w/northwind/policies')
  await owner.getByText('Nothing is in force yet: nobody here gets a policy.').waitFor()
  await owner.getByRole('heading', { name: 'No policy is in force' }).waitFor()

  const guest = await join(owner, 'petra@northwind.test', 'Petra Platform')
  for (const group of ['Engineering', 'Platform']) await createGroup(owner, group, 'petra@northwind.test')

  await writePolicyWithMistake(owner)
  await createFromTemplate(owner, 'Wide')
  await orderByKeyboard(owner)
  await lookUp(owner)

  await guest.goto('/w/northwind/me/policy')
  await guest.getByText('Petra Platform gets “Baseline” version 2 by rule 1', { exact: false }).waitFor()
  expect(await axeFindings(guest)).toEqual([])
  await approveDevice(guest)
})

async function setUp(page: Page) {
  await page.goto(server.setUpLink)
  await page.getByLabel('Workspace').fill('Northwind')
  await page.getByLabel('Your name').fill('Olga Owner')
  await page.getByLabel('Your e-mail').fill('olga@northwind.test')
  await page.getByLabel('Password', { exact: true }).fill('olga-likes-long-passwords')
  await page.locator('button[type="submit"]').click()
  await page.waitForURL('**/w/northwind')
}

async function join(owner: Page, email: string, name: string): Promise<Page> {
  await owner.goto('/w/northwind/people/members?do=invite')
  const dialog = owner.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByRole('button', { name: 'Make the invitation' }).click()
  const link = await owner.getByRole('figure', { name: 'invitation link' }).locator('code').innerText()
  const guest = await newPage()
  await guest.goto(link)
  await guest.getByLabel('Your name').fill(name)
  await guest.getByLabel('Password', { exact: true }).fill('petra-likes-long-passwords')
  await guest.getByRole('button', { name: 'Accept the invitation' }).click()
  await guest.waitForURL('**/w/northwind/connect')
  await guest.getByRole('heading', { name: 'Connect Codex' }).waitFor()
  return guest
}

async function createGroup(owner: Page, name: string, email: string) {
  await owner.goto('/w/northwind/people/groups?do=create')
  await owner.getByRole('dialog').getByLabel('Name').fill(name)
  await owner.getByRole('button', { name: 'Create the group' }).click()
  await owner.getByLabel('E-mail addresses').fill(email)
  await owner.getByRole('button', { name: 'Add to the group' }).click()
  await owner
    .getByRole('table', { name: `Members of ${name}` })
    .getByText(email)
    .waitFor()
}

/** Writes a document that a client refuses, is told the line, corrects it, creates it, and saves a second version. */
async function writePolicyWithMistake(owner: Page) {
  await owner.goto('/w/northwind/policies/new')
  await owner.getByRole('textbox', { name: 'Name' }).fill('Baseline')
  await owner.getByRole('textbox', { name: 'Owner' }).fill('Security')
  const editor = owner.getByRole('textbox', { name: 'Requirements' })
  await write(owner, editor, '# The baseline\n\nallowed_sandbox_modes = "workspace-write"\n')
  await owner.getByText('Clients refuse this and do not start').waitFor()
  const problems = owner.getByRole('list', { name: 'Problems' })
  await problems.getByRole('button', { name: 'Line 3' }).first().waitFor()
  expect(await owner.locator('.cm-lintRange-error').first().innerText()).toContain('workspace-write')

  await owner.getByRole('button', { name: 'Create the policy' }).click()
  await owner.getByText(/^Not created: a client would refuse line 3\./).waitFor()
  expect(await owner.locator(':focus').getAttribute('aria-label'), 'the cursor is at the mistake').toBe('Requirements')
  expect(await axeFindings(owner)).toEqual([])

  await write(owner, editor, '# The baseline\n\nallowed_sandbox_modes = ["read-only", "workspace-write"]\n')
  await owner.getByText('Clients accept this', { exact: true }).waitFor()
  await owner.keyboard.press('Control+s')
  await owner.getByRole('heading', { name: 'Baseline', level: 1 }).waitFor()
  await owner.getByText('Nobody gets this policy yet').waitFor()

  const text = owner.getByRole('textbox', { name: 'Requirements of Baseline' })
  await text.focus()
  await owner.keyboard.press('Control+End')
  await owner.keyboard.type('allowed_approval_policies = ["on-request"]\n')
  await owner.getByText('Not saved yet; kept in this browser.').waitFor()
  await owner.reload()
  await owner.getByText('You have a text here that was not saved').waitFor()
  await owner.getByRole('button', { name: 'Go on with it' }).click()
  await text.getByText('allowed_approval_policies').waitFor()
  await owner.getByText('Clients accept this', { exact: true }).waitFor()
  await text.focus()
  await owner.keyboard.press('Control+s')
  const dialog = owner.getByRole('dialog', { name: 'Save version 2 of Baseline?' })
  await dialog.getByText('1 line added, 0 lines removed').waitFor()
  await dialog.getByLabel('Note for the history').fill('Ask before leaving the sandbox')
  await owner.keyboard.press('Enter')
  await owner.getByText('Version 2 is saved.', { exact: true }).waitFor()
  await owner.getByRole('tab', { name: 'Versions' }).click()
  await owner.getByRole('table', { name: 'Versions', exact: true }).getByText('Ask before leaving the sandbox').waitFor()
  await owner.getByRole('heading', { name: 'What version 2 changed' }).waitFor()
  expect(await axeFindings(owner)).toEqual([])
}

async function createFromTemplate(owner: Page, name: string) {
  await owner.goto('/w/northwind/policies/new')
  await owner.getByRole('radio', { name: 'Cautious baseline' }).check()
  await owner.getByText('Clients refuse this and do not start').waitFor()
  await owner.getByRole('table').getByText('Corrected, as it starts below').waitFor()
  await owner.getByText('Clients accept this', { exact: true }).waitFor()
  await owner.getByRole('textbox', { name: 'Name' }).fill(name)
  await owner.getByRole('button', { name: 'Create the policy' }).click()
  await owner.getByRole('heading', { name, level: 1 }).waitFor()
}

/** Adds two rules and a default, moves one by the keyboard on its handle and back and forth by the plain buttons, puts it in force. */
async function orderByKeyboard(owner: Page) {
  await owner.goto('/w/northwind/policies')
  await addRule(owner, 'Platform', 'Wide')
  await addRule(owner, 'Engineering', 'Baseline')
  const order = () => owner.getByRole('button', { name: /^Move rule \d/ }).evaluateAll((all) => all.map((it) => it.ariaLabel))
  expect(await order()).toEqual(['Move rule 1, Platform', 'Move rule 2, Engineering'])
  await owner.getByText('You changed 2 new rules').waitFor()
  await owner.getByText('New rule 1: everyone in Platform gets “Wide”.').waitFor()
  await owner.getByRole('button', { name: 'Put in force' }).click()
  await owner.getByText('2 rules decide; 1 of 2 members has a policy. Revision 1 by Olga Owner', { exact: false }).waitFor()
  await owner.getByText('1 active member gets no policy: no rule matches them and there is no default.').waitFor()

  await owner.getByRole('button', { name: 'Move rule 2, Engineering' }).focus()
  await owner.keyboard.press('Space')
  await owner.getByText(/^Engineering (is picked up|would be rule 2)/).waitFor({ state: 'attached' })
  await owner.keyboard.press('ArrowUp')
  await owner.getByText('Engineering would be rule 1.').waitFor({ state: 'attached' })
  await owner.keyboard.press('Space')
  await owner.getByText('Engineering now comes before Platform: whoever is in both gets “Baseline” instead of “Wide”.').waitFor()
  expect(await order()).toEqual(['Move rule 1, Engineering', 'Move rule 2, Platform'])

  await owner.getByRole('button', { name: 'Move Engineering down' }).press('Enter')
  expect(await order()).toEqual(['Move rule 1, Platform', 'Move rule 2, Engineering'])
  expect(await owner.getByText('You changed').count(), 'moved back is no change').toBe(0)
  expect(await owner.locator(':focus').getAttribute('aria-label')).toBe('Move Engineering down')
  await owner.getByRole('button', { name: 'Move Engineering up' }).press('Enter')

  await owner.getByRole('combobox', { name: 'Default policy' }).click()
  await owner.getByRole('option', { name: 'Baseline' }).click()
  await owner.getByText('You changed the order and the default').waitFor()
  expect(await axeFindings(owner)).toEqual([])
  await owner.getByLabel('Note for the history').fill('Engineering first')
  await owner.keyboard.press('Enter')
  await owner.getByText('2 rules and a default decide; 2 of 2 members have a policy. Revision 2', { exact: false }).waitFor()
  await owner.getByRole('tab', { name: 'History' }).click()
  await owner.getByRole('button', { name: 'Revision 1' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Put it into the editor' }).waitFor()
  await owner.keyboard.press('Escape')
}

async function addRule(owner: Page, group: string, policy: string) {
  await owner.getByRole('combobox', { name: 'Group' }).click()
  await owner.getByRole('option', { name: group }).click()
  await owner.getByRole('combobox', { name: 'gets the policy' }).click()
  await owner.getByRole('option', { name: policy }).click()
  await owner.getByRole('button', { name: 'Add the rule' }).click()
}

async function lookUp(owner: Page) {
  await owner.goto('/w/northwind/lookup')
  const field = owner.getByLabel('E-mail address or group')
  await field.fill('petra')
  await owner.getByRole('option', { name: /Petra Platform/ }).waitFor()
  await owner.keyboard.press('ArrowDown')
  await owner.keyboard.press('Enter')
  await owner
    .getByText('Petra Platform gets “Baseline” version 2 by rule 1: Engineering is the first group', { exact: false })
    .waitFor()
  expect(new URL(owner.url()).search).toBe('?email=petra%40northwind.test')
  const considered = owner.getByRole('listitem').filter({ hasText: 'Rule 1 comes first.' })
  await considered.getByText('Came too late').waitFor()
  await owner.getByRole('table', { name: 'Settings in force' }).getByText('allowed_sandbox_modes').waitFor()
  expect(await axeFindings(owner)).toEqual([])
  await field.fill('nobody@northwind.test')
  await owner.keyboard.press('Enter')
  await owner.getByText('Nobody here has this e-mail address').waitFor()
}

/** A client asks; the person types its code, whatever the address says, and approves; the client gets its code to exchange. */
async function approveDevice(guest: Page) {
  const asked = await post('/api/accounts/deviceauth/usercode', { client_id: 'codex-cli' })
  const code = String(asked.body.user_code)
  await guest.goto(`/codex/device?user_code=${code}`)
  const field = guest.getByLabel('Code', { exact: true })
  await field.waitFor()
  expect(await field.inputValue(), 'never prefilled').toBe('')
  await guest.waitForURL('**/codex/device')
  await field.fill('AAAA-AAAA')
  await guest.getByRole('button', { name: 'Look at the request' }).click()
  await guest.getByText('This code is unknown, used or expired', { exact: false }).waitFor()
  await field.fill('')
  await field.pressSequentially(code.replace('-', '').toLowerCase())
  expect(await field.inputValue()).toBe(code)
  await guest.keyboard.press('Enter')
  await guest.getByRole('heading', { name: 'Is this yours?' }).waitFor()
  await guest.getByText(', the same as yours').waitFor()
  expect(await axeFindings(guest)).toEqual([])
  await guest.getByRole('button', { name: 'Approve' }).click()
  await guest.getByText('You can close this page; the client continues.').waitFor()
  const polled = await post('/api/accounts/deviceauth/token', { device_auth_id: asked.body.device_auth_id, user_code: code })
  expect(polled.status).toBe(200)
}

async function post(path: string, body: Record<string, unknown>): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> } // JSON by the client's own protocol
}

/** Replaces the text of an editor as a person would: select all, paste. Typing would let brackets close themselves. */
async function write(page: Page, editor: ReturnType<Page['getByRole']>, text: string) {
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}
