import type { Page } from 'playwright-core'
import type { Life } from './life.ts'

/** Who looks: Ada owns the company, Dan is a member of it, Olga sets up an empty installation. */
export type Viewer = 'ada' | 'dan' | 'olga' | 'nobody'

/** One picture: who looks at which address, in what shape, after doing what. */
export interface Shot {
  /** The file's name, without `.png`. */
  name: string
  /** What it shows, in a sentence of docs/screens.md; none for a second look at the same page. */
  says?: string
  /** Below the server's address, or a whole address. */
  at: string
  /** Ada when left out. */
  as?: Viewer
  dark?: boolean
  phone?: boolean
  act?: (page: Page) => Promise<void>
}

/** Every page of the demo company's console. `/w/acme` is its workspace. */
export function pagesOf({ ids, invitation, reset }: Life, userCode: string): Shot[] {
  const acme = '/w/acme'
  const person = `${acme}/people/members/${ids.dan}`
  const policy = `${acme}/policies/${ids.standard}`
  const toAdministrators = (page: Page) =>
    page.getByRole('heading', { name: 'Variables for every user' }).scrollIntoViewIfNeeded()
  const typeCode = async (page: Page) => {
    await page.getByLabel('Code', { exact: true }).fill(userCode)
    await page.getByRole('button', { name: 'Look at the request' }).click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
  }
  const moveRule = async (page: Page) => {
    await page.getByRole('button', { name: 'Move Security up' }).click()
    await page.getByText('You changed').waitFor()
    await page.mouse.move(0, 0)
  }
  return [
    { name: 'sign-in', says: 'Sign-in by e-mail and password, passkey or single sign-on.', at: '/sign-in', as: 'nobody' },
    { name: 'invitation', says: 'Somebody who was invited chooses a name and a password.', at: invitation, as: 'nobody' },
    { name: 'reset-password', says: 'A one-time link sets a new password.', at: reset, as: 'nobody' },
    {
      name: 'overview',
      says: 'Whether the rollout is on track, what needs somebody today, and what came of the last model calls.',
      at: acme,
    },
    { name: 'overview-dark', at: acme, dark: true },
    { name: 'overview-phone', at: acme, phone: true },
    {
      name: 'command-palette',
      says: 'Ctrl or Cmd and K finds every page and main action.',
      at: acme,
      act: (page) => page.keyboard.press('Control+k'),
    },
    { name: 'members', says: 'Who is here, with role, groups and signed-in clients.', at: `${acme}/people/members` },
    { name: 'members-phone', at: `${acme}/people/members`, phone: true },
    {
      name: 'invitations',
      says: 'Who was asked to come, and whether the link is still open.',
      at: `${acme}/people/members?tab=invitations`,
    },
    { name: 'member', says: 'One member: role, groups, the policy they get, and where their Codex is signed in.', at: person },
    { name: 'groups', says: 'Groups, their size and the rule that names them.', at: `${acme}/people/groups` },
    { name: 'group', says: 'One group and its members.', at: `${acme}/people/groups/${ids.engineering}` },
    { name: 'rules', says: 'What is in force for whom: the ordered rules and the default.', at: `${acme}/policies` },
    { name: 'rules-dark', at: `${acme}/policies`, dark: true },
    { name: 'rules-phone', at: `${acme}/policies`, phone: true },
    {
      name: 'rules-changed',
      says: 'An edited order says what will change before it is put in force.',
      at: `${acme}/policies`,
      act: moveRule,
    },
    { name: 'policies', says: 'Every policy, who answers for it and where it is used.', at: `${acme}/policies?tab=policies` },
    { name: 'revisions', says: 'Every state of the rules, who made it and why.', at: `${acme}/policies?tab=history` },
    { name: 'policy', says: 'One policy: the document, with the verdict of a Codex client at the line.', at: policy },
    { name: 'policy-dark', at: policy, dark: true },
    { name: 'policy-versions', says: 'Two versions of a document, compared.', at: `${policy}?tab=versions&version=2&against=1` },
    { name: 'policy-exports', says: 'A policy as files for device management.', at: `${policy}?tab=exports` },
    { name: 'policy-about', says: 'Name, purpose and owner of a policy, and what uses it.', at: `${policy}?tab=about` },
    { name: 'new-policy', says: 'A new policy starts from a template or an empty document.', at: `${acme}/policies/new` },
    {
      name: 'lookup',
      says: 'What one person gets: the winning rule, the losers and why, and the effective settings.',
      at: `${acme}/lookup?email=sam@acme.test`,
    },
    { name: 'lookup-dark', at: `${acme}/lookup?email=sam@acme.test`, dark: true },
    { name: 'lookup-phone', at: `${acme}/lookup?email=sam@acme.test`, phone: true },
    { name: 'lookup-group', says: 'What a member of only this group gets.', at: `${acme}/lookup?group=${ids.engineering}` },
    { name: 'lookup-empty', says: 'Lookup before anything is asked.', at: `${acme}/lookup` },
    {
      name: 'turns',
      says: 'Every model call through the gateway: who, which model, what came of it. No content.',
      at: `${acme}/insights/turns`,
    },
    { name: 'audit', says: 'Who changed what, in a hash chain that can be verified.', at: `${acme}/evidence/audit` },
    { name: 'fact', says: 'One fact with what was before and after.', at: `${acme}/evidence/audit/${ids.fact}` },
    { name: 'settings', says: 'The switches of the workspace.', at: `${acme}/settings` },
    {
      name: 'settings-ask',
      says: 'A switch says whom it affects before it is thrown.',
      at: `${acme}/settings`,
      act: (page) => page.getByRole('switch').first().click({ force: true }),
    },
    { name: 'gateway', says: 'Where model calls go.', at: `${acme}/settings/gateway` },
    { name: 'admin-keys', says: 'Keys for programs, each with its scopes.', at: `${acme}/settings/admin-keys` },
    {
      name: 'workspace',
      says: "The workspace's name, its id and the text that refused people read.",
      at: `${acme}/settings/workspace`,
    },
    { name: 'api-reference', says: 'Every route, from the contracts that the server enforces.', at: `${acme}/settings/api` },
    { name: 'connect', says: 'What a member copies to start, for their system.', at: `${acme}/connect`, as: 'dan' },
    { name: 'connect-phone', at: `${acme}/connect`, as: 'dan', phone: true },
    {
      name: 'connect-administrators',
      says: 'The device file that keeps a machine here, for administrators.',
      at: `${acme}/connect`,
      act: toAdministrators,
    },
    { name: 'my-policy', says: 'What applies to the person who asks, and why.', at: `${acme}/me/policy`, as: 'dan' },
    { name: 'my-clients', says: 'Where Codex is signed in as the person who asks.', at: `${acme}/me/clients`, as: 'dan' },
    { name: 'account', says: 'Second factors, password and sessions of the person who asks.', at: '/account' },
    {
      name: 'not-allowed',
      says: 'A page that somebody may not open says who can help.',
      at: `${acme}/evidence/audit`,
      as: 'dan',
    },
    {
      name: 'device',
      says: 'The approval page for `codex login --device-auth`: the code is typed, never prefilled.',
      at: '/codex/device',
      as: 'dan',
    },
    {
      name: 'device-request',
      says: 'Who asks, when and from where, before it is approved or refused.',
      at: '/codex/device',
      as: 'dan',
      act: typeCode,
    },
    { name: 'device-request-phone', at: '/codex/device', as: 'dan', phone: true, act: typeCode },
  ]
}

/** An empty installation, at the address that its set-up link names. */
export const setUpPage = (link: string): Shot => ({
  name: 'set-up',
  says: 'The one-time link that the first start prints makes the first owner.',
  at: link,
  as: 'nobody',
})

/** What the first owner sees before anything is there. */
export const firstPages: Shot[] = [
  { name: 'first-overview', says: 'The overview of a new workspace names the steps that are left.', at: '/', as: 'olga' },
  {
    name: 'first-groups',
    says: 'A page without anything on it says what it is for.',
    at: '/w/northwind/people/groups',
    as: 'olga',
  },
  {
    name: 'first-rules',
    says: 'Before the first policy, Codex runs with its own defaults.',
    at: '/w/northwind/policies',
    as: 'olga',
  },
  {
    name: 'first-gateway',
    says: 'Without an upstream, no model call goes anywhere.',
    at: '/w/northwind/settings/gateway',
    as: 'olga',
  },
]
