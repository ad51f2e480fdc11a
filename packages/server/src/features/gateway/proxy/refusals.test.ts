import { gzipSync, zstdCompressSync } from 'node:zlib'
import { gatewayRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setSetting, setStatus, wireClient } from '../../codex/issuer/testing/wire-client.ts'
import { type GatewayRig, startGatewayRig } from '../testing/gateway-rig.ts'
import { maxCallBytes } from './read-body.ts'

const denial = '403 - Unauthorized. Contact your ChatGPT administrator for access.'
const program = { accept: 'application/json' }

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

const upstreamSays = (status: number, headers?: Record<string, string>) => ({
  status,
  body: { error: { message: `words of ${status}`, code: 'theirs' } },
  headers,
})
/** The upstream's status; what a stock client gets (status, event code or header); what a program gets. */
const errorKinds: [
  number,
  { status: number; code?: string; says: RegExp },
  { status: number; code: string; headers?: object },
][] = [
  [400, { status: 400, says: /^words of 400$/ }, { status: 400, code: 'theirs' }],
  [
    401,
    { status: 200, code: 'invalid_prompt', says: /refused the key that Bailiwick holds/ },
    { status: 502, code: 'upstream_key_refused' },
  ],
  [
    403,
    { status: 200, code: 'invalid_prompt', says: /did not allow the call: words of 403/ },
    { status: 502, code: 'upstream_denied' },
  ],
  [
    404,
    { status: 200, code: 'invalid_prompt', says: /does not know this address or model: words/ },
    { status: 404, code: 'upstream_not_found' },
  ],
  [422, { status: 200, code: 'invalid_prompt', says: /status 422: words of 422/ }, { status: 422, code: 'upstream_refused' }],
  [
    429,
    { status: 200, code: 'rate_limit_exceeded', says: /words of 429 Please try again in 7s\./ },
    { status: 429, code: 'theirs', headers: { 'retry-after': '7' } },
  ],
  [500, { status: 200, code: 'server_error', says: /failed with status 500: words/ }, { status: 502, code: 'upstream_failed' }],
  [
    503,
    { status: 200, code: 'server_error', says: /overloaded: words/ },
    { status: 503, code: 'server_is_overloaded', headers: { 'retry-after': '7' } },
  ],
  [302, { status: 200, code: 'invalid_prompt', says: /answered with a redirect/ }, { status: 502, code: 'upstream_redirects' }],
]
test.each(errorKinds)('an upstream that answers %d is told readably', async (status, toClient, toProgram) => {
  rig.model.script(upstreamSays(status, { 'retry-after': '7' }), upstreamSays(status, { 'retry-after': '7' }))
  const client = await rig.ask()
  expect({ status: client.status, code: client.error?.code }).toEqual({ status: toClient.status, code: toClient.code })
  expect(client.error?.message ?? client.text).toMatch(toClient.says)
  const program = await rig.ask({ headers: { accept: 'application/json' } })
  expect({ status: program.status, error: { code: program.error?.code }, headers: program.headers }).toMatchObject({
    status: toProgram.status,
    error: { code: toProgram.code },
    headers: toProgram.headers ?? {},
  })
  expect(rig.model.requests).toHaveLength(2)
  expect(await rig.lastTurn()).toMatchObject({ outcome: 'upstream_error' })
})

const kinds429: [string, string, number][] = [
  ['usage_limit_reached', 'usage_limit_reached', 429],
  ['insufficient_quota', 'invalid_prompt', 200],
]
test.each(kinds429)('a 429 of type %s is not tried again', async (type, code, status) => {
  rig.model.script({ status: 429, body: { error: { type, code: type, message: 'used up' } } })
  const answer = await rig.ask()
  expect({ status: answer.status, code: answer.error?.code }).toEqual({ status, code })
})

test('an upstream that cannot be reached is named, once', async () => {
  const gone = await rig.addUpstream({ name: 'Gone', models: ['gone'] })
  await gone.model.close()
  const answer = await rig.ask({ model: 'gone' })
  expect(answer.error).toMatchObject({
    code: 'invalid_prompt',
    message: expect.stringContaining('nothing listens at its address'),
  })
  const { body } = await rig.it.as('ada').call(gatewayRoutes.list)
  expect(body.find((it) => it.name === 'Gone')?.health.lastFailure).toContain('could not be reached')
})

const bad: [string, { body: Buffer | string; headers?: Record<string, string> }, number, RegExp][] = [
  [
    'a zstd bomb',
    { body: zstdCompressSync(Buffer.alloc(maxCallBytes + 1)), headers: { 'content-encoding': 'zstd' } },
    413,
    /larger than 32 MiB, unpacked/,
  ],
  [
    'a gzip bomb',
    { body: gzipSync(Buffer.alloc(maxCallBytes + 1)), headers: { 'content-encoding': 'gzip' } },
    413,
    /larger than 32 MiB/,
  ],
  ['too many bytes', { body: Buffer.alloc(maxCallBytes + 1, 32) }, 413, /larger than 32 MiB/],
  ['broken zstd', { body: 'not zstd', headers: { 'content-encoding': 'zstd' } }, 400, /not what its content-encoding/],
  ['an unknown encoding', { body: '{}', headers: { 'content-encoding': 'compress' } }, 415, /compress is not understood/],
  ['no JSON', { body: '{"model":' }, 400, /not JSON/],
  ['no model', { body: '{"input":[]}' }, 400, /names no model/],
  ['a model that is no text', { body: '{"model":{"a":1}}' }, 400, /names no model/],
  ['nothing', { body: '' }, 400, /not JSON/],
]
test.each(bad)('%s is refused in words', async (_name, { body, headers }, status, words) => {
  const toProgram = await rig.ask({ body, headers: { ...headers, ...program } })
  expect(toProgram.status).toBe(status)
  expect(toProgram.error?.message).toMatch(words)
  const toClient = await rig.ask({ body, headers })
  expect(toClient.error).toMatchObject({ code: 'invalid_prompt', message: expect.stringMatching(words) })
  expect(rig.model.requests).toHaveLength(0)
})

test('not entitled: the workspace’s text byte for byte, as one failed response or a 403', async () => {
  await setSetting(rig.it, 'codex_local', false)
  const client = await rig.ask()
  const plain = await rig.ask({ headers: program })
  await setSetting(rig.it, 'codex_local', true)
  expect(client.status).toBe(200)
  expect(client.error).toEqual({ code: 'invalid_prompt', message: denial })
  expect(client.text).toMatch(/^event: response\.created\n/)
  expect(plain.status).toBe(403)
  expect(plain.error).toMatchObject({ message: denial, type: 'access_denied' })
  expect(rig.model.requests).toHaveLength(0)
  expect(await rig.lastTurn()).toMatchObject({ outcome: 'refused', status: 403, upstream: null })
  rig.model.script({ message: 'welcome back' })
  expect((await rig.ask()).text).toContain('welcome back')
})

test('a deactivated member is refused, a colleague is not', async () => {
  await rig.token('carl')
  await setStatus(rig.it, 'carl', 'deactivated')
  expect((await rig.ask({ as: 'carl' })).error?.message).toBe(denial)
  rig.model.script({ message: 'hello' })
  expect((await rig.ask()).text).toContain('hello')
})

test('without a token of ours there is a 401 and no record', async () => {
  const before = await rig.lastTurn()
  for (const authorization of ['Bearer nonsense', 'Basic x']) {
    const answer = await rig.ask({ headers: { authorization } })
    expect(answer.status).toBe(401)
    expect(answer.error?.code).toBe('invalid_token')
  }
  const nobody = await rig.ask({ headers: { authorization: '' } })
  expect(nobody.error).toEqual({ code: 'invalid_prompt', message: expect.stringContaining('run `codex login') })
  expect((await rig.ask({ headers: { authorization: '', ...program } })).status).toBe(401)
  expect(await rig.lastTurn()).toEqual(before)
})

test('a call that comes back to us is stopped', async () => {
  const answer = await rig.ask({ headers: { ...program, 'x-bailiwick-hop': rig.it.app.gateway.loopMark } })
  expect(answer.status).toBe(508)
})

test('a workspace without an upstream says so, and who can help', async () => {
  const client = wireClient(rig.it)
  const asked = await client.ask()
  await client.decide('bob', asked.user_code, 'approve', 'beta')
  const { body } = await client.exchange((await client.poll(asked)).body)
  const authorization = `Bearer ${body.access_token}`
  const answer = await rig.ask({ headers: { authorization } })
  expect(answer.error?.message).toMatch(/No model is connected to this workspace yet.*owner can add one/)
  const plain = await rig.ask({ headers: { authorization, ...program } })
  expect(plain.status).toBe(503)
})
