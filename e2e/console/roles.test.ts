import { accessRoutes, groupRoutes, memberRoutes, roleRoutes } from '@bailiwick/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { good, idOf } from '../screenshots/good.ts'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
beforeAll(async () => {
  bailiwick = await openConsole()
})
afterAll(() => bailiwick?.close())

const personId = async (name: string) => {
  const { items } = await good(bailiwick.server.owner.call(memberRoutes.list, { query: { search: name } }))
  return items[0]?.id ?? ''
}
const may = async (name: string, permission: 'codex.local' | 'audit.read') => {
  const query = { person: await personId(name), permission }
  return (await good(bailiwick.server.owner.call(accessRoutes.explain, { query }))).allowed
}

async function pick(page: Page, field: string, choice: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('combobox', { name: field }).fill(choice.source.slice(0, 5))
  await page.getByRole('option', { name: choice }).click()
  await page.keyboard.press('Escape')
}

test('an owner makes a role, is told who loses Codex Local, lets the role allow it too, and gives it', async () => {
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/people/roles')
  await page.getByRole('heading', { name: 'No custom roles yet' }).waitFor()
  await page.getByRole('link', { name: 'Create a role' }).click()
  await page.getByRole('heading', { name: 'Create a role', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Create the role' }).click()
  await page.getByText('Must not be empty').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Reviewers')
  await page.getByRole('checkbox', { name: 'Read and verify the audit log' }).check()
  await pick(page, 'Groups', /Contractors/)
  await page.getByText(/default role does not count for them any more/).waitFor()
  const changes = page.getByRole('list', { name: 'What changes for whom' })
  const local = changes.getByRole('listitem').filter({ hasText: 'Use Codex locally' })
  await local.getByText('1 person loses it: Carl Contractor').waitFor()
  expect(await axeFindings(page)).toEqual([])

  await page.getByRole('checkbox', { name: 'Use Codex locally' }).check()
  await local.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Create the role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create Reviewers?' })
  await dialog.getByText('1 person gains it: Carl Contractor').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Create it and give it' }).click()
  await page.getByRole('heading', { name: 'Reviewers', level: 1 }).waitFor()
  expect(await may('carl', 'audit.read')).toBe(true)
  expect(await may('carl', 'codex.local')).toBe(true)

  await page.getByRole('tab', { name: 'Who has it' }).click()
  await page.getByRole('table', { name: 'People who have Reviewers' }).getByText('carl@acme.test').waitFor()
  await page.getByRole('button', { name: 'Take away from Contractors' }).click()
  await page.getByRole('dialog').getByText('loses it', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Take it away' }).click()
  await page.getByText('nobody has it yet', { exact: false }).waitFor()
  await page.getByRole('tab', { name: 'What it allows' }).click()
  await page.getByRole('button', { name: 'Delete Reviewers' }).click()
  await page.getByRole('button', { name: 'Delete the role' }).click()
  await page.getByRole('heading', { name: 'No custom roles yet' }).waitFor()
})

test('two owners edit one role: the second is shown what the first changed, and both changes hold', async () => {
  const { owner } = bailiwick.server
  const role = await good(owner.call(roleRoutes.create, { body: { name: 'Builders', permissions: ['codex.local'] } }))
  const page = await bailiwick.pageAs('ada')
  await page.goto(`/w/acme/people/roles/${role.id}`)
  await page.getByRole('checkbox', { name: 'Sign in the CLI by device code' }).check()
  const params = { roleId: role.id }
  const theirs = { version: role.version, permissions: ['codex.local', 'audit.read'] } as const
  await good(owner.call(roleRoutes.update, { params, body: { ...theirs, permissions: [...theirs.permissions] } }))
  await page.getByRole('button', { name: 'Save the role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Another owner saved this role meanwhile' })
  await dialog.getByText('Allows now: Read and verify the audit log').waitFor()
  await dialog.getByText('Allows now: Sign in the CLI by device code').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Put both together' }).click()
  await page.getByRole('button', { name: 'Save the role' }).click()
  await page.getByText('The role is saved, in force now').waitFor()
  const { permissions } = await good(owner.call(roleRoutes.get, { params }))
  expect(permissions).toEqual(['codex.local', 'codex.device_code', 'audit.read'])
  await good(owner.call(roleRoutes.remove, { params }))
})

test('the guided set-up warns in time that an admin without the other role loses Codex Local', async () => {
  const page = await bailiwick.pageAs('ada')
  await page.goto('/w/acme/people/roles')
  await page.getByRole('link', { name: 'Set up Codex Users and Codex Admin' }).click()
  await pick(page, 'Put into Codex Users', /Dan Developer/)
  await page.getByRole('button', { name: 'Go on' }).click()
  await pick(page, 'Put into Codex Admin', /Petra Platform/)
  await page.getByRole('checkbox', { name: 'They use Codex too' }).uncheck()
  await page.getByText('They would lose Codex Local').waitFor()
  await page.getByRole('checkbox', { name: 'They use Codex too' }).check()
  await page.getByText('They would lose Codex Local').waitFor({ state: 'detached' })
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Go on' }).click()
  await page
    .getByRole('list', { name: 'What changes for whom' })
    .getByText(/Petra Platform/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Make it so' }).click()
  await page.getByText('Set up, and in force now').waitFor()
  const groups = (await good(bailiwick.server.owner.call(groupRoutes.list))).items
  expect(idOf(groups, 'Codex Users')).toBeTruthy()
  expect(await may('petra', 'codex.local')).toBe(true)
})

test('why not, and what would change it: on a member’s page, for a permission, and for oneself', async () => {
  const page = await bailiwick.pageAs('grace')
  await page.goto('/w/acme/people/who-can')
  await page.getByRole('link', { name: 'Write policies, order the rules, set the default' }).click()
  await page.getByRole('table', { name: 'Who has it' }).getByText('ada@acme.test').waitFor()
  await page.getByRole('combobox', { name: 'Through' }).click()
  await page.getByRole('option', { name: /Built-in Codex Admin/ }).click()
  await page.getByText('1 account', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Why: Cora Codex Admin' }).click()
  const answer = page.getByRole('listitem').filter({ hasText: 'Write policies, order the rules' }).first()
  await answer.getByText('Yes', { exact: true }).waitFor()
  await answer.getByText('Built-in role Codex Admin.').waitFor()
  await answer.getByText('What would take it away').click()
  await answer
    .getByText(/^Make Cora Codex Admin/)
    .first()
    .waitFor()
  const not = page.getByRole('listitem').filter({ hasText: 'Read and verify the audit log' }).first()
  await not.getByText('No', { exact: true }).waitFor()
  await not.getByText('What would give it').click()
  await not.getByText(/Create a custom role that allows/).waitFor()

  const dan = await bailiwick.pageAs('dan')
  await dan.goto('/w/acme/people/roles')
  await dan.getByRole('link', { name: 'Why I may not' }).click()
  await dan.getByRole('heading', { name: 'My access', level: 1 }).waitFor()
  const mine = dan.getByRole('listitem').filter({ hasText: 'See custom roles, who has what, and why' }).first()
  await mine.getByText('No', { exact: true }).waitFor()
  await mine.getByText(/does not allow it|No role gives it/).waitFor()
  await dan.getByText('An owner of Acme Robotics can change what you may.', { exact: false }).waitFor()
})

test('whoever may only read sees roles and cannot change them', async () => {
  const body = { name: 'Testers', permissions: [] }
  const role = await good(bailiwick.server.owner.call(roleRoutes.create, { body }))
  const page = await bailiwick.pageAs('grace')
  await page.goto(`/w/acme/people/roles/${role.id}`)
  await page.getByRole('checkbox', { name: 'Use Codex locally' }).waitFor()
  expect(await page.getByRole('checkbox', { name: 'Use Codex locally' }).isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Save the role' }).count()).toBe(0)
  await page.goto('/w/acme/people/roles/new')
  await page.getByRole('heading', { name: 'You lack the permission for this page' }).waitFor()
})

const desk = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' } as const
const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true } as const
const pages: [address: string, heading: string][] = [
  ['/w/acme/people/roles', 'Roles'],
  ['/w/acme/people/roles?tab=default', 'Roles'],
  ['/w/acme/people/roles?tab=built-in', 'Roles'],
  ['/w/acme/people/roles/new', 'Create a role'],
  ['/w/acme/people/roles/set-up', 'Codex Users and Codex Admin'],
  ['/w/acme/people/who-can', 'Who can…'],
  ['/w/acme/people/who-can?permission=codex.local', 'Who can…'],
  ['/w/acme/people/members/:petra?tab=access&permission=codex.local', 'Petra Platform'],
  ['/w/acme/me/access', 'My access'],
]
test.each([...pages.map((it) => [...it, desk] as const), ...pages.map((it) => [...it, phone] as const)])(
  '%s is in order: its heading, nothing for axe, no sideways scroll',
  async (address, heading, device) => {
    const page = await bailiwick.pageAs('ada', device)
    await page.goto(address.replace(':petra', await personId('petra')))
    await page.locator('h1', { hasText: heading }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await axeFindings(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    await page.close()
  },
)
