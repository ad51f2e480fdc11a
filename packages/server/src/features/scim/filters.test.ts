import fc from 'fast-check'
import SCIMMY from 'scimmy'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { connectIdp, type Idp } from './testing/scim-rig.ts'

SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser as never) // its types want an instance where its code wants the class

type Resource = Record<string, unknown>

let it: TestServer
let idp: Idp
let users: Resource[]
let group: string
const ent = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

beforeAll(async () => {
  it = await startTestServer()
  idp = await connectIdp(it)
  for (const [index, name] of ['Anna', 'bea', 'Carl', 'dora', 'Emil', 'fritz'].entries()) {
    await idp.user(`people-${name}`, {
      ...(index % 2 === 0 && { title: `Boss ${index}` }),
      ...(index % 3 === 0 && { externalId: `X-${name}` }),
      displayName: name,
      name: { givenName: name, ...(index > 2 && { familyName: 'Z "quoted" \\ back' }) },
      active: index !== 4,
      emails: [
        { value: `${name}@work.test`, type: 'work', primary: index !== 1 },
        ...(index % 2 === 1 ? [{ value: `${name}@home.test`, type: 'home' }] : []),
      ],
      ...(index > 3 && { [ent]: { department: `D${index}`, manager: { value: 'user_boss' } } }),
    })
    it.clock.advance(60_000)
  }
  users = (await idp.send('GET', '/Users')).body.Resources
  group = await idp.group(
    'Half',
    [users[0], users[3]].map((user) => String(user?.id)),
  )
  users = (await idp.send('GET', '/Users')).body.Resources
})
afterAll(() => it.close())

const ask = (filter: string, more = '') => idp.send('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`)
const found = async (filter: string) => {
  const { status, body } = await ask(filter)
  expect(status, `${filter}: ${JSON.stringify(body)}`).toBe(200)
  return (body.Resources as Resource[]).map((user) => user.displayName)
}

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
    const { status, body } = await ask(filter)
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

// What a filter means, without SQL: each leaf looked at by hand.
type Tree =
  | { kind: 'leaf'; path: string; op: string; value: string | boolean | null }
  | { kind: 'pr'; path: string }
  | { kind: 'not'; inner: Tree }
  | { kind: 'and' | 'or'; parts: Tree[] }

const textPaths = ['userName', 'displayName', 'title', 'name.familyName', 'emails.value', 'emails.type', `${ent}:department`]
const leaf = fc.record({
  kind: fc.constant('leaf' as const),
  path: fc.constantFrom(...textPaths),
  op: fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
  value: fc.constantFrom(
    '',
    'a',
    'Anna',
    'BOSS 0',
    'boss 2',
    'work',
    'bea@home.test',
    'people-',
    '.test',
    'D4',
    'Z "quoted" \\ back',
  ),
})
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('pr' as const), path: fc.constantFrom(...textPaths) }),
    fc.record({
      kind: fc.constant('leaf' as const),
      path: fc.constant('active'),
      op: fc.constantFrom('eq', 'ne'),
      value: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('leaf' as const),
      path: fc.constantFrom('title', 'displayName'),
      op: fc.constantFrom('eq', 'ne'),
      value: fc.constant(null),
    }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}))

/** Every part in brackets, so that what is tested is what each operator means; who comes before whom is the parser's. */
function write(it: Tree): string {
  if (it.kind === 'pr') return `${it.path} pr`
  if (it.kind === 'leaf') return `${it.path} ${it.op} ${JSON.stringify(it.value)}`
  if (it.kind === 'not') return `not (${write(it.inner)})`
  return it.parts.map((part) => `(${write(part)})`).join(` ${it.kind} `)
}

function valuesAt(user: Resource, path: string): unknown[] {
  if (path.startsWith(`${ent}:`)) return [(user[ent] as Resource | undefined)?.[path.slice(ent.length + 1)]]
  const [name = '', part] = path.split('.')
  const held = user[name]
  if (!part) return [held]
  return Array.isArray(held) ? held.map((value) => value[part]) : [(held as Resource | undefined)?.[part]]
}

function means(user: Resource, it: Tree): boolean {
  if (it.kind === 'not') return !means(user, it.inner)
  if (it.kind === 'pr') return valuesAt(user, it.path).some((held) => held !== undefined)
  if (it.kind === 'leaf') return fits(user, it)
  return it.kind === 'and' ? it.parts.every((part) => means(user, part)) : it.parts.some((part) => means(user, part))
}

function fits(user: Resource, it: Extract<Tree, { kind: 'leaf' }>): boolean {
  return valuesAt(user, it.path).some((held) => {
    if (it.value === null) return it.op === 'eq' ? held === undefined : held !== undefined
    if (held === undefined) return it.op === 'ne'
    const [is, asked] = [String(held).toLowerCase(), String(it.value).toLowerCase()]
    if (it.op === 'eq') return is === asked
    if (it.op === 'ne') return is !== asked
    if (it.op === 'co') return is.includes(asked)
    if (it.op === 'sw') return is.startsWith(asked)
    if (it.op === 'ew') return is.endsWith(asked)
    if (it.op === 'gt') return is > asked
    if (it.op === 'ge') return is >= asked
    return it.op === 'lt' ? is < asked : is <= asked
  })
}

test('any filter finds in SQL what it means', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (it) => {
      const expected = users.filter((user) => means(user, it)).map((user) => user.displayName)
      expect(await found(write(it))).toEqual(expected)
    }),
    { numRuns: 250 },
  )
})

test('no text is a filter, a path or a body that breaks anything', async () => {
  const words = fc.constantFrom(
    'userName',
    'emails',
    '[',
    ']',
    '(',
    ')',
    '"',
    '\\',
    ' ',
    '.',
    'eq',
    'and',
    'not',
    'null',
    'value',
    ent,
    ':',
    '%',
    "'",
    ';',
    'é',
    '\u0000',
  )
  const nonsense = fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(nonsense, fc.jsonValue({ maxDepth: 2 }), async (text, value) => {
      const id = users[1]?.id
      const answers = [
        await ask(text),
        await idp.send('GET', `/Users?sortBy=${encodeURIComponent(text)}&attributes=${encodeURIComponent(text)}&count=1`),
        await idp.send('PATCH', `/Users/${id}`, { Operations: [{ op: 'remove', path: `${text}x`, value }] }),
        await idp.send('PATCH', `/Groups/${group}`, { Operations: [{ op: 'remove', path: `members[${text}]`, value }] }),
        await idp.send('PATCH', `/Users/${id}`, { Operations: value as never }),
        await idp.send('POST', '/Users', value),
        await idp.send('POST', '/Groups', value),
        await idp.send('GET', `/Groups/${encodeURIComponent(text) || 'x'}`),
      ]
      for (const { status, body } of answers) expect(status, JSON.stringify(body)).toBeLessThan(500)
    }),
    { numRuns: 60 },
  )
})

test('any sequence of changes of members leaves who it says', async () => {
  const ids = users.map((user) => String(user.id))
  const made = await idp.group('Sequences')
  const some = fc.subarray(ids)
  type Change = { op: string; path?: string; value?: { value: string }[] | { members: { value: string }[] } }
  const operation: fc.Arbitrary<Change> = fc.oneof(
    some.map((who) => ({ op: 'add', path: 'members', value: who.map((value) => ({ value })) })),
    some.map((who) => ({ op: 'Replace', path: 'members', value: who.map((value) => ({ value })) })),
    some.map((who) => ({
      op: 'Remove',
      path: 'members',
      value: who.length > 0 ? who.map((value) => ({ value })) : [{ value: 'user_nobody' }],
    })),
    fc.constantFrom(...ids).map((who) => ({ op: 'remove', path: `members[value eq "${who}"]` })),
    fc.constant({ op: 'remove', path: 'members' }),
    some.map((who) => ({ op: 'replace', value: { members: who.map((value) => ({ value })) } })),
  )
  let members = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 5 }), async (operations) => {
      for (const it of operations) {
        const named = it.value ? (Array.isArray(it.value) ? it.value : it.value.members).map(({ value }) => value) : null
        const verb = it.op.toLowerCase()
        if (verb === 'add') for (const id of named ?? []) members.add(id)
        else if (verb === 'replace') members = new Set(named)
        else if (named) for (const id of named) members.delete(id)
        else if (it.path === 'members') members.clear()
        else members.delete(/"(.*)"/.exec(it.path ?? '')?.[1] ?? '')
      }
      expect((await idp.send('PATCH', `/Groups/${made}`, { Operations: operations })).status).toBe(204)
      const { body } = await idp.send('GET', `/Groups/${made}`)
      expect(body.members.map((it: { value: string }) => it.value)).toEqual([...members].sort())
    }),
    { numRuns: 40 },
  )
})
