import { connect } from 'node:net'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { gatewayRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { callBody, type GatewayRig, startGatewayRig } from '../testing/gateway-rig.ts'
import { catalogue } from './catalogue.ts'

const program = { accept: 'application/json' }

let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

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

test('each model goes to the first upstream that lists it; an unlisted one only where any is taken', async () => {
  const second = await rig.addUpstream({ name: 'Second', models: ['acme-coder', 'acme-large'] })
  rig.model.script({ message: 'first' })
  second.model.script({ message: 'second' }, { message: 'any' })
  expect((await rig.ask({ model: 'acme-coder' })).text).toContain('first')
  expect((await rig.ask({ model: 'acme-large' })).text).toContain('second')
  const refused = await rig.ask({ model: 'unheard-of' })
  expect(refused.error?.message).toBe(
    'The model “unheard-of” is not offered by this workspace. Allowed here: acme-coder, acme-large.',
  )
  expect((await rig.ask({ model: 'unheard-of', headers: program })).status).toBe(403)
  const params = { upstreamId: second.upstream.id }
  await rig.it.as('ada').call(gatewayRoutes.update, { params, body: { models: ['*'] } })
  expect((await rig.ask({ model: 'unheard-of' })).text).toContain('any')
  await rig.it.as('ada').call(gatewayRoutes.update, { params, body: { enabled: false } })
  expect((await rig.ask({ model: 'unheard-of' })).error?.code).toBe('invalid_prompt')
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
  await rig.addUpstream({ name: 'Third', models: ['acme-small', '*'] })
  const answer = await rig.it.server.inject({ url: '/v1/models', headers: { authorization: `Bearer ${await rig.token('dan')}` } })
  expect(answer.json().data.map((it: { id: string }) => it.id)).toEqual(['acme-coder', 'acme-small'])
  const [first, second] = answer.json().models
  expect(first).toMatchObject({ slug: 'acme-coder', priority: 1, base_instructions: expect.stringContaining('coding agent') })
  expect(second).toMatchObject({ slug: 'acme-small', priority: 2 })
  expect((await rig.it.server.inject({ url: '/backend-api/codex/models' })).statusCode).toBe(401)
})
