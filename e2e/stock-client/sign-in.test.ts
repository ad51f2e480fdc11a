import { approvalRoutes, clientRoutes, defaultDenialText, memberRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exec, logout, printStartupConfig, type StockClient, startDeviceLogin } from '../../dev/stock-client/index.ts'
import { type ControlPlane, openControlPlane } from './testing/open-control-plane.ts'

let plane: ControlPlane
beforeAll(async () => {
  plane = await openControlPlane()
})
afterAll(() => plane.close())

const decide = (key: string, userCode: string, decision: 'approve' | 'refuse' = 'approve') =>
  plane.it
    .as(key)
    .call(approvalRoutes.decide, { body: { userCode, workspaceId: plane.it.seeded.workspaces.acme ?? '', decision } })

/** Signs a client in as a person; returns how `codex login` ended. */
async function signIn(client: StockClient, key: string, decision: 'approve' | 'refuse' = 'approve') {
  const login = startDeviceLogin(client)
  const { userCode } = await login.prompt
  await decide(key, userCode, decision)
  return login.ended
}

const mine = async (key: string) => (await plane.it.as(key).call(clientRoutes.mine)).body
const refreshToken = async (client: StockClient) => (await client.home.readAuth())?.tokens?.refresh_token

test('approved: the client is signed in as the person, in the workspace, and starts under its policy', async () => {
  const client = await plane.client()
  const run = await signIn(client, 'dan')
  expect([run.code, run.stderr.trim()]).toEqual([0, 'Successfully logged in'])
  const auth = await client.home.readAuth()
  expect(auth?.tokens).toMatchObject({
    account_id: plane.it.seeded.workspaces.acme,
    oauth_provenance: { issuer: plane.url, client_id: 'codex-cli' },
  })
  const claims = Buffer.from(auth?.tokens?.id_token.split('.')[1] ?? '', 'base64url').toString()
  expect(JSON.parse(claims).email).toBe('dan@acme.test')
  const started = await printStartupConfig(client)
  expect(started.requirements).toMatchObject({ modelProvider: 'bailiwick' })
})

test('refused: the client shows the text of the workspace, byte for byte', async () => {
  const client = await plane.client()
  const run = await signIn(client, 'petra', 'refuse')
  expect(run.code).toBe(1)
  expect(run.stderr.trim().endsWith(`token endpoint returned status 403 Forbidden: ${defaultDenialText}`), run.stderr).toBe(true)
  expect(await client.home.readAuth()).toBeUndefined()
})

test('expired: the client ends with a sentence that says what to do', async () => {
  const client = await plane.client()
  const login = startDeviceLogin(client)
  const { userCode } = await login.prompt
  plane.it.clock.advance(15 * 60_000)
  expect((await decide('dan', userCode)).problem?.code).toBe('device.code_unknown')
  const run = await login.ended
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('This code has expired. Run the same sign-in command again')
})

test('logout with our revoke address ends the sign-in here', async () => {
  const client = await plane.client({ env: { CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${plane.url}/oauth/revoke` } })
  await signIn(client, 'sam')
  const tokens = (await client.home.readAuth())?.tokens
  expect(await mine('sam')).toHaveLength(1)
  const run = await logout(client)
  expect([run.code, run.stderr.trim()]).toEqual([0, 'Successfully logged out'])
  expect(await mine('sam')).toHaveLength(0)
  const bundle = await plane.it.anonymous.inject({
    method: 'GET',
    url: '/backend-api/wham/config/bundle',
    headers: { authorization: `Bearer ${tokens?.access_token}` },
  })
  expect(bundle.statusCode).toBe(401)
})

test('a refresh whose answer is lost costs nothing: the client asks again and gets the same token', async () => {
  const client = await plane.client()
  await signIn(client, 'carl')
  const before = await refreshToken(client)
  plane.it.clock.advance(3_600_000) // the server finds the access token expired, the client does not yet
  plane.loseAnswer('/oauth/token')
  const from = plane.requests.length
  const started = await printStartupConfig(client)
  expect(started.code, started.stderr).toBe(0)
  const asked = plane.requests.slice(from).filter((it) => it === 'POST /oauth/token')
  expect(asked.length, 'lost once, then answered').toBeGreaterThanOrEqual(2)
  expect(await refreshToken(client)).not.toBe(before)
  expect(await mine('carl')).toHaveLength(1)
})

test('several clients that share one sign-in and refresh at once all start, and nobody is signed out', async () => {
  const client = await plane.client()
  plane.setClock(-7_200_000)
  await signIn(client, 'cora')
  plane.setClock(0)
  const from = plane.requests.length
  const runs = await Promise.all([1, 2, 3].map(() => printStartupConfig(client)))
  expect(runs.map((run) => run.code)).toEqual([0, 0, 0])
  expect(plane.requests.slice(from)).toContain('POST /oauth/token')
  plane.it.clock.advance(3_600_000) // whichever of them wrote its answer last, the token that is kept is the current one
  await client.home.dropBundleCache()
  expect((await printStartupConfig(client)).code).toBe(0)
  expect(await mine('cora')).toHaveLength(1)
})

test('a copied sign-in that is used later ends for both', async () => {
  const client = await plane.client()
  const copy = await plane.client()
  await signIn(client, 'nora')
  const auth = await client.home.readAuth()
  if (!auth) throw new Error('the client did not keep its tokens')
  await copy.home.writeAuth(auth)
  plane.it.clock.advance(3_600_000)
  expect((await printStartupConfig(client)).code).toBe(0)
  plane.it.clock.advance(61_000)
  const stolen = await printStartupConfig(copy)
  expect(stolen.code).not.toBe(0)
  expect(`${stolen.stdout}${stolen.stderr}`).toContain('already used')
  expect(await mine('nora')).toHaveLength(0)
  await client.home.dropBundleCache()
  const victim = await printStartupConfig(client)
  expect(victim.code).not.toBe(0)
})

test('a member who is deactivated reads the text of the workspace, and after an hour has to sign in again', async () => {
  const client = await plane.client()
  await signIn(client, 'ana')
  const params = { personId: plane.it.seeded.people.ana ?? '' }
  expect((await plane.it.as('ada').call(memberRoutes.update, { params, body: { status: 'deactivated' } })).status).toBe(200)
  const turn = await exec(client, 'say hi', ['-m', 'acme-coder'])
  expect(turn.errors, 'still held to the policy').toContain(defaultDenialText)
  plane.it.clock.advance(3_600_000)
  await client.home.dropBundleCache()
  const run = await printStartupConfig(client)
  expect(run.code).not.toBe(0)
  expect(`${run.stdout}${run.stderr}`).toContain('sign in again')
})

test('a member who signs a client out in the console is asked to sign in again', async () => {
  const client = await plane.client()
  await signIn(client, 'petra')
  const [signedIn] = await mine('petra')
  expect(signedIn?.surface).toBe('device_code')
  await plane.it.as('petra').call(clientRoutes.signOutMine, { params: { clientId: signedIn?.id ?? '' } })
  const run = await printStartupConfig(client)
  expect(run.code).not.toBe(0)
  expect(`${run.stdout}${run.stderr}`).toContain('sign in again')
})
