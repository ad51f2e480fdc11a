import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { accessTokenRoutes, groupRoutes, settingRoutes } from '@bailiwick/contracts'
import { symbols } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newAtToken } from '../../codex/issuer/index.ts'
import { type GatewayRig, startGatewayRig } from '../../gateway/testing/gateway-rig.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
  for (const key of ['ada', 'mallory']) {
    await rig.it.as(key).call(settingRoutes.set, { params: { key: 'access_tokens' }, body: { value: true } })
  }
})
afterAll(() => rig.close())

const make = async (key: string) =>
  (await rig.it.as(key).call(accessTokenRoutes.create, { body: { name: 'CI', expiresInDays: 7 } })).body
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
const call = (secret: string) => rig.ask({ headers: { ...bearer(secret), accept: 'application/json' } })
const whoami = (headers: Record<string, string>, url = '/api/accounts/v1/user-auth-credential/whoami') =>
  rig.it.server.inject({ method: 'GET', url, headers })

test('a token of another workspace acts there alone', async () => {
  const { secret } = await make('mallory')
  expect((await whoami(bearer(secret))).json()).toMatchObject({ chatgpt_account_id: rig.it.seeded.workspaces.beta })
  const headers = { ...bearer(secret), 'chatgpt-account-id': rig.it.seeded.workspaces.acme ?? '' }
  const bundle = await rig.it.server.inject({ method: 'GET', url: '/backend-api/wham/accounts/check', headers })
  expect(bundle.json().default_account_id, 'the header asks for another one in vain').toBe(rig.it.seeded.workspaces.beta)
  rig.model.script({ message: 'Not for you' })
  expect((await call(secret)).status, 'its own workspace has no upstream').toBe(503)
  rig.model.reset()
})

test('a token opens no console and no admin route', async () => {
  const { secret } = await make('ada')
  const groups = await rig.it.withKey(secret).call(groupRoutes.list)
  expect(groups.problem).toMatchObject({ status: 401, code: 'access.key_not_valid' })
  expect((await rig.it.withKey(secret).call(accessTokenRoutes.mine)).status).toBe(401)
  const cookie = { cookie: `bailiwick_session=${secret}` }
  expect((await rig.it.server.inject({ method: 'GET', url: '/api/v1/me/factors', headers: cookie })).statusCode).toBe(401)
  const scim = await rig.it.server.inject({ method: 'GET', url: '/scim/v2/Users', headers: bearer(secret) })
  expect([401, 404]).toContain(scim.statusCode)
})

test('a token in an address counts for nothing and stands in no log', async () => {
  const { secret } = await make('dan')
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const { log } = rig.it.app
  const stream: unknown = Reflect.get(log, symbols.streamSym)
  Reflect.set(log, symbols.streamSym, sink)
  log.level = 'trace'
  for (const url of [
    `/api/accounts/v1/user-auth-credential/whoami?access_token=${secret}`,
    `/backend-api/wham/config/bundle?access_token=${secret}&token=${secret}`,
    `/backend-api/wham/${secret}`,
    `/api/v1/workspaces/${secret}/groups`,
  ]) {
    const answer = await rig.it.server.inject({ method: 'GET', url })
    expect(answer.statusCode, url).toBeGreaterThanOrEqual(400)
    expect(answer.body, url).not.toContain(secret)
  }
  const model = await rig.it.server.inject({ method: 'POST', url: `/v1/responses?access_token=${secret}`, payload: {} })
  expect(model.body).not.toContain(secret)
  log.warn('the log is read')
  log.level = 'silent'
  Reflect.set(log, symbols.streamSym, stream)
  expect(lines.join('\n')).toContain('the log is read')
  expect(lines.join('\n')).not.toContain(secret.slice(9))
})

test('garbage is refused by its checksum, before anybody asks the memory or the database', async () => {
  const { secret } = await make('dan')
  const asked: string[] = []
  const { atTokens, feed } = rig.it.app
  const bySecret = atTokens.bySecret
  const freshen = feed.freshen
  atTokens.bySecret = (text) => {
    asked.push(text)
    return bySecret(text)
  }
  const flip = (at: number) => `${secret.slice(0, at)}${secret[at] === 'A' ? 'B' : 'A'}${secret.slice(at + 1)}`
  const garbage = [
    flip(10),
    flip(45),
    flip(50),
    `${secret}x`,
    secret.slice(0, -1),
    'at-',
    `at-${randomBytes(5000).toString('hex')}`,
  ]
  for (const text of garbage) expect((await whoami(bearer(text))).statusCode, text.slice(0, 60)).toBe(401)
  expect(asked).toEqual([])
  expect((await whoami(bearer(secret))).statusCode).toBe(200)
  expect(asked).toEqual([secret])
  let rounds = 0
  feed.freshen = (age, wait) => {
    if (age === 0) rounds++
    return freshen(age, wait)
  }
  for (let n = 0; n < 80; n++) expect((await whoami(bearer(newAtToken()))).statusCode).toBe(401)
  expect(rounds, 'an address that tries too much is not asked for any more').toBe(50)
  expect((await whoami(bearer(secret))).statusCode, 'and a known token still works from there').toBe(200)
  Object.assign(atTokens, { bySecret })
  Object.assign(feed, { freshen })
})

test('revoked while it is in use: what began goes on, nothing begins any more', async () => {
  const { token, secret } = await make('dan')
  rig.model.script(...Array.from({ length: 20 }, () => ({ message: 'Hello' })))
  const params = { tokenId: token.id }
  const [revoked, ...during] = await Promise.all([
    rig.it.as('dan').call(accessTokenRoutes.revokeMine, { params }),
    ...Array.from({ length: 8 }, () => call(secret)),
  ])
  expect(revoked.status).toBe(204)
  expect(during.every((them) => them.status === 200 || them.status === 401)).toBe(true)
  rig.model.reset()
  rig.model.script({ message: 'Too late' })
  expect((await call(secret)).status).toBe(401)
  expect(rig.model.requests).toHaveLength(0)
  rig.model.reset()
})

test('revoked twice at the same moment, it was revoked once', async () => {
  const { token } = await make('dan')
  const params = { tokenId: token.id }
  const [own, managed] = await Promise.all([
    rig.it.as('dan').call(accessTokenRoutes.revokeMine, { params }),
    rig.it.as('ada').call(accessTokenRoutes.revoke, { params }),
  ])
  expect([own.status, managed.status].sort()).toEqual([204, 404])
})

test('signing out with the token does not end it: it serves more machines than one', async () => {
  const { secret } = await make('dan')
  const answer = await rig.it.server.inject({ method: 'POST', url: '/oauth/revoke', payload: { token: secret } })
  expect(answer.statusCode).toBe(200)
  expect((await whoami(bearer(secret))).statusCode).toBe(200)
})
