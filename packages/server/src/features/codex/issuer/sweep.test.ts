import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { sweepExpired } from './sweep.ts'
import { factsAbout, wireClient } from './testing/wire-client.ts'

let it: TestServer
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  it = await startTestServer()
  client = wireClient(it)
})
afterAll(() => it.close())

test('a sign-in whose last refresh token has expired ends: in memory and in counts, once in the audit log', async () => {
  const idle = await client.signIn('carl')
  const used = await client.signIn('carl')
  it.clock.advance(29 * 86_400_000)
  const { body: later } = await client.refresh(used.refresh_token)
  it.clock.advance(86_400_000)
  await Promise.all([sweepExpired(it.app), sweepExpired(it.app)])
  await it.app.feed.catchUp()
  const columns = ['id', 'ended_at', 'end_reason'] as const
  const [first, second, ...more] = await it.app.db.selectFrom('client_grant').select(columns).orderBy('id').execute()
  expect(more).toEqual([])
  expect(first).toMatchObject({ ended_at: it.clock.now(), end_reason: 'idle' })
  expect(second).toMatchObject({ ended_at: null })
  expect(it.app.standing.grant(first?.id ?? '')?.ended).toBe(true)
  expect(it.app.standing.grant(second?.id ?? '')?.ended).toBe(false)
  expect((await factsAbout(it, 'carl')).filter((kind) => kind === 'client.signed_out')).toHaveLength(1)
  const { status, body } = await client.refresh(idle.refresh_token)
  expect([status, body.error.code], 'the client is still told why').toEqual([401, 'refresh_token_expired'])
  expect((await client.refresh(later.refresh_token)).status).toBe(200)
})
