import SCIMMY from 'scimmy'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { askFor, ent, namesFound, type Resource, sixPeople } from './testing/people.ts'
import type { Idp } from './testing/scim-rig.ts'

SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser as never) // its types want an instance where its code wants the class

let it: TestServer
let idp: Idp
let users: Resource[]
let group: string
beforeAll(async () => {
  it = await startTestServer()
  const made = await sixPeople(it)
  idp = made.idp
  users = made.users
  group = made.group
})
afterAll(() => it.close())

const found = (filter: string) => namesFound(idp, filter)

describe('RFC 7644 §3.4.2.2', () => {
  test.each([
    ['userName eq "PEOPLE-anna@acme.test"', ['Anna']],
    ['USERNAME Eq "people-anna@acme.test"', ['Anna']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "people-b"', ['bea']],
    ['externalId eq "x-anna"', []],
    ['externalId eq "X-Anna"', ['Anna']],
    ['externalId pr', ['Anna', 'dora']],
    ['not (externalId pr)', ['bea', 'Carl', 'Emil', 'fritz']],
    ['externalId eq null', ['bea', 'Carl', 'Emil', 'fritz']],
    ['title ne "Boss 0"', ['bea', 'Carl', 'dora', 'Emil', 'fritz']],
    ['active eq false', ['Emil']],
    ['active eq "False"', ['Emil']],
    ['active eq true and title co "oss"', ['Anna', 'Carl']],
    ['title pr or displayName eq "BEA"', ['Anna', 'bea', 'Carl', 'Emil']],
    ['title pr and (displayName eq "Anna" or displayName eq "Carl")', ['Anna', 'Carl']],
    ['emails[type eq "work" and value eq "BEA@work.test"]', ['bea']],
    ['emails[type eq "work"].value eq "bea@work.test"', ['bea']],
    ['emails[type eq "work"].value eq "bea@home.test"', []],
    ['emails.value ew "home.test"', ['bea', 'dora', 'fritz']],
    ['emails co "dora@"', ['dora']],
    ['emails[not (primary eq true)]', ['bea', 'dora', 'fritz']],
    ['name.familyName eq "Z \\"quoted\\" \\\\ back"', ['dora', 'Emil', 'fritz']],
    ['displayName gt "d" and displayName le "emil"', ['dora', 'Emil']],
    [`${ent}:department eq "d5"`, ['fritz']],
    [`${ent}:manager eq "user_boss"`, ['Emil', 'fritz']],
    [`${ent}:manager.value pr`, ['Emil', 'fritz']],
    ['meta.resourceType eq "User" and meta.created lt "2000-01-01T00:00:00Z"', []],
    ['groups.display eq "half"', ['Anna', 'dora']],
    ['shoeSize eq "42"', []],
    ['shoeSize ne "42" and displayName eq "Anna"', ['Anna']],
  ])('%s', async (filter, names) => {
    expect(await found(filter)).toEqual(names)
  })

  test('times compare as times', async () => {
    const created = String((users[2]?.meta as Resource | undefined)?.created)
    expect(await found(`meta.created lt "${created}"`)).toEqual(['Anna', 'bea'])
    expect(await found(`meta.created ge "${created}" and meta.lastModified le "${created.replace('Z', '+00:00')}"`)).toEqual([
      'Carl',
    ])
  })

  test.each([
    'userName',
    'userName eq',
    'userName xx "a"',
    'userName eq "a',
    'userName eq "a" and',
    '(userName eq "a"',
    'active gt true',
    'active eq "maybe"',
    'meta.created co "20"',
    'meta.created gt "yesterday"',
    'userName gt null',
    'name eq "x"',
    'emails[type eq "work"',
    'emails[emails[type eq "x"]]',
    `${'('.repeat(9_000)}userName pr${')'.repeat(9_000)}`,
    `${'not '.repeat(1_900)}userName pr`,
  ])('refused: %s', async (filter) => {
    const { status, body } = await askFor(idp, filter)
    if (status !== 200) expect(body).toMatchObject({ status: '400', scimType: 'invalidFilter' })
    else expect(filter, 'a filter of many nots is a filter').toMatch(/^not/)
  })

  test('groups are found by name, by id of ours and theirs, and by member', async () => {
    const of = async (filter: string) =>
      (await idp.send('GET', `/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`)).body.totalResults
    expect(await of('displayName eq "HALF"')).toBe(1)
    expect(await of(`id eq "${group}" and not (displayName sw "x")`)).toBe(1)
    expect(await of(`members eq "${users[0]?.id}"`)).toBe(1)
    expect(await of(`members[value eq "${users[0]?.id}" and type eq "User"]`)).toBe(1)
    expect(await of(`members.value eq "${users[1]?.id}"`)).toBe(0)
    expect(await of('externalId pr')).toBe(0)
    expect(await of('meta.lastModified gt "2020-01-01T00:00:00Z"')).toBe(1)
  })
})

test('RFC 7644 §3.4.2.4 paging: from one, count of nothing, beyond the end', async () => {
  const page = async (query: string) => (await idp.send('GET', `/Users?${query}`)).body
  const all = users.map((user) => user.id)
  const ids = (body: { Resources?: Resource[] }) => body.Resources?.map((user) => user.id)
  expect(await page('count=0')).toEqual({ schemas: [expect.any(String)], totalResults: 6, startIndex: 1, itemsPerPage: 0 })
  expect(ids(await page('startIndex=0&count=2'))).toEqual(all.slice(0, 2))
  expect(await page('startIndex=5&count=4')).toMatchObject({ totalResults: 6, startIndex: 5, itemsPerPage: 2 })
  expect(ids(await page('startIndex=-9&count=-1'))).toBeUndefined()
  expect(await page('startIndex=99')).toMatchObject({ totalResults: 6, itemsPerPage: 0, Resources: [] })
  for (const wrong of ['count=many', 'startIndex=1.5', 'filter=a&filter=b']) {
    expect(await page(wrong)).toMatchObject({ status: '400', scimType: 'invalidValue' })
  }
})

test('RFC 7644 §3.4.2.3 sorting, and search by POST (§3.4.3)', async () => {
  const names = async (body: object) =>
    (await idp.send('POST', '/Users/.search', { schemas: [], ...body })).body.Resources.map((user: Resource) => user.displayName)
  expect(await names({ sortBy: 'displayName', sortOrder: 'descending' })).toEqual([
    'fritz',
    'Emil',
    'dora',
    'Carl',
    'bea',
    'Anna',
  ])
  expect(await names({ sortBy: 'title', count: 4 })).toEqual(['Anna', 'Carl', 'Emil', 'bea'])
  expect(await names({ sortBy: 'emails.value', sortOrder: 'descending', startIndex: 2, count: 1 })).toEqual(['Emil'])
  expect(await names({ sortBy: 'meta.created', filter: 'title pr', attributes: ['displayName'] })).toEqual([
    'Anna',
    'Carl',
    'Emil',
  ])
  expect(await names({ sortBy: 'shoeSize', count: 1 })).toEqual(['Anna'])
})

test('RFC 7644 §3.9 attributes: only these, all but these, parts, extensions', async () => {
  const show = async (query: string) => (await idp.send('GET', `/Users/${users[5]?.id}?${query}`)).body
  const always = { schemas: users[5]?.schemas, id: users[5]?.id }
  expect(await show('attributes=userName,emails.value')).toEqual({
    ...always,
    userName: 'people-fritz@acme.test',
    emails: [{ value: 'fritz@work.test' }, { value: 'fritz@home.test' }],
  })
  expect(await show(`attributes=${ent}:department,name.givenName,nothing`)).toEqual({
    ...always,
    name: { givenName: 'fritz' },
    [ent]: { department: 'D5' },
  })
  const without = await show(`excludedAttributes=id,emails.type,meta,${ent}`)
  expect(without).toMatchObject({
    ...always,
    emails: [{ value: 'fritz@work.test', primary: true }, { value: 'fritz@home.test' }],
  })
  expect(without).not.toHaveProperty('meta')
  expect(without).not.toHaveProperty([ent])
})

test('RFC 7644 §3.14 entity tags: 304 for what is known, 412 for what was meant for another version', async () => {
  const path = `/Users/${users[0]?.id}`
  const { headers } = await idp.send('GET', path)
  const tag = String(headers.etag)
  expect(await idp.send('GET', path, undefined, { 'if-none-match': tag })).toMatchObject({ status: 304, body: undefined })
  expect((await idp.send('GET', path, undefined, { 'if-none-match': 'W/"99"' })).status).toBe(200)
  const change = { Operations: [{ op: 'add', path: 'nickName', value: 'An' }] }
  for (const method of ['PATCH', 'PUT', 'DELETE'] as const) {
    const body = method === 'PATCH' ? change : method === 'PUT' ? users[0] : undefined
    expect((await idp.send(method, path, body, { 'if-match': 'W/"99"' })).status).toBe(412)
  }
  const changed = await idp.send('PATCH', path, change, { 'if-match': tag })
  expect(changed.status).toBe(200)
  expect(changed.headers.etag).not.toBe(tag)
  const undo = { Operations: [{ op: 'remove', path: 'nickName' }] }
  expect((await idp.send('PATCH', path, undo, { 'if-match': '*' })).status).toBe(200)
  expect((await idp.send('GET', `/Groups/${group}`, undefined, { 'if-none-match': 'W/"1"' })).status).toBe(304)
  expect((await idp.send('DELETE', `/Groups/${group}`, undefined, { 'if-match': '"7"' })).status).toBe(412)
})

test('RFC 7644 §4 discovery, and a second opinion on shapes', async () => {
  const config = (await idp.send('GET', '/ServiceProviderConfig')).body
  expect(config).toMatchObject({
    patch: { supported: true },
    etag: { supported: true },
    filter: { supported: true, maxResults: 1000 },
  })
  const types = (await idp.send('GET', '/ResourceTypes')).body
  expect(types).toMatchObject({ totalResults: 2, Resources: [{ id: 'User', endpoint: '/Users' }, { id: 'Group' }] })
  expect((await idp.send('GET', '/ResourceTypes/User')).body).toEqual(types.Resources[0])
  const { body: schema } = await idp.send('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User')
  expect(schema.attributes.find((it: { name: string }) => it.name === 'userName')).toMatchObject({
    required: true,
    uniqueness: 'server',
    caseExact: false,
  })
  expect((await idp.send('GET', '/Schemas?filter=id+pr')).status).toBe(403)
  expect((await idp.send('GET', '/Me')).status).toBe(501)
  expect(await idp.send('GET', '/Unknown')).toMatchObject({ status: 404, body: { status: '404' } })
  // scimmy reads our resources as its own: nothing is missing, nothing is of another type.
  for (const user of users) {
    const theirs = new SCIMMY.Schemas.User(structuredClone(user) as never, 'out') // any input at all
    expect(JSON.parse(JSON.stringify(theirs))).toEqual(user)
  }
  const { body: whole } = await idp.send('GET', `/Groups/${group}`)
  expect(JSON.parse(JSON.stringify(new SCIMMY.Schemas.Group(structuredClone(whole) as never, 'out')))).toEqual(whole)
})
