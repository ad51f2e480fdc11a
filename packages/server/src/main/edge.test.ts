import { adminKeyRoutes, auditRoutes, gatewayRoutes, groupRoutes, invitationRoutes, type ProblemBody } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const inAcme = (path: string) => `/api/v1/workspaces/${it.seeded.workspaces.acme}${path}`

test.each(['/%', '/api/v1/%zz', '/oauth/%c0%80', `/api/v1/workspaces/${'a'.repeat(300)}`])(
  'an address that cannot be read is a problem like others, with the headers of others: %s',
  async (url) => {
    const answer = await it.anonymous.inject({ method: 'GET', url })
    expect(answer.json()).toMatchObject({ code: 'request.not_found', status: 404 } satisfies Partial<ProblemBody>)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringContaining('problem+json'),
    })
  },
)

test.each(['\\ud800', 'a\\u0000b'])('a text that cannot be kept is the mistake of the caller: %s', async (text) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await it.as('ada').inject({ method: 'POST', url: inAcme('/groups'), headers, payload: `{"name":"${text}"}` })
  expect(answer.json()).toMatchObject({ code: 'request.invalid' })
})

test.each([
  ['x', 'y'],
  ['2026-13-45T00:00:00.000Z', 'y'],
  ['+275760-09-13T00:00:00.000Z', 'y'],
])('a cursor that is made up is refused in every list by time: %s', async (...parts) => {
  const query = { cursor: Buffer.from(JSON.stringify(parts)).toString('base64url') }
  for (const route of [gatewayRoutes.turns, auditRoutes.list, invitationRoutes.list]) {
    const { problem } = await it.as('ada').call(route, { query })
    expect(problem).toMatchObject({ code: 'request.invalid', problems: [{ place: 'query.cursor' }] })
  }
})

test('a request that never ends is ended', () => {
  expect(it.server.server.requestTimeout).toBeGreaterThan(0)
})

test('deleting a group while people are invited into it keeps nobody waiting for each other', async () => {
  const ada = it.as('ada')
  for (let round = 0; round < 5; round++) {
    const { body: group } = await ada.call(groupRoutes.create, { body: { name: `Short-lived ${round}` } })
    const invite = (name: string) =>
      ada.call(invitationRoutes.create, { body: { email: `${name}-${round}@acme.test`, groupIds: [group.id] } })
    const answers = await Promise.all([ada.call(groupRoutes.remove, { params: { groupId: group.id } }), invite('x'), invite('y')])
    expect(answers.map((it) => it.status).filter((status) => ![201, 204, 404].includes(status))).toEqual([])
  }
})

test('a mutation waits two seconds for this process to see it, and answers then', async () => {
  const key = { name: 'Directory sync', scopes: ['group.read' as const] }
  await it.app.db.transaction().execute(async (tx) => {
    // Nobody reads the feed meanwhile, and a key is no part of it.
    await sql`lock table change in access exclusive mode`.execute(tx)
    const asked = performance.now()
    expect((await it.as('ada').call(adminKeyRoutes.create, { body: key })).status).toBe(201)
    expect(performance.now() - asked).toBeLessThan(4_000)
  })
})

test.each([
  ['http://127.0.0.1:8787', '127.0.0.1:8787', 201],
  ['http://localhost:8787', 'localhost:8787', 201],
  ['http://[::1]:8787', '[::1]:8787', 201],
  ['http://127.0.0.1:5173', '127.0.0.1:5173', 201],
  ['http://rebound.evil.test:8787', 'rebound.evil.test:8787', 403],
  ['http://localhost.evil.test:8787', 'localhost.evil.test:8787', 403],
  ['http://127.0.0.1.evil.test', '127.0.0.1.evil.test', 403],
  ['http://localhost:9999', 'localhost:8787', 403],
  ['null', '127.0.0.1:8787', 403],
])(
  'a page at %s that asks %s is this console only under a name of this machine or the public one',
  async (origin, host, status) => {
    const headers = { origin, host }
    const payload = { name: `From ${origin}` }
    const answer = await it.as('ada').inject({ method: 'POST', url: inAcme('/groups'), headers, payload })
    expect(answer.statusCode).toBe(status)
  },
)
