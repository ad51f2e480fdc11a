import { auditRoutes, groupRoutes, memberRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
const ids = { member: '', group: '', fact: '' }
beforeAll(async () => {
  bailiwick = await openConsole()
  const { owner } = bailiwick.server
  ids.member = (await owner.call(memberRoutes.list, { query: { search: 'petra' } })).body.items[0]?.id ?? ''
  ids.group = (await owner.call(groupRoutes.list)).body.items[0]?.id ?? ''
  ids.fact = (await owner.call(auditRoutes.list)).body.items.at(-1)?.id ?? ''
})
afterAll(() => bailiwick?.close())

const desk = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' } as const
const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true } as const

/** `:member`, `:group` and `:fact` stand for one of the company's. */
const pages: [who: string | null, address: string, heading: string][] = [
  [null, '/sign-in', 'Sign in'],
  [null, '/sign-in/single-sign-on', 'Single sign-on'],
  [null, '/setup', 'This installation is set up'],
  [null, '/invitation', 'Open the invitation link'],
  [null, '/reset-password#token=anything', 'Choose a new password'],
  ['ada', '/w/acme', 'Overview'],
  ['ada', '/w/acme/people/members', 'Members'],
  ['ada', '/w/acme/people/members?do=invite', 'Members'],
  ['ada', '/w/acme/people/members/:member', 'Petra Platform'],
  ['ada', '/w/acme/people/groups', 'Groups'],
  ['ada', '/w/acme/people/groups/:group', 'Contractors'],
  ['ada', '/w/acme/insights/turns', 'Model turns'],
  ['ada', '/w/acme/evidence/audit/:fact', 'Audit'],
  ['ada', '/w/acme/evidence/audit?do=export', 'Audit'],
  ['ada', '/w/acme/identity/directories?do=connect', 'Directories'],
  ['ada', '/w/acme/identity/single-sign-on', 'Single sign-on'],
  ['ada', '/w/acme/identity/single-sign-on/new?kind=saml', 'Add an identity provider'],
  ['ada', '/w/acme/identity/security', 'Sign-in security'],
  ['grace', '/w/acme/identity/single-sign-on', 'Single sign-on'],
  ['ada', '/proved-again', 'It is you'],
  ['ada', '/w/acme/settings', 'Settings and permissions'],
  ['ada', '/w/acme/settings/gateway?do=add', 'Model gateway'],
  ['ada', '/w/acme/settings/admin-keys?do=create', 'Admin keys'],
  ['ada', '/w/acme/settings/workspace', 'Workspace'],
  ['ada', '/w/acme/settings/api?search=group', 'API reference'],
  ['ada', '/account', 'Sign-in and security'],
  ['ada', '/w/acme/no/such/page', 'There is nothing at this address'],
  ['dan', '/w/acme/people/members', 'You lack the permission for this page'],
]

describe.each([
  ['on a desk, light', desk],
  ['on a phone, dark', phone],
])('%s', (_, device) => {
  test.each(pages)('%s finds %s in order: its heading, nothing for axe, no sideways scroll', async (who, address, heading) => {
    const page = await bailiwick.pageAs(who, device)
    const mistakes: string[] = []
    page.on('pageerror', (error) => mistakes.push(error.message))
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) mistakes.push(message.text())
    })
    await page.goto(address.replace(/:(member|group|fact)/, (_name, kind: keyof typeof ids) => ids[kind]))
    await page.locator('h1', { hasText: heading }).waitFor()
    await expect
      .poll(
        () =>
          page
            .getByRole('status')
            .filter({ hasText: /^Loading$/ })
            .count(),
        { timeout: 20_000 },
      )
      .toBe(0)
    expect(await page.title()).toContain('Bailiwick')
    expect(await axeFindings(page)).toEqual([])
    const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(sideways).toBe(0)
    expect(mistakes).toEqual([])
    await page.close()
  })
})
