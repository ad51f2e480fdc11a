import type { Page } from 'playwright-core'
import type { AccessLife } from './access-life.ts'
import type { Shot } from './pages.ts'

/** The pages about who may do what and why, and about credentials for programs. */
export function accessPages({ developers, sam, serviceAccount }: AccessLife): Shot[] {
  const acme = '/w/acme'
  const roles = `${acme}/people/roles`
  const explained = `${acme}/people/members/${sam}?tab=access&permission=codex.administer`
  const giveToContractors = async (page: Page) => {
    await page.getByRole('combobox', { name: 'Groups' }).click()
    await page.getByRole('option', { name: 'Contractors' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Look at what changes' }).click()
    await page.getByRole('dialog').getByText('In force everywhere', { exact: false }).waitFor()
  }
  const withoutUsers = async (page: Page) => {
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('combobox', { name: 'Put into Codex Admin' }).click()
    await page.getByRole('option', { name: /Cora/ }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('checkbox', { name: 'They use Codex too' }).uncheck()
  }
  const makeToken = async (page: Page) => {
    await page.getByLabel('Name').fill('Documentation build')
    await page.getByRole('button', { name: 'Create the token' }).click()
    await page.getByText('As a stored sign-in').waitFor()
  }
  return [
    { name: 'roles', says: 'Custom roles: what each allows, and to whom it is given.', at: roles },
    { name: 'roles-dark', at: roles, dark: true },
    { name: 'default-role', says: 'What people without a custom role have.', at: `${roles}?tab=default` },
    { name: 'built-in-roles', says: 'What each built-in role administers.', at: `${roles}?tab=built-in` },
    { name: 'new-role', says: 'A role is made of permissions in words.', at: `${roles}/new` },
    { name: 'new-role-phone', at: `${roles}/new`, phone: true },
    {
      name: 'role-given',
      says: 'Before a role is given, the console says who gains and who loses what.',
      at: `${roles}/${developers}?tab=people`,
      act: giveToContractors,
    },
    {
      name: 'codex-setup',
      says: 'The recommended set-up warns in time that a Codex Admin alone loses Codex Local.',
      at: `${roles}/set-up`,
      act: withoutUsers,
    },
    { name: 'who-can', says: 'Who has a permission, and through what.', at: `${acme}/people/who-can?permission=codex.local` },
    { name: 'access', says: 'Every permission of one person: yes or no, why, and what would change it.', at: explained },
    { name: 'access-phone', at: explained, phone: true },
    { name: 'my-access', says: 'What the person who asks may do here, and why.', at: `${acme}/me/access`, as: 'dan' },
    {
      name: 'my-access-tokens',
      says: 'The tokens with which scripts and CI run Codex as oneself.',
      at: `${acme}/me/tokens`,
      as: 'dan',
    },
    {
      name: 'new-access-token',
      says: 'A new access token is shown once, with the lines that use it.',
      at: `${acme}/me/tokens?do=create`,
      act: makeToken,
    },
    {
      name: 'access-tokens',
      says: 'Everybody’s access tokens, what lies unused, and how long new ones may live.',
      at: `${acme}/settings/access-tokens`,
    },
    { name: 'service-accounts', says: 'Members that are not people.', at: `${acme}/settings/service-accounts` },
    {
      name: 'service-account',
      says: 'One service account: groups, roles, the policy in force and its tokens.',
      at: `${acme}/settings/service-accounts/${serviceAccount}`,
    },
  ]
}
