import { directoryRoutes, groupRoutes, memberRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { connectIdp, type Idp, patchOf } from './testing/scim-rig.ts'

// Requests as Microsoft Entra ID sends them.

let it: TestServer
let entra: Idp
beforeAll(async () => {
  it = await startTestServer()
  entra = await connectIdp(it, 'ada', 'Entra ID')
})
afterAll(() => it.close())

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const newUser = (name: string, externalId: string) => ({
  schemas: [core, enterprise],
  externalId,
  userName: `${name}@acme.test`,
  active: true,
  addresses: null,
  displayName: `${name} Lastname`,
  emails: [{ type: 'work', value: `${name}@acme.test`, primary: true }],
  meta: { resourceType: 'User' },
  name: { familyName: 'Lastname', formatted: `${name} Lastname`, givenName: name },
  phoneNumbers: null,
  preferredLanguage: null,
  title: 'Engineer',
  [enterprise]: { department: 'Tools', manager: null },
})

test('“Test Connection” looks for a user who is not there, and the set-up page sees the call', async () => {
  const probe = await entra.send('GET', '/Users?filter=userName+eq+%22no-such-user-8c4d%22&aadOptscim062020')
  expect(probe).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [], startIndex: 1, itemsPerPage: 0 } })
  expect(probe.headers['content-type']).toBe('application/scim+json; charset=utf-8')
  const seen = await it.as('ada').call(directoryRoutes.get, { params: { directoryId: entra.directoryId } })
  expect(seen.body).toMatchObject({
    baseUrl: 'http://127.0.0.1:8787/scim/v2',
    lastCall: { method: 'GET', status: 200, tokenId: entra.tokenId },
    lastRun: { calls: 1, errors: 0, created: 0 },
  })
})

test('a user is looked for, made, found again, changed, disabled by "False" and enabled by "True"', async () => {
  const filter = `/Users?filter=${encodeURIComponent('externalId eq "e-1"')}`
  expect((await entra.send('GET', filter)).body.totalResults).toBe(0)
  const created = await entra.send('POST', '/Users', newUser('Eve', 'e-1'))
  expect(created.status).toBe(201)
  const { id } = created.body
  expect(created.headers.location).toBe(`http://127.0.0.1:8787/scim/v2/Users/${id}`)
  expect(created.headers.etag).toBe('W/"1"')
  expect(created.body).toMatchObject({
    schemas: [core, enterprise],
    externalId: 'e-1',
    active: true,
    name: { givenName: 'Eve' },
    [enterprise]: { department: 'Tools' },
    meta: { resourceType: 'User', version: 'W/"1"', location: created.headers.location },
  })
  expect(created.body.addresses).toBeUndefined()
  expect((await entra.send('GET', filter)).body).toMatchObject({ totalResults: 1, Resources: [{ id }] })
  const member = () => it.as('ada').call(memberRoutes.get, { params: { personId: id } })
  expect((await member()).body).toMatchObject({
    name: 'Eve Lastname',
    email: 'Eve@acme.test',
    role: 'member',
    status: 'active',
    directory: { name: 'Entra ID', active: true },
  })

  const changed = await entra.send(
    'PATCH',
    `/Users/${id}`,
    patchOf(
      { op: 'Replace', path: 'displayName', value: 'Eve Newname' },
      { op: 'Replace', path: 'name.familyName', value: 'Newname' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0100' },
      { op: 'Add', path: `${enterprise}:employeeNumber`, value: '4711' },
      { op: 'Replace', path: `${enterprise}:manager`, value: 'user_of_the_boss' },
    ),
  )
  expect(changed.status).toBe(200)
  expect(changed.body).toMatchObject({
    displayName: 'Eve Newname',
    name: { familyName: 'Newname', givenName: 'Eve' },
    phoneNumbers: [{ type: 'mobile', value: '+1 555 0100' }],
    [enterprise]: { department: 'Tools', employeeNumber: '4711', manager: { value: 'user_of_the_boss' } },
    meta: { version: 'W/"2"' },
  })
  expect((await member()).body.name).toBe('Eve Newname')

  const off = await entra.send('PATCH', `/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }))
  expect(off.body).toMatchObject({ active: false })
  expect((await member()).body).toMatchObject({ status: 'deactivated', directory: { active: false } })
  const on = await entra.send('PATCH', `/Users/${id}`, patchOf({ op: 'Replace', value: { active: 'True' } }))
  expect(on.body).toMatchObject({ active: true })
  expect((await member()).body).toMatchObject({ status: 'active', directory: { active: true } })
})

test('attributes without a path, under dotted names and names with a URN', async () => {
  const id = await entra.user('Flo', newUser('Flo', 'f-1'))
  const { status, body } = await entra.send(
    'PATCH',
    `/Users/${id}`,
    patchOf({
      op: 'replace',
      value: {
        'name.givenName': 'Florian',
        'emails[type eq "work"].value': 'florian@acme.test',
        [`${enterprise}:department`]: 'Sales',
        [`${core}:title`]: 'Head of sales',
        [enterprise]: { costCenter: '42' },
      },
    }),
  )
  expect(status).toBe(200)
  expect(body).toMatchObject({
    name: { givenName: 'Florian', familyName: 'Lastname' },
    emails: [{ type: 'work', value: 'florian@acme.test', primary: true }],
    title: 'Head of sales',
    [enterprise]: { department: 'Sales', costCenter: '42' },
  })
  expect((await it.as('ada').call(memberRoutes.get, { params: { personId: id } })).body.email).toBe('florian@acme.test')
})

test('the answer was lost: the same POST is refused, and the user is found by its name', async () => {
  await entra.send('POST', '/Users', newUser('Lou', 'l-1'))
  const again = await entra.send('POST', '/Users', newUser('Lou', 'l-1'))
  expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness', status: '409' } })
  const found = await entra.send('GET', `/Users?filter=${encodeURIComponent('userName eq "LOU@ACME.TEST"')}`)
  expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ externalId: 'l-1' }] })
})

test('a group is made empty, asked for without its members, filled and emptied by PATCH, renamed and deleted', async () => {
  const [a, b, c] = [await entra.user('gina'), await entra.user('hugo'), await entra.user('ines')]
  const created = await entra.send('POST', '/Groups', {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
    ],
    externalId: 'g-1',
    displayName: 'Entra people',
    meta: { resourceType: 'Group' },
  })
  expect(created).toMatchObject({ status: 201, body: { displayName: 'Entra people', externalId: 'g-1', members: [] } })
  const path = `/Groups/${created.body.id}`
  const without = await entra.send('GET', `${path}?excludedAttributes=members`)
  expect(without.body).not.toHaveProperty('members')
  expect(
    (await entra.send('GET', `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "entra PEOPLE"')}`))
      .body,
  ).toMatchObject({
    totalResults: 1,
    Resources: [{ id: created.body.id }],
  })
  const ids = async () => (await entra.send('GET', path)).body.members.map((it: { value: string }) => it.value).sort()
  const add = patchOf({ op: 'Add', path: 'members', value: [{ $ref: null, value: a }, { $ref: null, value: b }, { value: c }] })
  expect((await entra.send('PATCH', path, add)).status).toBe(204)
  expect((await entra.send('PATCH', path, add)).headers.etag, 'nothing new').toBe('W/"2"')
  expect(await ids()).toEqual([a, b, c].sort())
  await entra.send('PATCH', path, patchOf({ op: 'Remove', path: 'members', value: [{ $ref: null, value: a }] }))
  await entra.send('PATCH', path, patchOf({ op: 'Remove', path: `members[value eq "${b}"]` }))
  expect(await ids()).toEqual([c])
  const group = await it.as('ada').call(groupRoutes.get, { params: { groupId: created.body.id } })
  expect(group.body).toMatchObject({ source: 'scim', directory: { name: 'Entra ID' }, members: 1, can: { delete: false } })
  await entra.send('PATCH', path, patchOf({ op: 'Replace', path: 'displayName', value: 'Entra folk' }))
  await entra.send('PATCH', path, patchOf({ op: 'Remove', path: 'members' }))
  expect((await entra.send('GET', path)).body).toMatchObject({ displayName: 'Entra folk', members: [] })
  const typed = { 'content-type': 'application/scim+json' }
  expect((await entra.send('DELETE', path, '', typed)).status, 'a content type without a body').toBe(204)
  expect(await entra.send('DELETE', path)).toMatchObject({ status: 404, body: { status: '404' } })
  expect((await entra.send('POST', '/Groups', '', typed)).status).toBe(400)
})

test('a deleted user is gone for the directory, deactivated here, and comes back by another POST under the same id', async () => {
  const id = await entra.user('Kim', newUser('Kim', 'k-1'))
  const group = await entra.group('Kims', [id])
  expect((await entra.send('DELETE', `/Users/${id}`)).status).toBe(204)
  expect((await entra.send('GET', `/Users/${id}`)).status).toBe(404)
  expect((await entra.send('GET', `/Groups/${group}`)).body.members).toEqual([])
  const member = () => it.as('ada').call(memberRoutes.get, { params: { personId: id } })
  expect((await member()).body).toMatchObject({ status: 'deactivated', directory: null })
  expect(await entra.user('Kim', newUser('Kim', 'k-2'))).toBe(id)
  expect((await member()).body).toMatchObject({ status: 'active', directory: { active: true } })
})
