import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gatewayRoutes } from '@bailiwick/contracts'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { callBody, clientHeaders, type GatewayRig, startGatewayRig, upstreamKey } from '../testing/gateway-rig.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

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
  const turn = await rig.lastTurn()
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
  expect(await rig.lastTurn()).toMatchObject({ outcome: 'cancelled', status: 499 })
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

test('a server that stops before the upstream has begun tells the client as well', async () => {
  rig.model.script({ hang: 'headers' })
  const asking = rig.ask()
  await rig.model.request(1)
  for (const stop of rig.it.app.gateway.running) stop('Bailiwick is restarting.')
  expect((await asking).error).toEqual({ code: 'server_error', message: 'Bailiwick is restarting.' })
})

test('an upstream that breaks off ends the stream with words', async () => {
  rig.model.script({ drop: true })
  const answer = await rig.ask()
  expect(answer.status).toBe(200)
  expect(answer.error?.message).toBe('The model upstream “House model” broke off in the middle of its answer.')
  expect(await rig.lastTurn()).toMatchObject({ outcome: 'upstream_error' })
})

test('a failed response passes as it is', async () => {
  rig.model.script({ failed: { code: 'context_length_exceeded', message: 'Too long' } })
  expect((await rig.ask()).error).toEqual({ code: 'context_length_exceeded', message: 'Too long' })
  expect(await rig.lastTurn()).toMatchObject({ outcome: 'upstream_error', status: 200 })
})
