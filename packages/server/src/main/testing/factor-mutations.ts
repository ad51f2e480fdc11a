import { factorRoutes, memberSignInRoutes, signInRoutes } from '@bailiwick/contracts'
import {
  addPasskey,
  addTotp,
  type Browser,
  codeOf,
  givePassword,
  openBrowser,
  page,
} from '../../features/identity/factors/testing/person-with-factors.ts'
import { softwareAuthenticator } from '../../features/identity/factors/testing/software-authenticator.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller, TestServer } from '../../testing/server.ts'
import type { Prepare } from './policy-mutations.ts'

/** Mutations of sign-ins, second factors and sign-in security, each with a call that changes something. */
export function factorMutations(it: () => TestServer): Record<string, Prepare> {
  let made = 0
  /** A new member of Acme, signed in with a password. */
  const member = async () => {
    const key = `factor-${++made}`
    const id = newId('person')
    const email = `${key}@acme.test`
    const now = it().clock.now()
    await it().app.db.insertInto('person').values({ id, email, name: key, created_at: now }).execute()
    const workspace_id = it().seeded.workspaces.acme ?? ''
    const membership = { workspace_id, person_id: id, role: 'member', status: 'active' as const, joined_at: now }
    await it().app.db.insertInto('membership').values(membership).execute()
    it().seeded.people[key] = id
    await givePassword(it(), key)
    const browser = openBrowser(it())
    await browser.signIn(email)
    return { id, email, browser }
  }
  const by = (browser: Browser): Caller => ({
    ...it().anonymous,
    inject: (options) => {
      const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
      return it().server.inject({ ...options, headers: { ...options.headers, cookie, 'user-agent': 'Firefox' } })
    },
  })
  const sessionOf = async (personId: string) => {
    const { body } = await it().as('ada').call(memberSignInRoutes.list, { params: { personId } })
    return { personId, sessionId: body.sessions[0]?.id }
  }

  return {
    'Session: endOthers': async () => ({ as: by((await member()).browser) }),
    'Sign-in: secondStep': async () => {
      const { browser, email } = await member()
      const { recoveryCodes } = await addTotp(it(), browser)
      await browser.signIn(email)
      return { as: by(browser), body: { method: 'recovery_code', code: recoveryCodes[0] } }
    },
    'Sign-in: passkey': async () => {
      const { authenticator } = await addPasskey((await member()).browser)
      const browser = openBrowser(it())
      return { as: by(browser), body: { assertion: authenticator.get(await browser.ask(signInRoutes.passkeyOptions)) } }
    },
    'Sign-in: stepUp': async () => {
      const { browser } = await member()
      const { authenticator } = await addPasskey(browser)
      const assertion = authenticator.get(await browser.ask(signInRoutes.stepUpPasskey))
      return { as: by(browser), body: { method: 'passkey', assertion } }
    },
    'Second factors: confirmTotp': async () => {
      const { browser } = await member()
      const { enrolmentId, secret } = (await browser.post(factorRoutes.startTotp.post)).json()
      return { as: by(browser), body: { enrolmentId, code: codeOf(it(), secret) } }
    },
    'Second factors: confirmPasskey': async () => {
      const { browser } = await member()
      const { enrolmentId, options } = (await browser.post(factorRoutes.startPasskey.post)).json()
      return { as: by(browser), body: { enrolmentId, credential: softwareAuthenticator(page).create(options) } }
    },
    'Second factors: rename': async () => {
      const { browser } = await member()
      return { as: by(browser), params: { factorId: (await addTotp(it(), browser)).factor.id }, body: { name: 'New phone' } }
    },
    'Second factors: remove': async () => {
      const { browser } = await member()
      return { as: by(browser), params: { factorId: (await addTotp(it(), browser)).factor.id } }
    },
    'Second factors: makeRecoveryCodes': async () => {
      const { browser } = await member()
      await addTotp(it(), browser)
      return { as: by(browser) }
    },
    'Member sign-ins: end': async () => ({ params: await sessionOf((await member()).id) }),
    'Member sign-ins: endAll': async () => ({ params: { personId: (await member()).id } }),
    'Member sign-ins: resetFactors': async () => {
      const { id, browser } = await member()
      await addTotp(it(), browser)
      return { params: { personId: id } }
    },
    'Sign-in security: update': () => ({ body: { mfaRequired: false, ipAllowlist: ['0.0.0.0/0'] } }),
  }
}
