import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce } from '../../../platform/changes/changes.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { setSetting, setStatus, type Tokens, wireClient } from '../issuer/testing/wire-client.ts'

let it: TestServer
let dan: Tokens
beforeAll(async () => {
  it = await startTestServer()
  dan = await wireClient(it).signIn('dan')
})
afterAll(() => it.close())

async function get(url: string, tokens: Pick<Tokens, 'access_token'> | null = dan) {
  const headers = tokens ? { authorization: `Bearer ${tokens.access_token}` } : {}
  const answer = await it.server.inject({ method: 'GET', url, headers })
  expect(answer.headers['content-type'], url).toContain('application/json')
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

test.each(['/backend-api/wham', '/api/codex', '/backend-api/api/codex'])('the policy is served below %s', async (prefix) => {
  const { status, body, headers } = await get(`${prefix}/config/bundle`)
  expect(status).toBe(200)
  expect(body.requirements_toml.enterprise_managed.at(-1)).toMatchObject({ contents: expect.stringContaining('model_provider') })
  expect(Number(headers['content-length'])).toBe(JSON.stringify(body).length)
  expect(headers['content-encoding']).toBeUndefined()
  expect((await get(`${prefix}/config/requirements`)).body.contents).toContain('model_provider')
  expect((await get(`${prefix}/accounts/check`)).status).toBe(200)
})

test('accounts/check names the workspace of the token, under its newest name', async () => {
  const id = it.seeded.workspaces.acme ?? ''
  const account = { id, workspace_backend_origin: 'NO_CONSTRAINT', account_routing_override: 'NO_CONSTRAINT' }
  const { body } = await get('/backend-api/wham/accounts/check')
  expect(body).toMatchObject({ accounts: [{ ...account, name: 'Acme Robotics' }], default_account_id: id })
  await it.app.db.updateTable('workspace').set({ name: 'Acme AG' }).where('id', '=', id).execute()
  await it.app.db.transaction().execute((tx) => announce(tx, 'workspace', id, id))
  await it.app.feed.catchUp()
  expect((await get('/backend-api/wham/accounts/check')).body.accounts[0].name).toBe('Acme AG')
})

test('whoever is known but not entitled keeps the policy', async () => {
  await setSetting(it, 'codex_local', false)
  expect((await get('/backend-api/wham/config/bundle')).status).toBe(200)
  await setStatus(it, 'dan', 'deactivated')
  expect((await get('/backend-api/wham/config/bundle')).status).toBe(200)
  expect((await get('/backend-api/wham/accounts/check')).status).toBe(200)
  await setStatus(it, 'dan', 'active')
  await setSetting(it, 'codex_local', true)
})

test('nobody, somebody forged and somebody signed out get 401 in JSON', async () => {
  expect(await get('/backend-api/wham/config/bundle', null)).toMatchObject({
    status: 401,
    body: { error: { code: 'unauthorized' } },
  })
  expect((await get('/backend-api/wham/config/bundle', { access_token: 'x.y.z' })).status).toBe(401)
  const client = wireClient(it)
  const petra = await client.signIn('petra')
  expect((await get('/backend-api/wham/usage', petra)).status).toBe(200)
  await client.json('/oauth/revoke', { token: petra.refresh_token })
  expect((await get('/backend-api/wham/usage', petra)).status).toBe(401)
})

test('what may be absent is answered shortly, and never in HTML', async () => {
  for (const url of [
    '/backend-api/wham/settings/user',
    '/backend-api/wham/workspace-messages',
    '/backend-api/wham/profiles/me',
    '/backend-api/wham/security-setup',
    '/backend-api/ps/plugins/installed?limit=200',
    '/backend-api/nothing/here',
    '/.well-known/oauth-authorization-server/backend-api/ps/mcp',
    '/.well-known/oauth-protected-resource',
  ]) {
    expect(await get(url), url).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
  }
  expect((await get('/backend-api/wham/rate-limit-reset-credits')).body).toEqual({ credits: [], available_count: 0 })
  expect((await get('/api/accounts/v1/user-auth-credential/whoami', { access_token: 'at-1' })).status).toBe(401)
})

test('the connectors are an MCP server without tools, so that the client has nothing to complain about', async () => {
  const say = async (payload: object) => {
    const answer = await it.server.inject({ method: 'POST', url: '/backend-api/ps/mcp', payload })
    return { status: answer.statusCode, body: answer.body ? answer.json() : undefined }
  }
  const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {} } }
  expect(await say(initialize)).toMatchObject({
    status: 200,
    body: { jsonrpc: '2.0', id: 0, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} } } },
  })
  expect(await say({ jsonrpc: '2.0', method: 'notifications/initialized' })).toEqual({ status: 202, body: undefined })
  expect(await say({ jsonrpc: '2.0', id: 1, method: 'tools/list' })).toMatchObject({ body: { id: 1, result: { tools: [] } } })
  expect(await say({ jsonrpc: '2.0', id: 'x', method: 'tools/call' })).toMatchObject({
    body: { id: 'x', error: { code: -32_601 } },
  })
  for (const bad of [{ jsonrpc: '2.0' }, [initialize], { id: {}, method: 'ping' }]) expect((await say(bad)).status).toBe(400)
  expect((await it.server.inject({ method: 'GET', url: '/backend-api/ps/mcp' })).statusCode).toBe(405)
})

test('client events are taken and dropped, up to a megabyte', async () => {
  const send = (payload: string) =>
    it.server.inject({
      method: 'POST',
      url: '/backend-api/codex/analytics-events/events',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${dan.access_token}` },
      payload,
    })
  expect((await send('{"events":[]}')).statusCode).toBe(202)
  expect((await send('not json at all')).statusCode, 'nobody looks').toBe(202)
  const tooLarge = await send('x'.repeat(1024 * 1024 + 1))
  expect([tooLarge.statusCode, tooLarge.json().error.code]).toEqual([413, 'request.too_large'])
})

test('an expired access token is told to refresh', async () => {
  it.clock.advance(3_600_000)
  expect(await get('/backend-api/wham/config/bundle')).toMatchObject({ status: 401, body: { error: { code: 'token_expired' } } })
})
