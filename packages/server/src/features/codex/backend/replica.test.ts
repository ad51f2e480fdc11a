import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenApp, openApp } from '../../../main/app.ts'
import { type CuttableDatabase, cuttableDatabase } from '../../../testing/cuttable-database.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { type Tokens, wireClient } from '../issuer/testing/wire-client.ts'

let it: TestServer
let wire: CuttableDatabase
/** A second replica, whose database can go away. */
let replica: OpenApp
beforeAll(async () => {
  it = await startTestServer()
  wire = await cuttableDatabase(it.app.config.databaseUrl)
  const { config, clock, log } = it.app
  replica = await openApp({ config: { ...config, databaseUrl: wire.url }, clock, log, sealingKey: Buffer.alloc(32, 7) })
})
afterAll(async () => {
  await replica.close()
  await wire.close()
  await it.close()
})

const bundle = (tokens: Tokens) =>
  replica.server.inject({
    method: 'GET',
    url: '/backend-api/wham/config/bundle',
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
const onReplica = (url: string, payload: object) => replica.server.inject({ method: 'POST', url, payload })

test('a sign-in made here is known there at once, and its end as well', async () => {
  const client = wireClient(it)
  const tokens = await client.signIn('dan')
  expect((await bundle(tokens)).statusCode).toBe(200)
  await client.json('/oauth/revoke', { token: tokens.refresh_token })
  await replica.app.feed.catchUp()
  expect((await bundle(tokens)).statusCode).toBe(401)
})

test('two replicas that are asked for the same refresh at once give the same successor', async () => {
  const { refresh_token } = await wireClient(it).signIn('petra')
  const asked = { client_id: 'codex-cli', grant_type: 'refresh_token', refresh_token }
  const [here, there] = await Promise.all([wireClient(it).refresh(refresh_token), onReplica('/oauth/token', asked)])
  expect(there.json().refresh_token).toBe(here.body.refresh_token)
})

test('with the database gone: the policy from memory, refresh and sign-in 503, a waiting login goes on waiting', async () => {
  const client = wireClient(it)
  const known = await client.signIn('sam')
  const neverSeenHere = await client.signIn('nora')
  const waiting = await client.ask()
  await replica.app.feed.catchUp()
  wire.cut()

  expect((await bundle(known)).statusCode).toBe(200)
  expect((await bundle(neverSeenHere)).statusCode).toBe(200)
  const refresh = { client_id: 'codex-cli', grant_type: 'refresh_token', refresh_token: known.refresh_token }
  for (const [url, payload] of [
    ['/oauth/token', refresh],
    ['/oauth/revoke', { token: known.refresh_token }],
    ['/api/accounts/deviceauth/usercode', { client_id: 'codex-cli' }],
  ] as const) {
    const answer = await onReplica(url, payload)
    expect([answer.statusCode, answer.json().error], url).toEqual([503, 'temporarily_unavailable'])
  }
  const { device_auth_id, user_code } = waiting
  expect((await onReplica('/api/accounts/deviceauth/token', { device_auth_id, user_code })).statusCode).toBe(403)

  wire.mend()
  expect((await onReplica('/oauth/token', refresh)).statusCode, 'nothing was spent').toBe(200)
})
