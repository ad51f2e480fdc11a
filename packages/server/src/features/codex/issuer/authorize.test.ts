import { approvalRoutes, defaultDenialText } from '@bailiwick/contracts'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { authenticateClient } from './access-tokens.ts'
import { challengeOf } from './codes.ts'
import { factsAbout, setSetting, wireClient } from './testing/wire-client.ts'

let it: TestServer
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  it = await startTestServer()
  client = wireClient(it)
})
afterAll(() => it.close())

const verifier = 'v'.repeat(86)
const redirectUri = 'http://127.0.0.1:1455/auth/callback'
const asked = {
  response_type: 'code',
  client_id: 'codex-cli',
  redirect_uri: redirectUri,
  code_challenge: challengeOf(verifier),
  code_challenge_method: 'S256',
  state: 'state-of-the-client',
  scope: 'openid profile email offline_access',
  id_token_add_organizations: 'true',
  codex_cli_simplified_flow: 'true',
  originator: 'codex_vscode',
}

async function authorize(change: Record<string, string | undefined> = {}) {
  const query = Object.fromEntries(Object.entries({ ...asked, ...change }).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))
  const answer = await it.server.inject({ method: 'GET', url: '/oauth/authorize', query })
  return { status: answer.statusCode, location: answer.headers.location, text: answer.body }
}

async function requestFor(change: Record<string, string> = {}): Promise<string> {
  const { location } = await authorize(change)
  return new URL(location ?? '', 'http://127.0.0.1').searchParams.get('request') ?? ''
}

async function decide(key: string, request: string, decision: 'approve' | 'refuse' = 'approve', slug = 'acme') {
  const workspaceId = it.seeded.workspaces[slug] ?? ''
  const answer = await it.as(key).call(approvalRoutes.decideAuthorize, { body: { request, workspaceId, decision } })
  return { ...answer, to: answer.status === 200 ? new URL(answer.body.redirectTo) : undefined }
}

const exchange = (code: string, change: Record<string, string> = {}) =>
  client.exchange({ authorization_code: code, code_verifier: verifier }, { redirect_uri: redirectUri, ...change })

test('a browser sign-in: consent page, redirect with code and state, tokens', async () => {
  const { status, location } = await authorize()
  expect(status).toBe(302)
  expect(location).toMatch(/^\/codex\/authorize\?request=[\w-]+$/)
  const request = await requestFor()
  const found = await it.as('dan').call(approvalRoutes.findAuthorize, { body: { request } })
  expect(found.body).toMatchObject({ clientId: 'codex-cli', originator: 'codex_vscode', redirectHost: '127.0.0.1:1455' })
  expect(found.body.workspaces.map((choice) => choice.name)).toEqual(['Acme Robotics'])
  const { to } = await decide('dan', request)
  expect(`${to?.origin}${to?.pathname}`).toBe(redirectUri)
  expect(to?.searchParams.get('state')).toBe(asked.state)
  const code = to?.searchParams.get('code') ?? ''
  const wrong = await exchange(code, { redirect_uri: 'http://127.0.0.1:1457/auth/callback' })
  expect(wrong.body.error).toBe('invalid_grant')
  expect((await exchange(code, { code_verifier: 'w'.repeat(86) })).body.error).toBe('invalid_grant')
  const { body } = await exchange(code)
  expect(decodeJwt(body.id_token).email).toBe('dan@acme.test')
  expect(await authenticateClient(it.app, { authorization: `Bearer ${body.access_token}` })).toMatchObject({
    grant: { surface: 'browser' },
  })
})

test('one request is one code', async () => {
  const request = await requestFor()
  const both = await Promise.all([decide('dan', request), decide('petra', request)])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 400])
  expect(both.find((answer) => answer.status === 400)?.problem?.code).toBe('authorize.not_valid')
})

test('one request is decided once: what was refused is not refused again, nor allowed, and it is one fact', async () => {
  const refusals = async () => (await factsAbout(it, 'ana')).filter((kind) => kind === 'client.sign_in_refused')
  const request = await requestFor()
  const both = await Promise.all([decide('ana', request, 'refuse'), decide('ana', request, 'refuse')])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 400])
  expect((await decide('ana', request)).problem?.code).toBe('authorize.not_valid')
  expect(await refusals()).toHaveLength(1)
  const approved = await requestFor()
  const code = (await decide('ana', approved)).to?.searchParams.get('code') ?? ''
  expect((await decide('ana', approved, 'refuse')).problem?.code).toBe('authorize.not_valid')
  expect(await refusals()).toHaveLength(1)
  expect((await exchange(code)).status, 'a refusal that came too late takes nothing away').toBe(200)
})

test('a refusal and a missing right go back to the client as access_denied', async () => {
  const refused = await decide('petra', await requestFor(), 'refuse')
  expect(refused.to?.searchParams.get('error')).toBe('access_denied')
  await setSetting(it, 'codex_local', false)
  const denied = await decide('sam', await requestFor())
  expect(Object.fromEntries(denied.to?.searchParams ?? [])).toEqual({
    error: 'access_denied',
    error_description: defaultDenialText,
    state: asked.state,
  })
  await setSetting(it, 'codex_local', true)
  expect(await factsAbout(it, 'petra')).toEqual(['client.sign_in_refused'])
  expect(await factsAbout(it, 'sam')).toEqual(['client.sign_in_refused'])
})

test('device code being off does not stop the browser', async () => {
  await setSetting(it, 'device_code', false)
  const { to } = await decide('nora', await requestFor())
  expect((await exchange(to?.searchParams.get('code') ?? '')).status).toBe(200)
  await setSetting(it, 'device_code', true)
})

test('a client that accepts some workspaces only is signed in to no other', async () => {
  const request = await requestFor({ allowed_workspace_id: `x,${it.seeded.workspaces.beta}` })
  const found = await it.as('dan').call(approvalRoutes.findAuthorize, { body: { request } })
  expect(found.body.workspaces).toEqual([])
  expect((await decide('dan', request)).problem?.code).toBe('workspace.not_found')
  const own = await requestFor({ allowed_workspace_id: it.seeded.workspaces.acme ?? '' })
  expect((await decide('dan', own)).status).toBe(200)
})

test('nobody else decides: other workspaces, strangers, other sites, forged and stale requests', async () => {
  const request = await requestFor()
  expect((await decide('mallory', request)).problem?.code).toBe('workspace.not_found')
  expect((await it.anonymous.call(approvalRoutes.findAuthorize, { body: { request } })).status).toBe(401)
  const crossSite = await it.as('dan').inject({
    method: 'POST',
    url: '/api/v1/authorize-requests/decide',
    headers: { origin: 'https://evil.test' },
    payload: { request, workspaceId: it.seeded.workspaces.acme, decision: 'approve' },
  })
  expect(crossSite.json().code).toBe('request.cross_site')
  const turned = `${request.slice(0, -4)}${request.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
  expect((await decide('dan', turned)).problem?.code).toBe('authorize.not_valid')
  const foreign = it.app.sealing.seal('{"purpose":"something else"}').toString('base64url')
  expect((await decide('dan', foreign)).problem?.code).toBe('authorize.not_valid')
  it.clock.advance(10 * 60_000)
  expect((await decide('dan', request)).problem?.code).toBe('authorize.not_valid')
})

test('a code that waits for over a minute is worth nothing', async () => {
  const { to } = await decide('dan', await requestFor())
  it.clock.advance(60_000)
  expect((await exchange(to?.searchParams.get('code') ?? '')).body.error_description).toContain('expired')
})

test('before the address to return to is trusted, an error stays on this page', async () => {
  for (const change of [
    { client_id: 'somebody' },
    { redirect_uri: undefined },
    { redirect_uri: 'https://evil.test/auth/callback' },
    { redirect_uri: 'http://127.0.0.1.evil.test:1455/auth/callback' },
    { redirect_uri: 'http://127.0.0.1:1455@evil.test/auth/callback' },
    { redirect_uri: 'http://127.0.0.1:1455/elsewhere' },
    { redirect_uri: 'http://127.0.0.1:99999/auth/callback' },
    { redirect_uri: 'javascript:alert(1)//127.0.0.1:1455/auth/callback' },
  ]) {
    const { status, location } = await authorize(change)
    expect([status, location], JSON.stringify(change)).toEqual([400, undefined])
  }
})

test('after it, an error goes to the client with its state', async () => {
  for (const change of [
    { code_challenge: undefined },
    { code_challenge_method: 'plain' },
    { response_type: 'token' },
    { code_challenge: 'short' },
  ]) {
    const { location } = await authorize(change)
    const to = new URL(location ?? '')
    expect(to.origin).toBe('http://127.0.0.1:1455')
    expect([to.searchParams.get('error'), to.searchParams.get('state')]).toEqual(['invalid_request', asked.state])
  }
})

test('discovery names the endpoints, and the keys verify what was signed', async () => {
  const { body: tokens } = await exchange((await decide('dan', await requestFor())).to?.searchParams.get('code') ?? '')
  const get = async (url: string) => (await it.server.inject({ method: 'GET', url })).json()
  const metadata = await get('/.well-known/openid-configuration')
  expect(metadata).toEqual(await get('/.well-known/oauth-authorization-server'))
  expect(metadata.issuer).toBe(decodeJwt(tokens.id_token).iss)
  const { keys } = await get(new URL(metadata.jwks_uri).pathname)
  const { createLocalJWKSet, jwtVerify } = await import('jose')
  const verified = await jwtVerify(tokens.id_token, createLocalJWKSet({ keys }), {
    audience: 'codex-cli',
    currentDate: it.clock.now(),
  })
  expect(verified.payload.sub).toBe(it.seeded.people.dan)
  expect(JSON.stringify(keys), 'no private part').not.toContain('"d"')
})
