import { factorRoutes, type RouteContract, signInRoutes } from '@bailiwick/contracts'
import type { LightMyRequestResponse } from 'fastify'
import { TOTP } from 'otpauth'
import { hashPassword } from '../../../../platform/crypto/passwords.ts'
import type { TestServer } from '../../../../testing/server.ts'
import { softwareAuthenticator } from './software-authenticator.ts'

export const password = 'dan-likes-long-passwords'
const hash = await hashPassword(password)

/** Where people reach the server in these tests: passkeys need a host name. */
export const page = { origin: 'http://localhost:8787', rpId: 'localhost' }

/** A browser: it keeps cookies, and says what it is. */
export function openBrowser(it: TestServer, { userAgent = 'Firefox', address = '192.0.2.7' } = {}) {
  const jar = new Map<string, string>()
  const browser = {
    jar,
    async send(
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      url: string,
      payload?: object,
      headers: Record<string, string> = {},
    ) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await it.server.inject({
        method,
        url,
        remoteAddress: address,
        headers: { 'user-agent': userAgent, ...(cookie && { cookie }), ...headers },
        ...(payload && { payload }),
      })
      for (const { name, value } of answer.cookies) value === '' ? jar.delete(name) : jar.set(name, value)
      return answer
    },
    post: (url: string, payload?: object) => browser.send('POST', url, payload),
    signIn: (email: string, given = password) => browser.post('/api/v1/session', { email, password: given }),
    me: async () => (await browser.send('GET', '/api/v1/me')).json(),
    secondStep: (proof: object) => browser.post(signInRoutes.secondStep.post, proof),
    /** Answers the challenge of whatever asks for a passkey. */
    async ask(route: { post: string } & RouteContract) {
      return (await browser.post(route.post)).json().options as Record<string, unknown> // WebAuthn's own JSON
    },
  }
  return browser
}

export type Browser = ReturnType<typeof openBrowser>

/** The code that an authenticator app with this secret shows. */
export const codeOf = (it: TestServer, secret: string, stepsLater = 0): string =>
  new TOTP({ secret }).generate({ timestamp: it.clock.now().getTime() + stepsLater * 30_000 })

export const givePassword = async (it: TestServer, ...keys: string[]) => {
  const ids = keys.map((key) => it.seeded.people[key] ?? '')
  await it.app.db.updateTable('person').set({ password_hash: hash }).where('id', 'in', ids).execute()
}

/** Adds an authenticator app in a browser that is signed in; the code that confirmed it is spent. */
export async function addTotp(it: TestServer, browser: Browser) {
  const { enrolmentId, secret } = (await browser.post(factorRoutes.startTotp.post)).json()
  const added = await browser.post(factorRoutes.confirmTotp.post, { enrolmentId, code: codeOf(it, secret) })
  return { secret: String(secret), ...(added.json() as { factor: { id: string }; recoveryCodes: string[] }) } // the contract's own shape
}

/** Adds a passkey in a browser that is signed in. */
export async function addPasskey(browser: Browser, name = 'Laptop', authenticator = softwareAuthenticator(page)) {
  const { enrolmentId, options } = (await browser.post(factorRoutes.startPasskey.post)).json()
  const credential = authenticator.create(options)
  const added = await browser.post(factorRoutes.confirmPasskey.post, { enrolmentId, credential, name })
  return { authenticator, added }
}

export const codeIn = (answer: LightMyRequestResponse): unknown => (answer.body ? answer.json().code : answer.statusCode)

export const factsOf = async (it: TestServer, kind: string) => {
  const rows = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_id', 'fact.id')
    .select('payload')
    .where('kind', '=', kind)
    .orderBy('at')
    .orderBy('fact.id')
    .execute()
  return rows.map((row) => row.payload.detail)
}
