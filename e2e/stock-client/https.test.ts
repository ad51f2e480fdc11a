import { clientRoutes } from '@bailiwick/contracts'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  exec,
  logout,
  openAppServer,
  printStartupConfig,
  type StockClient,
  startDeviceLogin,
} from '../../dev/stock-client/index.ts'
import { clientAsConnectSays } from './testing/as-connect-says.ts'
import { openBrowser, signInOnPage } from './testing/browser.ts'
import { takeCallbackPort } from './testing/callback-port.ts'
import { type Company, openCompany } from './testing/open-company.ts'

let company: Company
let browser: Browser
let giveBack: (() => Promise<void>) | undefined
/** Set up and signed in by the steps of the connect page. */
let client: StockClient
beforeAll(async () => {
  ;[company, browser] = await Promise.all([openCompany({ https: 'own' }), openBrowser()])
  client = await clientAsConnectSays(company, 'sam')
  await company.signIn('sam', client)
})
afterAll(async () => {
  await giveBack?.()
  await browser?.close()
  await company?.close()
})
beforeEach(() => company.model.reset())

test('set up as the connect page says, over https with the private authority of the server: signed in, held, answered', async () => {
  expect(company.url).toMatch(/^https:/)
  expect(client.env.CODEX_CA_CERTIFICATE).toBe(`${client.home.codexHome}/bailiwick-ca.pem`)
  const started = await printStartupConfig(client)
  expect(started.requirements, started.refusal).toMatchObject({ allowedSandboxModes: ['read-only', 'workspace-write'] })
  company.model.script({ call: 'exec_command', args: { cmd: 'echo over-tls' } }, { message: 'done' })
  const run = await exec(client, 'Run it')
  expect([run.code, run.messages], run.stderr).toEqual([0, ['done']])
  expect(company.model.requests[1]?.body?.input.at(-1)?.output).toContain('over-tls')
})

test('without the authority the client does not start', async () => {
  const stranger = await company.client({ caFile: '' })
  const login = await startDeviceLogin(stranger).ended
  expect(login.code).toBe(1)
  expect(login.stderr).toContain('error sending request')
})

test('an editor signs in with the browser: the consent page, then the account, a turn and the way out', async () => {
  giveBack = await takeCallbackPort()
  const editor = await clientAsConnectSays(company, 'petra')
  const appServer = await openAppServer(editor)
  const started = await appServer.call<{ authUrl: string }>('account/login/start', { type: 'chatgpt' })
  expect(started.authUrl.startsWith(`${company.url}/oauth/authorize?`)).toBe(true)
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await page.goto(started.authUrl)
  const petra = company.server.demo.people.find((it) => it.email === 'petra@acme.test')
  if (!petra) throw new Error('petra is missing')
  await signInOnPage(page, petra)
  await page.getByRole('heading', { name: 'Sign Codex in?' }).waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.waitForURL(/^http:\/\/(localhost|127\.0\.0\.1):\d+\//)
  expect(await appServer.seen('account/login/completed')).toMatchObject({ success: true, error: null })
  await context.close()
  await giveBack()
  giveBack = undefined

  const account = await appServer.call('account/read', {})
  expect(account).toMatchObject({ account: { type: 'chatgpt', email: 'petra@acme.test', planType: 'enterprise' } })
  company.model.script({ message: 'hello, editor' })
  expect(await appServer.turn('Say hello')).toMatchObject({ status: 'completed', error: null })
  await appServer.close()
  const mine = async () => (await (await company.server.person('petra')).call(clientRoutes.mine)).body
  expect(await mine()).toMatchObject([{ surface: 'browser' }])
  const out = await logout(editor)
  expect([out.code, out.stderr.trim()]).toEqual([0, 'Successfully logged out'])
  expect(await mine(), 'the revoke address came from the connect page').toEqual([])
})
