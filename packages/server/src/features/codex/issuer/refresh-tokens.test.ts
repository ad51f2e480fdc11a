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

const refusal = (code: string) => ({ status: 401, body: { error: { code, message: expect.any(String) } } })
const whoIs = (accessToken: string) => authenticateClient(it.app, { authorization: `Bearer ${accessToken}` })

test('a refresh gives a new pair, and the new pair works', async () => {
  const first = await client.signIn('dan')
  const { status, body } = await client.refresh(first.refresh_token)
  expect(status).toBe(200)
  expect(body.refresh_token).not.toBe(first.refresh_token)
  expect(await whoIs(body.access_token)).toMatchObject({ member: { email: 'dan@acme.test' } })
  expect((await client.refresh(body.refresh_token)).status).toBe(200)
  expect(await factsAbout(it, 'dan'), 'refreshes are no facts').toEqual(['client.signed_in'])
})

test('a lost answer: the same question within a minute has the same successor, also two at once', async () => {
  const { refresh_token: old } = await client.signIn('dan')
  const both = await Promise.all([client.refresh(old), client.refresh(old)])
  it.clock.advance(59_000)
  const late = await client.refresh(old)
  const successors = [...both, late].map((answer) => answer.body.refresh_token)
  expect(new Set(successors).size).toBe(1)
  expect((await client.refresh(successors[0])).status).toBe(200)
})

test('a client that repeats while its neighbour has gone on gets the newest token', async () => {
  const { refresh_token: old } = await client.signIn('dan')
  const { body: second } = await client.refresh(old)
  const { body: third } = await client.refresh(second.refresh_token)
  expect((await client.refresh(old)).body.refresh_token).toBe(third.refresh_token)
})

test('a token that was replaced over a minute ago ends the whole sign-in', async () => {
  const { refresh_token: old, access_token } = await client.signIn('petra')
  const { body: next } = await client.refresh(old)
  it.clock.advance(61_000)
  expect(await client.refresh(old)).toEqual(refusal('refresh_token_reused'))
  expect(await whoIs(access_token), 'at once').toBeUndefined()
  expect(await client.refresh(next.refresh_token)).toEqual(refusal('refresh_token_invalidated'))
  expect(await factsAbout(it, 'petra')).toEqual(['client.signed_in', 'client.token_reused'])
})

test('Local off lets a client refresh, a deactivated membership does not', async () => {
  const { refresh_token } = await client.signIn('carl')
  await setSetting(it, 'codex_local', false)
  const { body, status } = await client.refresh(refresh_token)
  expect(status).toBe(200)
  await setSetting(it, 'codex_local', true)
  await setStatus(it, 'carl', 'deactivated')
  expect(await client.refresh(body.refresh_token)).toEqual(refusal('refresh_token_invalidated'))
  await setStatus(it, 'carl', 'active')
  expect((await client.refresh(body.refresh_token)).status, 'nothing was spent').toBe(200)
})

test('an unknown token and another client get nowhere', async () => {
  expect(await client.refresh('bwr_nobody')).toEqual(refusal('refresh_token_invalidated'))
  const { refresh_token } = await client.signIn('nora')
  const asOther = await client.json('/oauth/token', { client_id: 'other', grant_type: 'refresh_token', refresh_token })
  expect(asOther).toEqual(refusal('refresh_token_invalidated'))
})

test('logout ends the sign-in, whoever the client says it is and whichever of its tokens it sends', async () => {
  for (const pick of ['refresh_token', 'access_token', 'rotated'] as const) {
    const tokens = await client.signIn('ana')
    if (pick === 'rotated') await client.refresh(tokens.refresh_token)
    const token = pick === 'access_token' ? tokens.access_token : tokens.refresh_token
    const revoked = await client.json('/oauth/revoke', {
      token,
      token_type_hint: 'refresh_token',
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
    })
    expect(revoked.status, pick).toBe(200)
    expect(await whoIs(tokens.access_token), pick).toBeUndefined()
  }
  expect((await client.form('/oauth/revoke', { token: 'bwr_unknown' })).status, 'RFC 7009 §2.2').toBe(200)
  expect((await client.form('/oauth/revoke', {})).body.error).toBe('invalid_request')
  const facts = await factsAbout(it, 'ana')
  expect(facts.filter((kind) => kind === 'client.signed_out')).toHaveLength(3)
})

test('the token exchange for an API key is refused in a way the client goes on from', async () => {
  const answer = await client.form('/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token: 'openai-api-key',
    subject_token: 'x',
    client_id: 'codex-cli',
  })
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
})

test('thirty days without use end a sign-in; use keeps it alive', async () => {
  const { refresh_token } = await client.signIn('sam')
  it.clock.advance(29 * 86_400_000)
  const { body, status } = await client.refresh(refresh_token)
  expect(status).toBe(200)
  it.clock.advance(29 * 86_400_000)
  const { body: later } = await client.refresh(body.refresh_token)
  it.clock.advance(30 * 86_400_000)
  expect(await client.refresh(later.refresh_token)).toEqual(refusal('refresh_token_expired'))
  it.clock.advance(2 * 86_400_000)
  await sweepExpired(it.app)
  expect(await client.refresh(later.refresh_token), 'forgotten').toEqual(refusal('refresh_token_invalidated'))
})
