import { approvalRoutes, defaultDenialText } from '@bailiwick/contracts'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { authenticateClient } from './access-tokens.ts'
import { sweepExpired } from './sweep.ts'
import { factsAbout, setSetting, setStatus, wireClient } from './testing/wire-client.ts'

let it: TestServer
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  it = await startTestServer()
  client = wireClient(it)
})
afterAll(() => it.close())

test('a person types the code, chooses the workspace, and the client is signed in', async () => {
  const asked = await client.ask()
  expect(asked.user_code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
  expect(asked.interval).toBe('2')
  expect((await client.poll(asked)).status, 'pending').toBe(403)

  const typed = asked.user_code.toLowerCase().replace('-', ' ')
  const found = await it.as('dan').call(approvalRoutes.find, { body: { userCode: typed } })
  expect(found.body).toMatchObject({ clientId: 'codex-cli', address: '127.0.0.1', addressDiffers: false })
  expect(found.body.workspaces).toEqual([
    { id: it.seeded.workspaces.acme, name: 'Acme Robotics', allowed: true, because: expect.any(String) },
  ])
  const decided = await client.decide('dan', typed)
  expect(decided.body.outcome).toBe('approved')

  const answer = await client.poll(asked)
  expect(answer).toMatchObject({ status: 200, body: { code_challenge: expect.any(String), code_verifier: expect.any(String) } })
  expect(await client.poll(asked), 'a lost answer is given again').toEqual(answer)
  const { status, body } = await client.exchange(answer.body)
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) })
  expect(decodeJwt(body.id_token)).toMatchObject({
    email: 'dan@acme.test',
    'https://api.openai.com/auth': {
      chatgpt_plan_type: 'enterprise',
      chatgpt_account_id: it.seeded.workspaces.acme,
      chatgpt_user_id: it.seeded.people.dan,
    },
  })
  expect(await authenticateClient(it.app, { authorization: `Bearer ${body.access_token}` })).toMatchObject({
    member: { email: 'dan@acme.test' },
  })
  expect((await client.poll(asked)).status, 'exchanged: nothing more to tell').toBe(403)
  expect(await factsAbout(it, 'dan')).toEqual(['client.signed_in'])
})

test('the code is told only to who holds both halves', async () => {
  const asked = await client.ask()
  await client.decide('dan', asked.user_code)
  const other = await client.ask()
  expect((await client.poll({ ...asked, user_code: other.user_code })).status).toBe(403)
  expect((await client.poll({ ...asked, device_auth_id: other.device_auth_id })).status).toBe(403)
  expect((await client.poll({ device_auth_id: 'bwd_x', user_code: 'AAAA-AAAA' })).status).toBe(403)
})

test('a refusal reaches the client as 403 with the text of the workspace', async () => {
  const asked = await client.ask()
  expect((await client.decide('petra', asked.user_code, 'refuse')).body.outcome).toBe('refused')
  const answer = await client.poll(asked)
  expect(answer.status).toBe(200)
  const refusal = { status: 403, body: { error: 'access_denied', error_description: defaultDenialText } }
  expect(await client.exchange(answer.body)).toEqual(refusal)
  expect(await client.exchange(answer.body), 'the same sentence again').toEqual(refusal)
  expect(await factsAbout(it, 'petra')).toEqual(['client.sign_in_refused'])
})

test('a missing right is explained to the person and told to the client', async () => {
  for (const [key, change] of [
    ['sam', () => setSetting(it, 'codex_local', false)],
    ['nora', () => setSetting(it, 'device_code', false)],
    ['carl', () => setStatus(it, 'carl', 'deactivated')],
  ] as const) {
    await change()
    const asked = await client.ask()
    const found = await it.as(key).call(approvalRoutes.find, { body: { userCode: asked.user_code } })
    expect(found.body.workspaces[0]?.allowed, key).toBe(false)
    const { body } = await client.decide(key, asked.user_code)
    expect(body, key).toMatchObject({ outcome: 'not_allowed', message: expect.stringContaining(defaultDenialText) })
    const refused = await client.exchange((await client.poll(asked)).body)
    expect(refused.body.error_description, key).toBe(defaultDenialText)
    expect(await factsAbout(it, key)).toEqual(['client.sign_in_refused'])
    await setSetting(it, 'codex_local', true)
    await setSetting(it, 'device_code', true)
  }
})

test('a right that is lost between approval and exchange counts', async () => {
  const asked = await client.ask()
  await client.decide('ana', asked.user_code)
  const answer = await client.poll(asked)
  await setSetting(it, 'device_code', false)
  const { status, body } = await client.exchange(answer.body)
  expect([status, body.error_description]).toEqual([403, defaultDenialText])
  expect(await factsAbout(it, 'ana')).toEqual(['client.sign_in_refused'])
  await setSetting(it, 'device_code', true)
})

test('of two who approve at once one wins', async () => {
  const asked = await client.ask()
  const both = await Promise.all([client.decide('dan', asked.user_code), client.decide('grace', asked.user_code)])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 404])
  const winner = both[0]?.status === 200 ? 'dan' : 'grace'
  const { body } = await client.exchange((await client.poll(asked)).body)
  expect(decodeJwt(body.id_token).email).toBe(`${winner}@acme.test`)
})

test('nobody signs a client in to a workspace of others', async () => {
  const asked = await client.ask()
  const foreign = await client.decide('mallory', asked.user_code, 'approve', 'acme')
  expect(foreign.problem?.code).toBe('workspace.not_found')
  expect((await it.anonymous.call(approvalRoutes.find, { body: { userCode: asked.user_code } })).status).toBe(401)
  const key = it.withKey(it.seeded.adminKeys.acme ?? '')
  expect((await key.call(approvalRoutes.find, { body: { userCode: asked.user_code } })).status).toBe(401)
  expect((await client.poll(asked)).status, 'still waiting').toBe(403)
})

test('after fifteen minutes the code is gone for the person, and the client is told so', async () => {
  const asked = await client.ask()
  it.clock.advance(15 * 60_000)
  expect((await client.decide('dan', asked.user_code)).problem?.code).toBe('device.code_unknown')
  const { status, body } = await client.exchange((await client.poll(asked)).body)
  expect(status).toBe(403)
  expect(body.error_description).toContain('This code has expired')
})

test('an authorization code works once, for its client, redirect and verifier; a replay ends what it made', async () => {
  const asked = await client.ask()
  await client.decide('cora', asked.user_code)
  const { body: answer } = await client.poll(asked)
  const mistakes: Record<string, string>[] = [
    { code_verifier: 'x'.repeat(43) },
    { client_id: 'app_EMoamEEZ73f0CkXaXp7hrann' },
    { redirect_uri: 'http://127.0.0.1:8787/elsewhere' },
    { code: 'bwc_unknown' },
  ]
  for (const wrong of mistakes) {
    expect(await client.exchange(answer, wrong), JSON.stringify(wrong)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
  }
  const { body: tokens } = await client.exchange(answer)
  expect(await authenticateClient(it.app, { authorization: `Bearer ${tokens.access_token}` })).toMatchObject({
    member: { role: 'codex_admin' },
  })
  expect((await client.exchange(answer)).body.error).toBe('invalid_grant')
  expect(await authenticateClient(it.app, { authorization: `Bearer ${tokens.access_token}` })).toBeUndefined()
  expect((await client.refresh(tokens.refresh_token)).body.error.code).toBe('refresh_token_invalidated')
  expect(await factsAbout(it, 'cora')).toEqual(['client.signed_in', 'client.signed_out'])
})

test('an authorization code expires after ten minutes', async () => {
  const asked = await client.ask()
  await client.decide('dan', asked.user_code)
  const { body } = await client.poll(asked)
  it.clock.advance(10 * 60_000)
  expect((await client.exchange(body)).body.error_description).toContain('expired')
})

test('who guesses codes has to wait', async () => {
  const guess = (userCode: string) => it.as('ada').call(approvalRoutes.find, { body: { userCode } })
  for (let n = 0; n < 10; n++) expect((await guess(`AAAA-AAA${n}`)).problem?.code).toBe('device.code_unknown')
  const asked = await client.ask()
  const refused = await guess(asked.user_code)
  expect(refused.problem?.code).toBe('request.too_many')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await client.decide('dan', asked.user_code)).status, 'others go on').toBe(200)
  it.clock.advance(15 * 60_000)
  expect((await guess('AAAA-AAAA')).problem?.code).toBe('device.code_unknown')
})

test('bad input is named, in JSON', async () => {
  const noClient = await client.json('/api/accounts/deviceauth/usercode', { client_id: 'somebody' })
  expect(noClient).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  const empty = await client.json('/api/accounts/deviceauth/usercode', {})
  expect(empty.body.error_description).toContain('client_id')
  const broken = await it.server.inject({
    method: 'POST',
    url: '/oauth/token',
    headers: { 'content-type': 'application/json' },
    payload: '{',
  })
  expect([broken.statusCode, broken.json().error]).toEqual([400, 'invalid_request'])
  expect((await client.form('/oauth/token', { grant_type: 'password' })).body.error).toBe('unsupported_grant_type')
  const nothing = await it.server.inject({ method: 'GET', url: '/oauth/nothing' })
  expect([nothing.statusCode, nothing.json().error]).toEqual([404, 'invalid_request'])
})

test('codes are swept a day after they ran out, and their clients go on hearing "pending"', async () => {
  it.clock.advance(15 * 60_000)
  const asked = await client.ask()
  it.clock.advance(20 * 3_600_000)
  const count = async (table: 'device_code' | 'authorization_code') =>
    (await it.app.db.selectFrom(table).select('client_id').execute()).length
  await sweepExpired(it.app)
  expect(await count('device_code')).toBeGreaterThan(0)
  it.clock.advance(28 * 3_600_000)
  await sweepExpired(it.app)
  expect([await count('device_code'), await count('authorization_code')]).toEqual([0, 0])
  expect((await client.poll(asked)).status).toBe(403)
})

test('an address that asks for code after code is told to slow down', async () => {
  let refused = await client.json('/api/accounts/deviceauth/usercode', { client_id: 'codex-cli' })
  for (let n = 0; n < 61 && refused.status === 200; n++) {
    refused = await client.json('/api/accounts/deviceauth/usercode', { client_id: 'codex-cli' })
  }
  expect(refused).toMatchObject({ status: 429, body: { error: 'slow_down' } })
})
