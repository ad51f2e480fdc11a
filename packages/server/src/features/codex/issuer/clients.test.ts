import { clientRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { authenticateClient } from './access-tokens.ts'
import { writeGrantUses } from './grant-uses.ts'
import { factsAbout, wireClient } from './testing/wire-client.ts'

let it: TestServer
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  it = await startTestServer()
  client = wireClient(it)
})
afterAll(() => it.close())

const person = (key: string) => ({ personId: it.seeded.people[key] ?? '' })
const whoIs = (accessToken: string, userAgent = '') =>
  authenticateClient(it.app, { authorization: `Bearer ${accessToken}`, userAgent })
const mine = async (key: string) => (await it.as(key).call(clientRoutes.mine)).body

test('a member sees their clients and when they were used, and signs one out', async () => {
  const tokens = await client.signIn('dan')
  it.clock.advance(1_000)
  const other = await client.signIn('dan')
  const first = (await mine('dan')).at(-1)
  expect(first).toMatchObject({ surface: 'device_code', clientId: 'codex-cli', lastUsedAt: null })
  it.clock.advance(1_000)
  await whoIs(tokens.access_token, 'codex_exec/0.169.0')
  await writeGrantUses(it.app)
  const used = (await mine('dan')).find((row) => row.id === first?.id)
  expect(used).toMatchObject({ lastUsedAt: it.clock.now().toISOString() })
  const { status } = await it.as('dan').call(clientRoutes.signOutMine, { params: { clientId: first?.id ?? '' } })
  expect(status).toBe(204)
  expect(await whoIs(tokens.access_token)).toBeUndefined()
  expect(await whoIs(other.access_token)).toBeDefined()
  expect(await mine('dan')).toHaveLength(1)
  const again = await it.as('dan').call(clientRoutes.signOutMine, { params: { clientId: first?.id ?? '' } })
  expect(again.problem?.code).toBe('client.not_found')
  expect(await factsAbout(it, 'dan')).toEqual(['client.signed_in', 'client.signed_in', 'client.signed_out'])
})

test('an admin signs a member out, not an owner; a member nobody but themselves', async () => {
  const dan = await client.signIn('dan')
  const ada = await client.signIn('ada')
  const [ofAda] = await mine('ada')
  const seen = await it.as('grace').call(clientRoutes.ofMember, { params: person('dan') })
  const [ofDan] = seen.body
  const signOut = (as: string, key: string, clientId = '') =>
    it.as(as).call(clientRoutes.signOut, { params: { ...person(key), clientId } })
  expect((await signOut('dan', 'ada', ofAda?.id)).problem?.code).toBe('access.denied')
  expect((await signOut('grace', 'ada', ofAda?.id)).problem?.code).toBe('member.above_you')
  expect((await signOut('grace', 'petra', ofDan?.id)).problem?.code).toBe('client.not_found')
  expect((await signOut('grace', 'dan', ofDan?.id)).status).toBe(204)
  expect(await whoIs(dan.access_token)).toBeUndefined()
  expect((await signOut('ada', 'ada', ofAda?.id)).status).toBe(204)
  expect(await whoIs(ada.access_token)).toBeUndefined()
})

test("another workspace's clients and people are missing", async () => {
  await client.signIn('sam')
  const [ofSam] = await mine('sam')
  const foreign = await it.as('mallory').call(clientRoutes.ofMember, { params: person('sam') })
  expect(foreign.problem?.code).toBe('member.not_found')
  const ended = await it.as('mallory').call(clientRoutes.signOutMine, { params: { clientId: ofSam?.id ?? '' } })
  expect(ended.problem?.code).toBe('client.not_found')
  const others = await it.as('dan').call(clientRoutes.signOutMine, { params: { clientId: ofSam?.id ?? '' } })
  expect(others.problem?.code).toBe('client.not_found')
})

test('a sign-in that nothing can renew any more is not listed', async () => {
  await client.signIn('nora')
  expect(await mine('nora')).toHaveLength(1)
  await it.app.db.updateTable('refresh_token').set({ expires_at: it.clock.now() }).execute()
  expect(await mine('nora')).toHaveLength(0)
})
