import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { connectIdp, type Idp } from './testing/scim-rig.ts'

let it: TestServer
let idp: Idp
beforeAll(async () => {
  it = await startTestServer()
  idp = await connectIdp(it)
})
afterAll(() => it.close())

const core = 'urn:ietf:params:scim:schemas:core:2.0:'
const user = (name: string) => ({ schemas: [`${core}User`], userName: `${name}@acme.test`, active: true })
const bulk = (Operations: unknown, more: object = {}) =>
  idp.send('POST', '/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations, ...more })
const post = (bulkId: string, path: string, data: object) => ({ method: 'POST', bulkId, path, data })

test('people and their group come in one call, the group first: it waits for them (RFC 7644 §3.7.2)', async () => {
  const members = [{ value: 'bulkId:ann' }, { value: 'bulkId:ben' }]
  const { status, body } = await bulk([
    post('team', '/Groups', { schemas: [`${core}Group`], displayName: 'Bulk team', members }),
    post('ann', '/Users', user('bulk-ann')),
    post('ben', '/Users', user('bulk-ben')),
  ])
  expect(status).toBe(200)
  expect(body.Operations.map((one: { bulkId: string; status: string }) => [one.bulkId, one.status])).toEqual([
    ['team', '201'],
    ['ann', '201'],
    ['ben', '201'],
  ])
  const path = new URL(body.Operations[0].location).pathname.replace('/scim/v2', '')
  const team = await idp.send('GET', path)
  expect(team.body.members).toHaveLength(2)
  const changed = await bulk([
    {
      method: 'PATCH',
      path,
      version: body.Operations[0].version,
      data: { Operations: [{ op: 'replace', path: 'displayName', value: 'Renamed' }] },
    },
    { method: 'PUT', path, version: 'W/"old"', data: { displayName: 'Never' } },
    { method: 'DELETE', path },
  ])
  expect(changed.body.Operations).toMatchObject([
    { status: '204' },
    { status: '412', response: { status: '412' } },
    { status: '204' },
  ])
})

test('one that fails does not stop the others, unless failOnErrors says so (§3.7.3)', async () => {
  const twice = [
    post('a', '/Users', user('bulk-one')),
    post('b', '/Users', user('bulk-one')),
    post('c', '/Users', user('bulk-two')),
  ]
  const all = await bulk(twice)
  expect(all.body.Operations).toMatchObject([
    { status: '201' },
    { status: '409', response: { scimType: 'uniqueness' } },
    { status: '201' },
  ])
  const some = await bulk([post('a', '/Users', user('bulk-one')), post('b', '/Users', user('bulk-three'))], { failOnErrors: 1 })
  expect(some.body.Operations).toMatchObject([{ status: '409' }])
})

test('what refers to nothing, or in a circle, is refused by itself', async () => {
  const group = (name: string, to: string) => ({
    schemas: [`${core}Group`],
    displayName: name,
    members: [{ value: `bulkId:${to}` }],
  })
  const { body } = await bulk([
    post('x', '/Groups', group('X', 'y')),
    post('y', '/Groups', group('Y', 'x')),
    post('ok', '/Users', user('bulk-ok')),
  ])
  expect(body.Operations).toMatchObject([{ status: '409' }, { status: '409' }, { status: '201' }])
})

test.each([
  ['no list', undefined, 400],
  ['a method that reads', [{ method: 'GET', path: '/Users/x' }], 400],
  ['another address', [{ method: 'DELETE', path: '/Users/../../api/v1/session' }], 400],
  ['itself', [{ method: 'POST', bulkId: 'x', path: '/Bulk', data: {} }], 400],
  ['a new thing without a bulkId', [{ method: 'POST', path: '/Users', data: {} }], 400],
  ['too many', Array.from({ length: 1_001 }, () => ({ method: 'DELETE', path: '/Users/x' })), 413],
])('%s is refused whole', async (_name, operations, status) => {
  expect((await bulk(operations)).status).toBe(status)
})

test('it says what it takes, and needs a token like everything else', async () => {
  expect((await idp.send('GET', '/ServiceProviderConfig')).body.bulk).toMatchObject({ supported: true, maxOperations: 1_000 })
  const stranger = await it.server.inject({ method: 'POST', url: '/scim/v2/Bulk', payload: { Operations: [] } })
  expect(stranger.statusCode).toBe(401)
})
