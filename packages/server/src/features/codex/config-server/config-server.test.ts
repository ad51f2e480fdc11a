import { createHash } from 'node:crypto'
import { approvalRoutes, enrolmentRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { acme } from '@bailiwick/scenario'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
const policyIds = new Map<string, string>()
beforeAll(async () => {
  it = await startTestServer()
  for (const policy of acme.policies) {
    policyIds.set(policy.name, (await it.as('ada').call(policyRoutes.create, { body: policy })).body.id)
  }
  const rules = acme.rules.map(({ group, policy }) => ({
    groupId: it.seeded.groups[group] ?? '',
    policyId: policyIds.get(policy) ?? '',
  }))
  const body = { expectedRevision: null, rules, defaultPolicyId: policyIds.get('Standard') ?? null }
  expect((await it.as('ada').call(ruleRoutes.replace, { body })).status).toBe(200)
  await it.app.feed.catchUp()
})
afterAll(() => it.close())

const pathOf = (url: string) => new URL(url).pathname
async function bundleAt(base: string, authorization?: string) {
  const headers = authorization ? { authorization: `Bearer ${authorization}` } : {}
  const answer = await it.server.inject({ method: 'GET', url: `${base}/codex/config/bundle`, headers })
  return { status: answer.statusCode, body: answer.json(), type: answer.headers['content-type'] }
}
const enrol = (groupId: string | null, name = 'Build machines') =>
  it.as('ada').call(enrolmentRoutes.create, { body: { name, groupId } })
const nameOf = (body: { requirements_toml: { enterprise_managed: { name: string }[] } }) =>
  body.requirements_toml.enterprise_managed[0]?.name

test('an address without identity serves the policy of its group, another one the default, until it is revoked', async () => {
  const contractors = await enrol(it.seeded.groups.Contractors ?? '')
  expect(contractors.status).toBe(201)
  await it.app.feed.catchUp()
  const base = pathOf(contractors.body.baseUrl)
  const { status, body, type } = await bundleAt(base)
  expect([status, type]).toEqual([200, 'application/json; charset=utf-8'])
  expect(nameOf(body)).toBe('Locked down v1')
  const anybody = await enrol(null)
  await it.app.feed.catchUp()
  expect(nameOf((await bundleAt(pathOf(anybody.body.baseUrl))).body)).toBe('Standard v1')

  const params = { enrolmentId: contractors.body.id }
  expect((await it.as('ada').call(enrolmentRoutes.revoke, { params })).status).toBe(204)
  await it.app.feed.catchUp()
  expect(await bundleAt(base)).toMatchObject({ status: 403, body: { error: { code: 'enrolment_unknown' } } })
  expect((await it.as('ada').call(enrolmentRoutes.revoke, { params })).problem?.code).toBe('enrolment.not_found')
})

test('the address is shown once, names no secret in the list, and its device file is one that a client takes', async () => {
  const { body } = await enrol(null, 'Lab')
  const listed = await it.as('cora').call(enrolmentRoutes.list)
  const token = body.baseUrl.split('/').at(-1) ?? ''
  expect(JSON.stringify(listed.body)).not.toContain(token)
  expect(listed.body.find((one) => one.id === body.id)).toMatchObject({ name: 'Lab', hint: token.slice(-4), lastUsedAt: null })
  expect(parse(body.requirementsToml)).toMatchObject({ config_server: { base_url: body.baseUrl }, model_provider: 'bailiwick' })
  const stored = await it.app.db.selectFrom('fact_payload').select('payload').execute()
  expect(JSON.stringify(stored)).not.toContain(token)
})

test('a member makes none, another workspace sees and revokes none, and a group must be ours', async () => {
  const { body } = await enrol(null)
  expect((await it.as('dan').call(enrolmentRoutes.create, { body: { name: 'x' } })).problem?.code).toBe('access.denied')
  const theirs = { params: { enrolmentId: body.id } }
  expect((await it.as('mallory').call(enrolmentRoutes.revoke, theirs)).problem?.code).toBe('enrolment.not_found')
  expect((await it.as('mallory').call(enrolmentRoutes.list)).body).toEqual([])
  expect((await enrol(it.seeded.groups.Research ?? '')).problem?.code).toBe('group.not_found')
  await it.app.feed.catchUp()
  expect((await bundleAt(pathOf(body.baseUrl))).status).toBe(200)
  for (const guess of ['bwe-', 'bwe-x', body.id, '%00', '..'])
    expect((await bundleAt(`/cfg/${guess}`)).status, guess).not.toBe(200)
})

const verifier = 'v'.repeat(60)
async function signIn(clientId: string, port: number, key = 'carl') {
  const redirect_uri = `http://127.0.0.1:${port}/callback`
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'state-of-the-client',
    scope: 'config.read',
  }
  const { headers } = await it.server.inject({ method: 'GET', url: '/oauth/authorize', query })
  const request = new URL(String(headers.location), 'http://127.0.0.1').searchParams.get('request') ?? ''
  const body = { request, workspaceId: it.seeded.workspaces.acme ?? '', decision: 'approve' as const }
  const code =
    new URL((await it.as(key).call(approvalRoutes.decideAuthorize, { body })).body.redirectTo).searchParams.get('code') ?? ''
  const form = { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri, code_verifier: verifier }
  return post(form)
}
async function post(form: Record<string, string>) {
  const payload = new URLSearchParams(form).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await it.server.inject({ method: 'POST', url: '/oauth/token', headers, payload })
  return { status: answer.statusCode, body: answer.json() as { access_token: string; refresh_token: string } } // RFC 6749 §5.1
}

test('with OAuth the config server serves the person, and the gateway gets an OAuth of its own', async () => {
  const { body: tokens } = await signIn('bailiwick-config', 1499)
  const { status, body } = await bundleAt('/cfg', tokens.access_token)
  expect(status).toBe(200)
  expect(nameOf(body)).toBe('Locked down v1')
  const computed = parse(body.requirements_toml.enterprise_managed.at(-1).contents)
  expect(computed).toMatchObject({
    model_providers: { bailiwick: { gateway_oauth: { client_id: 'bailiwick-gateway', redirect_port: 1498 } } },
  })
  expect(JSON.stringify(computed)).not.toContain('requires_openai_auth')

  const refresh = { grant_type: 'refresh_token', client_id: 'bailiwick-config', refresh_token: tokens.refresh_token }
  const next = await post(refresh)
  expect((await bundleAt('/cfg', next.body.access_token)).status).toBe(200)
})

test('a token of the config server opens the config server alone; a sign-in does not open it', async () => {
  const { body: config } = await signIn('bailiwick-config', 1499)
  const { body: gateway } = await signIn('bailiwick-gateway', 1498)
  const headers = (token: string) => ({ authorization: `Bearer ${token}` })
  const backend = (token: string) =>
    it.server.inject({ method: 'GET', url: '/backend-api/wham/config/bundle', headers: headers(token) })
  expect((await backend(config.access_token)).statusCode).toBe(401)
  expect((await bundleAt('/cfg', config.access_token)).status, 'asking elsewhere spoils nothing').toBe(200)
  expect((await backend(gateway.access_token)).statusCode).toBe(200)
  expect((await bundleAt('/cfg', gateway.access_token)).status).toBe(401)
  expect((await bundleAt('/cfg')).status).toBe(401)
  it.clock.advance(3_600_000)
  expect((await bundleAt('/cfg', config.access_token)).body.error.code).toBe('token_expired')
})

test('each client is answered at its own callback only', async () => {
  const ask = (client_id: string, redirect_uri: string) =>
    it.server.inject({ method: 'GET', url: '/oauth/authorize', query: { client_id, redirect_uri } })
  for (const [client, to] of [
    ['bailiwick-config', 'http://127.0.0.1:1499/auth/callback'],
    ['codex-cli', 'http://127.0.0.1:1455/callback'],
    ['bailiwick-config', 'http://127.0.0.1:1499/callback/'],
    ['bailiwick-config', 'http://127.0.0.1:1499/callback?x=1'],
    ['bailiwick-config', 'http://evil.test:1499/callback'],
    ['bailiwick-config', 'http://127.0.0.1:1499@evil.test/callback'],
  ] as const) {
    expect((await ask(client, to)).statusCode, `${client} ${to}`).toBe(400)
  }
})
