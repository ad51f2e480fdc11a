import type { Page } from 'playwright-core'
import type { IdentityLife } from './identity-life.ts'
import type { Shot } from './pages.ts'

/** The pages about where people come from, how they prove who they are, and what is kept of it. */
export function identityPages({ directory, provider }: IdentityLife): Shot[] {
  const acme = '/w/acme'
  const okta = `${acme}/identity/directories/${directory}`
  const house = `${acme}/identity/single-sign-on/${provider}`
  const startApp = async (page: Page) => {
    await page.getByRole('button', { name: 'Add an authenticator app' }).click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  }
  const verify = async (page: Page) => {
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText(/^Intact/).waitFor()
  }
  return [
    {
      name: 'single-sign-on-entry',
      says: 'The e-mail address finds the identity provider.',
      at: '/sign-in/single-sign-on',
      as: 'nobody',
    },
    {
      name: 'account-authenticator',
      says: 'An authenticator app is added by a QR code that never leaves the page.',
      at: '/account',
      as: 'dan',
      act: startApp,
    },
    {
      name: 'security',
      says: 'Who lacks a second factor, and from which networks the workspace is administered.',
      at: `${acme}/identity/security`,
    },
    { name: 'security-dark-phone', at: `${acme}/identity/security`, dark: true, phone: true },
    {
      name: 'directories',
      says: 'Directories that fill members and groups, and whether they work.',
      at: `${acme}/identity/directories`,
    },
    {
      name: 'directory-set-up',
      says: 'What to enter at the identity provider, with the call that arrived.',
      at: `${okta}?tab=setup`,
    },
    { name: 'directory-history', says: 'What each sync did, and what was refused and why.', at: `${okta}?tab=history` },
    { name: 'directory-history-dark', at: `${okta}?tab=history`, dark: true },
    {
      name: 'directory-tokens',
      says: 'Several tokens may be valid, so that one is replaced without a gap.',
      at: `${okta}?tab=tokens`,
    },
    {
      name: 'single-sign-on',
      says: 'Identity providers, mail domains, sealed owners, and what must stand before it is enforced.',
      at: `${acme}/identity/single-sign-on`,
    },
    { name: 'single-sign-on-phone', at: `${acme}/identity/single-sign-on`, phone: true },
    {
      name: 'single-sign-on-provider',
      says: 'One identity provider: what to enter there, and what it told.',
      at: `${house}?tab=connection`,
    },
    {
      name: 'single-sign-on-new',
      says: 'A provider is added by its protocol, and enabled after a test.',
      at: `${acme}/identity/single-sign-on/new?kind=saml`,
    },
    {
      name: 'audit-verified',
      says: 'The chain verified, with the line that verifies an export elsewhere.',
      at: `${acme}/evidence/audit?class=access`,
      act: verify,
    },
    {
      name: 'audit-export',
      says: 'The log as a file: to prove, or to read.',
      at: `${acme}/evidence/audit?do=export`,
    },
  ]
}
