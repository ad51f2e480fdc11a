import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { gatewayRoutes } from '@bailiwick/contracts'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setSetting, setStatus } from '../../codex/issuer/testing/wire-client.ts'
import { callBody, clientHeaders, type GatewayRig, startGatewayRig, upstreamKey } from '../testing/gateway-rig.ts'
import { catalogue } from './catalogue.ts'
import { maxCallBytes } from './read-body.ts'

const denial = '403 - Unauthorized. Contact your ChatGPT administrator for access.'

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

async function lastTurn() {
  await rig.it.app.gateway.turnLog.flush()
  const { body } = await rig.it.as('ana').call(gatewayRoutes.turns, { query: { limit: 1 } })
  return body.items[0]
}

/** Begins a call and gives its body in chunks, so that a test can hang up or look between them. */
async function begin(signal?: AbortSignal, path = '/v1/responses') {
  const answer = await request(`${rig.address}${path}`, {
    method: 'POST',
    headers: { ...clientHeaders, authorization: `Bearer ${await rig.token('dan')}` },
    body: JSON.stringify(callBody('acme-coder')),
    signal,
  })
  return { answer, chunks: answer.body[Symbol.asyncIterator]() }
}

test('the model answers through the gateway, with our key and without the client’s secrets', async () => {
  rig.model.script({ message: 'Good morning' })
  const answer = await rig.ask({
    headers: { cookie: 'a=b', 'x-codex-turn-metadata': '{"workspaces":{"/home/dan":{}}}', 'openai-beta': 'x=1' },
  })
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('Good morning')
  expect(answer.headers['content-type']).toContain('text/event-stream')
  const [seen] = rig.model.requests
  expect(seen?.path).toBe('/v1/responses')
  expect(seen?.body).toEqual(callBody('acme-coder'))
  expect(seen?.headers).toMatchObject({ authorization: `Bearer ${upstreamKey}`, 'openai-beta': 'x=1', 'session-id': 'session-1' })
  const sent = JSON.stringify(seen?.headers)
  for (const secret of [await rig.token('dan'), 'a=b', '/home/dan', 'codex_exec']) expect(sent).not.toContain(secret)
})

test('a turn leaves a record: who, which model, tokens; no content', async () => {
  rig.model.script({ message: 'A secret plan' })
  await rig.ask({ headers: { 'x-codex-turn-metadata': JSON.stringify({ installation_id: 'inst-1\u0000', session_id: 's' }) } })
  const turn = await lastTurn()
  expect(turn).toMatchObject({
    person: { name: 'Dan Developer' },
    model: 'acme-coder',
    upstream: 'House model',
    outcome: 'completed',
    status: 200,
    inputTokens: 11,
    cachedTokens: 3,
    outputTokens: 7,
    reasoningTokens: 2,
  })
  expect(turn?.firstByteMs).toBeGreaterThan(0)
  const row = await rig.it.app.db
    .selectFrom('turn')
    .selectAll()
    .where('id', '=', turn?.id ?? '')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ session_id: 'session-1', thread_id: 'thread-1', installation_id: 'inst-1' })
  expect(JSON.stringify(row)).not.toContain('secret plan')
})

test('the first bytes arrive before the upstream has sent the next', async () => {
  const { promise: until, resolve: goOn } = Promise.withResolvers<void>()
  rig.model.script({ chunks: ['first', 'second'], until })
  const { chunks } = await begin()
  let seen = ''
  while (!seen.includes('first')) seen += (await chunks.next()).value
  expect(seen).not.toContain('second')
  goOn()
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) seen += next.value
  expect(seen).toContain('response.completed')
})

test('the head of an answer does not wait for its first event', async () => {
  rig.model.script({ hang: 'stream' })
  const hangUp = new AbortController()
  const { answer } = await begin(hangUp.signal)
  expect(answer.statusCode).toBe(200)
  answer.body.on('error', () => undefined)
  hangUp.abort()
})

test('a client that hangs up ends the work of the upstream, 20 of 20', async () => {
  for (let round = 1; round <= 20; round++) {
    rig.model.script({ hang: round % 2 ? 'headers' : 'stream' })
    const hangUp = new AbortController()
    const calling = begin(hangUp.signal)
    const reached = await rig.model.request(round)
    if (round % 2 === 0) (await calling).answer.body.on('error', () => undefined)
    hangUp.abort()
    await calling.catch(() => undefined)
    await reached.over
  }
  expect(rig.model.requests.filter((it) => it.closedEarly)).toHaveLength(20)
  await expect.poll(() => rig.it.app.gateway.running.size).toBe(0)
  expect(await lastTurn()).toMatchObject({ outcome: 'cancelled', status: 499 })
})

test('a client that reads slowly slows the upstream down, and gets everything', async () => {
  const piece = Buffer.alloc(64 * 1024, 'x')
  const pieces = 1_000
  let sent = 0
  const fast = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    const more = () => {
      while (sent < pieces) {
        sent++
        if (!res.write(piece)) return res.once('drain', more)
      }
      return res.end('\n\nevent: response.completed\ndata: {"type":"response.completed","response":{}}\n\n')
    }
    more()
  })
  await new Promise<void>((resolve) => fast.listen(0, '127.0.0.1', resolve))
  const { port } = fast.address() as AddressInfo // listening on TCP
  const body = { name: 'Fast', baseUrl: `http://127.0.0.1:${port}/v1`, key: null, models: ['fast'] }
  const { body: upstream } = await rig.it.as('ada').call(gatewayRoutes.create, { body })
  const answer = await request(`${rig.address}/v1/responses`, {
    method: 'POST',
    headers: { ...clientHeaders, authorization: `Bearer ${await rig.token('dan')}` },
    body: JSON.stringify(callBody('fast')),
  })
  let before = -1
  await expect
    .poll(() => {
      const stands = sent === before
      before = sent
      return stands
    })
    .toBe(true)
  expect(sent).toBeLessThan(pieces / 2) // the rest of 64 MB waits at the upstream, not in our memory
  let received = 0
  for await (const chunk of answer.body) received += chunk.length
  expect(received).toBeGreaterThan(pieces * piece.length)
  await rig.it.as('ada').call(gatewayRoutes.remove, { params: { upstreamId: upstream.id } })
  fast.close()
  fast.closeAllConnections()
})

test('a server that stops tells the streams that still run, in a way that makes the client ask again', async () => {
  rig.model.script({ hang: 'stream' })
  const { answer } = await begin()
  await expect.poll(() => rig.it.app.gateway.running.size).toBe(1)
  for (const stop of rig.it.app.gateway.running) stop('Bailiwick is restarting.')
  const text = await answer.body.text()
  expect(text).toContain('"error":{"code":"server_error","message":"Bailiwick is restarting."}')
})

test('an upstream that breaks off ends the stream with words', async () => {
  rig.model.script({ drop: true })
  const answer = await rig.ask()
  expect(answer.status).toBe(200)
  expect(answer.error?.message).toBe('The model upstream “House model” broke off in the middle of its answer.')
  expect(await lastTurn()).toMatchObject({ outcome: 'upstream_error' })
})

test('a failed response passes as it is', async () => {
  rig.model.script({ failed: { code: 'context_length_exceeded', message: 'Too long' } })
  expect((await rig.ask()).error).toEqual({ code: 'context_length_exceeded', message: 'Too long' })
  expect(await lastTurn()).toMatchObject({ outcome: 'upstream_error', status: 200 })
})

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
  expect(await lastTurn()).toMatchObject({ outcome: 'upstream_error' })
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

test.each([
  ['zstd', zstdCompressSync],
  ['gzip', gzipSync],
])('a %s body reaches the upstream as plain JSON', async (encoding, pack) => {
  rig.model.script({ message: 'ok' })
  const body = {
    ...callBody('acme-coder'),
    input: [{ type: 'additional_tools', role: 'developer', tools: [{ type: 'custom' }] }],
  }
  const packed = pack(Buffer.from(JSON.stringify(body)))
  const answer = await rig.ask({ path: '/backend-api/codex/responses', headers: { 'content-encoding': encoding }, body: packed })
  expect(answer.status).toBe(200)
  expect(rig.model.requests[0]?.body).toEqual(body)
  expect(rig.model.requests[0]?.headers['content-encoding']).toBeUndefined()
})

const program = { accept: 'application/json' }
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
  expect(await lastTurn()).toMatchObject({ outcome: 'refused', status: 403, upstream: null })
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
  const before = await lastTurn()
  for (const authorization of ['Bearer nonsense', 'Basic x']) {
    const answer = await rig.ask({ headers: { authorization } })
    expect(answer.status).toBe(401)
    expect(answer.error?.code).toBe('invalid_token')
  }
  const nobody = await rig.ask({ headers: { authorization: '' } })
  expect(nobody.error).toEqual({ code: 'invalid_prompt', message: expect.stringContaining('run `codex login') })
  expect((await rig.ask({ headers: { authorization: '', ...program } })).status).toBe(401)
  expect(await lastTurn()).toEqual(before)
})

test('the websocket is declined at once, and nothing else is below', async () => {
  const upgrade = await new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(rig.address)
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        'GET /backend-api/codex/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ),
    )
    socket.once('data', (data) => {
      resolve(data.toString())
      socket.destroy()
    })
    socket.once('error', reject)
  })
  expect(upgrade).toMatch(/^HTTP\/1\.1 426 /)
  for (const path of ['/v1/responses/abc', '/backend-api/codex/responses/x/y', '/v1/models/x', '/v1/responses']) {
    const answer = await rig.it.server.inject({ url: path })
    expect(answer.statusCode, path).toBe(404)
    expect(answer.json().error.code).toBe('not_found')
  }
})

test('a call that comes back to us is stopped', async () => {
  const answer = await rig.ask({ headers: { ...program, 'x-bailiwick-hop': rig.it.app.gateway.loopMark } })
  expect(answer.status).toBe(508)
})

test('each model goes to the first upstream that lists it; an unlisted one only where any is taken', async () => {
  const second = await rig.addUpstream({ name: 'Second', models: ['acme-coder', 'acme-large'] })
  rig.model.script({ message: 'first' })
  second.model.script({ message: 'second' }, { message: 'any' })
  expect((await rig.ask({ model: 'acme-coder' })).text).toContain('first')
  expect((await rig.ask({ model: 'acme-large' })).text).toContain('second')
  const refused = await rig.ask({ model: 'unheard-of' })
  expect(refused.error?.message).toBe(
    'The model “unheard-of” is not offered by this workspace. Allowed here: acme-coder, gone, acme-large.',
  )
  expect((await rig.ask({ model: 'unheard-of', headers: program })).status).toBe(403)
  const params = { upstreamId: second.upstream.id }
  await rig.it.as('ada').call(gatewayRoutes.update, { params, body: { models: ['*'] } })
  expect((await rig.ask({ model: 'unheard-of' })).text).toContain('any')
  await rig.it.as('ada').call(gatewayRoutes.update, { params, body: { enabled: false } })
  expect((await rig.ask({ model: 'unheard-of' })).error?.code).toBe('invalid_prompt')
})

test('a workspace without an upstream says so, and who can help', async () => {
  const { wireClient } = await import('../../codex/issuer/testing/wire-client.ts')
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

const kinds429: [string, string, number][] = [
  ['usage_limit_reached', 'usage_limit_reached', 429],
  ['insufficient_quota', 'invalid_prompt', 200],
]
test.each(kinds429)('a 429 of type %s is not tried again', async (type, code, status) => {
  rig.model.script({ status: 429, body: { error: { type, code: type, message: 'used up' } } })
  const answer = await rig.ask()
  expect({ status: answer.status, code: answer.error?.code }).toEqual({ status, code })
})

test('the client keeps its own list while every model is the vendor’s', () => {
  const upstream = { id: 'u', workspaceId: 'w', name: 'V', basePath: '/v1', key: null, models: ['gpt-6.1-sol'], enabled: true }
  const vendor = { ...upstream, origin: 'https://api.openai.com' }
  const own = { ...upstream, origin: 'https://models.openai.com.acme.test', models: ['acme-coder', '*'] }
  expect(catalogue([vendor])).toEqual([])
  expect(catalogue([vendor, { ...own, enabled: false }])).toEqual([])
  expect(catalogue([vendor, own]).map((it) => it.slug)).toEqual(['gpt-6.1-sol', 'acme-coder'])
})

test('the list of models names what is offered', async () => {
  const answer = await rig.it.server.inject({ url: '/v1/models', headers: { authorization: `Bearer ${await rig.token('dan')}` } })
  expect(answer.json().data.map((it: { id: string }) => it.id)).toEqual(['acme-coder', 'gone'])
  const [first, second] = answer.json().models
  expect(first).toMatchObject({ slug: 'acme-coder', priority: 1, base_instructions: expect.stringContaining('coding agent') })
  expect(second).toMatchObject({ slug: 'gone', priority: 2 })
  expect((await rig.it.server.inject({ url: '/backend-api/codex/models' })).statusCode).toBe(401)
})
