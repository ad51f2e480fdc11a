import { verify } from '@node-rs/argon2'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openApp } from '../../../main/app.ts'
import { hashPassword } from '../../../platform/crypto/passwords.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { sweepSignIns } from './sweep.ts'

// The real one, and its calls are counted.
vi.mock('@node-rs/argon2', { spy: true })

const password = 'dan-likes-long-passwords'
const hash = await hashPassword(password)
const office = '192.0.2.7'
const elsewhere = '198.51.100.9'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
  const ids = ['dan', 'ada'].map((key) => it.seeded.people[key] ?? '')
  await it.app.db.updateTable('person').set({ password_hash: hash }).where('id', 'in', ids).execute()
})
afterEach(() => it.close())

interface From {
  address?: string
  cookie?: string
}
const signIn = (email: string, given: string, { address = office, cookie }: From = {}) =>
  it.anonymous.inject({
    method: 'POST',
    url: '/api/v1/session',
    remoteAddress: address,
    headers: { ...(cookie && { cookie }) },
    payload: { email, password: given },
  })
const deviceCookie = (answer: { headers: Record<string, unknown> }) =>
  [answer.headers['set-cookie']]
    .flat()
    .map(String)
    .find((it) => it.startsWith('bailiwick_device='))
    ?.split(';')[0]
const guess = (times: number, from?: From, email = 'dan@acme.test') =>
  Promise.all(Array.from({ length: times }, () => signIn(email, 'guess', from)))
const statuses = (answers: { statusCode: number }[]) => Map.groupBy(answers, (it) => it.statusCode)

test('ten failures close an account to their network for a quarter of an hour, even when they come at once', async () => {
  const many = statuses(await guess(14))
  expect(many.get(401)).toHaveLength(10)
  expect(many.get(429)).toHaveLength(4)
  const refused = await signIn('dan@acme.test', password)
  expect(refused.json()).toMatchObject({ code: 'request.too_many', retryAfterSeconds: 900 })
  expect(refused.headers['retry-after']).toBe('900')
  expect((await signIn('dan@acme.test', password, { address: elsewhere })).statusCode, 'other networks').toBe(200)
  expect((await signIn('ada@acme.test', password)).statusCode, 'other accounts').toBe(200)
  it.clock.advance(15 * 60_000)
  expect((await signIn('dan@acme.test', password)).statusCode).toBe(200)
})

test('a browser that signed in as somebody before is never locked out by others', async () => {
  const cookie = deviceCookie(await signIn('dan@acme.test', password))
  expect(cookie).toBeDefined()
  await guess(10)
  await guess(31, {}, 'nobody@acme.test')
  expect((await signIn('dan@acme.test', password)).statusCode).toBe(429)
  expect((await signIn('dan@acme.test', password, { cookie })).statusCode).toBe(200)
  await guess(10, { cookie })
  expect((await signIn('dan@acme.test', password, { cookie })).statusCode, 'it has a budget of its own').toBe(429)
  expect((await signIn('dan@acme.test', password, { address: elsewhere })).statusCode, 'and touches no other').toBe(200)
})

test("a device cookie counts for its own person, and a forged or old one for nobody's", async () => {
  const cookie = deviceCookie(await signIn('dan@acme.test', password)) ?? ''
  await guess(10, {}, 'ada@acme.test')
  expect((await signIn('ada@acme.test', password, { cookie })).statusCode).toBe(429)
  await guess(10)
  const forged = cookie.replace(it.seeded.people.dan ?? '', it.seeded.people.ada ?? '')
  for (const bad of [forged, `${cookie}x`, 'bailiwick_device=a.b.c.d', 'bailiwick_device=']) {
    expect((await signIn('dan@acme.test', password, { cookie: bad })).statusCode).toBe(429)
  }
  it.clock.advance(180 * 86_400_000)
  await guess(10)
  it.clock.advance(60_000)
  expect((await signIn('dan@acme.test', password, { cookie })).statusCode).toBe(429)
})

test('an account takes fifty failures from everywhere together, and what a network is refused does not count', async () => {
  await signIn('dan@acme.test', 'guess', { address: elsewhere })
  for (let n = 1; n <= 4; n++) await guess(12, { address: `203.0.113.${n}` })
  expect((await signIn('dan@acme.test', 'guess', { address: '203.0.113.20' })).statusCode, 'the 42nd').toBe(401)
  await guess(8, { address: '203.0.113.21' })
  expect((await signIn('dan@acme.test', password, { address: '203.0.113.22' })).statusCode, 'the 51st').toBe(429)
  expect((await signIn('ada@acme.test', password, { address: '203.0.113.22' })).statusCode).toBe(200)
})

test('thirty failures close a network, whatever accounts they were about', async () => {
  const guesses = Array.from({ length: 30 }, (_, n) => signIn(`guess-${n}@acme.test`, 'guess'))
  expect(statuses(await Promise.all(guesses)).get(401)).toHaveLength(30)
  expect((await signIn('dan@acme.test', password)).json().code).toBe('request.too_many')
  expect((await signIn('dan@acme.test', password, { address: elsewhere })).statusCode).toBe(200)
})

test('a success forgets the failures of the account here and only its own attempt of the network', async () => {
  for (let n = 0; n < 29; n++) await signIn(`guess-${n}@acme.test`, 'guess')
  for (let n = 0; n < 3; n++) expect((await signIn('dan@acme.test', password)).statusCode).toBe(200)
  expect((await signIn('dan@acme.test', 'guess')).statusCode).toBe(401)
  expect((await signIn('dan@acme.test', password)).statusCode).toBe(429)
})

test('replicas count together', async () => {
  const { config, log } = it.app
  const replica = await openApp({ config, log, clock: it.clock, sealingKey: Buffer.alloc(32, 7) })
  try {
    const there = () =>
      replica.server.inject({
        method: 'POST',
        url: '/api/v1/session',
        remoteAddress: office,
        payload: { email: 'dan@acme.test', password: 'guess' },
      })
    const both = await Promise.all([guess(7), ...Array.from({ length: 7 }, there)])
    expect(statuses(both.flat()).get(401)).toHaveLength(10)
    expect(statuses(both.flat()).get(429)).toHaveLength(4)
  } finally {
    await replica.close()
  }
})

test('nothing that was typed is stored', async () => {
  await guess(3)
  await guess(1, {}, 'my-secret-password@acme.test')
  const rows = await it.app.db.selectFrom('attempt').selectAll().execute()
  expect(rows.map((it) => it.key.length)).toEqual(rows.map(() => 32))
  expect(JSON.stringify(rows)).not.toContain('dan@')
})

test('an unknown address, one without a password and a known one cost the same work', async () => {
  const ids = [it.seeded.people.petra ?? '']
  await it.app.db.updateTable('person').set({ password_hash: null }).where('id', 'in', ids).execute()
  await signIn('dan@acme.test', 'guess')
  const asked = async (email: string) => {
    vi.mocked(verify).mockClear()
    const refused = await signIn(email, 'guess', { address: elsewhere })
    const costs = vi.mocked(verify).mock.calls.map(([stored]) => String(stored).replace(/[^$]+\$[^$]+$/, ''))
    return { status: refused.statusCode, code: refused.json().code, costs }
  }
  const known = await asked('dan@acme.test')
  expect(known).toMatchObject({ status: 401, costs: ['$argon2id$v=19$m=19456,t=2,p=1$'] })
  expect(await asked('petra@acme.test')).toEqual(known)
  expect(await asked('nobody@acme.test')).toEqual(known)
})

test('what has run out is swept, what counts stays', async () => {
  await guess(1)
  const ticket = { user_agent: '', created_at: it.clock.now(), expires_at: it.clock.now() }
  await it.app.db
    .insertInto('sign_in_ticket')
    .values({ token_hash: Buffer.from('old'), ...ticket })
    .execute()
  it.clock.advance(86_400_001)
  await guess(1, { address: elsewhere })
  await sweepSignIns(it.app)
  expect(await it.app.db.selectFrom('attempt').select('failures').execute()).toEqual([
    { failures: 1 },
    { failures: 1 },
    { failures: 1 },
  ])
  expect(await it.app.db.selectFrom('sign_in_ticket').select('tries').execute()).toEqual([])
})
