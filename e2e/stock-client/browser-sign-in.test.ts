import { approvalRoutes, defaultDenialText } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, openAppServer, type StockClient } from '../../dev/stock-client/index.ts'
import { takeCallbackPort } from './testing/callback-port.ts'
import { type ControlPlane, openControlPlane } from './testing/open-control-plane.ts'

let plane: ControlPlane
let giveBack: (() => Promise<void>) | undefined
beforeAll(async () => {
  giveBack = await takeCallbackPort()
  plane = await openControlPlane({ https: true })
})
afterAll(async () => {
  await plane?.close()
  await giveBack?.()
})

async function startClient(): Promise<{ client: StockClient; appServer: AppServer }> {
  const client = await plane.client({
    env: {
      CODEX_APP_SERVER_LOGIN_ISSUER: plane.url,
      CODEX_APP_SERVER_LOGIN_CLIENT_ID: 'codex-cli',
      CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${plane.url}/oauth/revoke`,
    },
  })
  return { client, appServer: await openAppServer(client) }
}

/** The person's browser: opens the client's address, decides on the consent page, and goes where that sends it. */
async function inTheBrowser(authUrl: string, key: string, decision: 'approve' | 'refuse'): Promise<Response> {
  const { pathname, search } = new URL(authUrl)
  const person = plane.it.as(key)
  const authorize = await person.inject({ method: 'GET', url: `${pathname}${search}` })
  const consent = new URL(authorize.headers.location ?? '', plane.url)
  expect(consent.pathname).toBe('/codex/authorize')
  const request = consent.searchParams.get('request') ?? ''
  const workspaceId = plane.it.seeded.workspaces.acme ?? ''
  const { body } = await person.call(approvalRoutes.decideAuthorize, { body: { request, workspaceId, decision } })
  return fetch(body.redirectTo)
}

async function signIn(appServer: AppServer, key: string, decision: 'approve' | 'refuse' = 'approve') {
  const started = await appServer.call<{ authUrl: string }>('account/login/start', { type: 'chatgpt' })
  const page = await inTheBrowser(started.authUrl, key, decision)
  return { page, completed: await appServer.seen('account/login/completed') }
}

test('browser sign-in through the app-server over https with a private CA: tokens, account, limits, logout', async () => {
  const { client, appServer } = await startClient()
  const { page, completed } = await signIn(appServer, 'dan')
  expect(page.status).toBe(200)
  expect(completed).toMatchObject({ success: true, error: null })
  const account = await appServer.call('account/read', {})
  expect(account).toMatchObject({ account: { type: 'chatgpt', email: 'dan@acme.test', planType: 'enterprise' } })
  expect((await client.home.readAuth())?.OPENAI_API_KEY, 'the token exchange gave no key').toBeNull()
  const limits = await appServer.call('account/rateLimits/read', {})
  expect(limits).toMatchObject({ rateLimits: { primary: null, planType: 'enterprise', credits: { unlimited: true } } })
  await appServer.call('account/logout', {})
  expect(plane.requests).toContain('POST /oauth/revoke')
  expect(await client.home.readAuth()).toBeUndefined()
  await appServer.close()
})

test('a refusal is shown by the client with the text of the workspace', async () => {
  const { appServer } = await startClient()
  const { completed } = await signIn(appServer, 'petra', 'refuse')
  expect(completed).toMatchObject({ success: false, error: expect.stringContaining(defaultDenialText) })
  await appServer.close()
})

test('the app-server signs in by device code as well', async () => {
  const { appServer } = await startClient()
  const started = await appServer.call<{ userCode: string; verificationUrl: string }>('account/login/start', {
    type: 'chatgptDeviceCode',
  })
  expect(started.verificationUrl).toBe(`${plane.url}/codex/device`)
  const workspaceId = plane.it.seeded.workspaces.acme ?? ''
  const body = { userCode: started.userCode, workspaceId, decision: 'approve' } as const
  expect((await plane.it.as('sam').call(approvalRoutes.decide, { body })).body.outcome).toBe('approved')
  expect(await appServer.seen('account/login/completed')).toMatchObject({ success: true, error: null })
  expect(await appServer.call('account/read', {})).toMatchObject({ account: { email: 'sam@acme.test' } })
  await appServer.close()
})
