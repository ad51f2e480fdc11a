import { groupRoutes, policyRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
const ids = { policy: '', group: '' }
beforeAll(async () => {
  bailiwick = await openConsole()
  const { owner } = bailiwick.server
  ids.policy = (await owner.call(policyRoutes.list, { query: { search: 'Standard' } })).body.items[0]?.id ?? ''
  ids.group = (await owner.call(groupRoutes.list)).body.items[0]?.id ?? ''
})
afterAll(() => bailiwick?.close())

const desk = { viewport: { width: 1280, height: 860 } } as const
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const

const pages: [who: string, address: () => string, words: string][] = [
  ['cora', () => '/w/acme/policies', '3 rules and a default decide; 9 of 9 members have a policy.'],
  ['grace', () => '/w/acme/policies', 'Owners and Codex Admins change the rules.'],
  ['ada', () => '/w/acme/policies?tab=policies', 'People from outside: read, never write, no web'],
  ['ada', () => '/w/acme/policies?tab=history&revision=1', 'Locked down version 1'],
  ['ada', () => '/w/acme/policies/new?from=cautious-baseline', 'Clients refuse this and do not start'],
  ['cora', () => `/w/acme/policies/${ids.policy}`, 'Clients accept this'],
  ['grace', () => `/w/acme/policies/${ids.policy}`, 'You can read this policy.'],
  ['ada', () => `/w/acme/policies/${ids.policy}?tab=versions`, 'All versions'],
  ['ada', () => `/w/acme/policies/${ids.policy}?tab=about`, 'It cannot be deleted.'],
  ['ada', () => '/w/acme/lookup', 'Whose policy?'],
  ['ada', () => '/w/acme/lookup?email=petra@acme.test', 'Came too late'],
  ['cora', () => `/w/acme/lookup?group=${ids.group}`, 'Somebody who is only in Contractors gets “Locked down”'],
  ['ada', () => '/w/acme/lookup?email=nobody@acme.test', 'Nobody here has this e-mail address'],
  ['dan', () => '/w/acme/me/policy', 'Dan Developer gets “Standard”'],
  ['dan', () => '/w/acme/me/clients', 'No client is signed in'],
  ['dan', () => '/w/acme/connect', 'On your Linux machine'],
  ['ada', () => '/w/acme/connect?system=windows', 'On your Windows machine'],
  ['dan', () => '/w/acme/policies', 'You lack the permission for this page'],
  ['dan', () => '/codex/device', 'Sign Codex in'],
  ['dan', () => '/codex/authorize', 'The address carries no sign-in request.'],
  ['dan', () => '/codex/authorize?request=forged', 'This sign-in request is not valid any more'],
]

describe.each([
  ['on a desk, light', { ...desk, colorScheme: 'light' }],
  ['on a phone, dark', { ...phone, colorScheme: 'dark' }],
] as const)('%s', (_, device) => {
  test.each(pages)('%s at %s is told “%s”, without a finding of axe or a sideways scroll', async (who, address, words) => {
    const page = await bailiwick.pageAs(who, device)
    const mistakes: string[] = []
    page.on('pageerror', (error) => mistakes.push(error.message))
    await page.goto(address())
    await page.getByText(words, { exact: false }).first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await axeFindings(page)).toEqual([])
    const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(sideways).toBe(0)
    expect(mistakes).toEqual([])
    await page.close()
  })
})

test('a device page asked for by a stranger comes back after the sign-in, without the code of the link', async () => {
  const page = await bailiwick.pageAs(null)
  await page.goto('/codex/device?user_code=ABCD-EFGH')
  await page.waitForURL('**/sign-in**')
  const dan = bailiwick.server.demo.people.find((it) => it.email === 'dan@acme.test')
  await page.getByLabel('E-mail').fill('dan@acme.test')
  await page.getByLabel('Password', { exact: true }).fill(dan?.password ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Sign Codex in' }).waitFor()
  expect(await page.getByLabel('Code', { exact: true }).inputValue()).toBe('')
  await page.waitForURL((url) => url.pathname === '/codex/device' && url.search === '')
})

test('two people change the rules at the same time: both orders are shown and either can go on', async () => {
  const [ada, cora] = await Promise.all([bailiwick.pageAs('ada'), bailiwick.pageAs('cora')])
  for (const page of [ada, cora]) {
    await page.goto('/w/acme/policies')
    await page.getByRole('button', { name: 'Move rule 3, Engineering' }).waitFor()
  }
  await ada.getByRole('button', { name: 'Move Engineering up' }).click()
  await cora.getByRole('button', { name: 'Remove the rule for Platform' }).click()
  await cora.getByRole('button', { name: 'Put in force' }).click()
  await cora.getByText(/^2 rules and a default decide/).waitFor()
  await ada.getByRole('button', { name: 'Put in force' }).click()
  await ada.getByText('Cora Codex Admin changed the rules meanwhile').waitFor()
  expect(await axeFindings(ada)).toEqual([])
  await ada.getByRole('button', { name: 'Go on with mine' }).click()
  await ada.getByText('New rule 3: whoever is in Platform and in no group before it gets “Platform engineers”.').waitFor()
  await ada.getByRole('button', { name: 'Put in force' }).click()
  await ada.getByText(/^3 rules and a default decide/).waitFor()
  expect(await ada.getByRole('button', { name: /^Move rule \d/ }).evaluateAll((all) => all.map((it) => it.ariaLabel))).toEqual([
    'Move rule 1, Contractors',
    'Move rule 2, Engineering',
    'Move rule 3, Platform',
  ])
})

test('two people save the same policy: the second sees both texts, and taking theirs can be undone', async () => {
  const [ada, cora] = await Promise.all([bailiwick.pageAs('ada'), bailiwick.pageAs('cora')])
  const editorOf = (page: typeof ada) => page.getByRole('textbox', { name: 'Requirements of Standard' })
  for (const [page, line] of [
    [ada, '# by Ada\n'],
    [cora, '# by Cora\n'],
  ] as const) {
    await page.goto(`/w/acme/policies/${ids.policy}`)
    await editorOf(page).focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.insertText(line)
  }
  const save = async (page: typeof ada) => {
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: 'Save and publish' }).click()
  }
  await save(cora)
  await cora.getByText('Version 2 is saved.', { exact: true }).waitFor()
  await save(ada)
  const dialog = ada.getByRole('dialog', { name: 'Cora Codex Admin saved version 2 meanwhile' })
  await dialog.getByText('# by Cora').waitFor()
  await dialog.getByText('# by Ada').waitFor()
  expect(await axeFindings(ada)).toEqual([])
  await dialog.getByRole('button', { name: 'Take theirs' }).click()
  await editorOf(ada).getByText('# by Cora').waitFor()
  await editorOf(ada).focus()
  await ada.keyboard.press('Control+z')
  await editorOf(ada).getByText('# by Ada').waitFor()
  await save(ada)
  await ada.getByText('Version 3 is saved.', { exact: true }).waitFor()
})
