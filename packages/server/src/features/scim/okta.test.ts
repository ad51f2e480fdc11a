import { directoryRoutes, memberRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { connectIdp, type Idp } from './testing/scim-rig.ts'

// Requests as Okta sends them: a filter before each user, whole users by PUT, groups by PATCH without a path.

let it: TestServer
let okta: Idp
beforeAll(async () => {
  it = await startTestServer()
  okta = await connectIdp(it, 'ada', 'Okta')
})
afterAll(() => it.close())

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const newUser = (name: string, more: object = {}) => ({
  schemas: [core],
  userName: `${name}@acme.test`,
  name: { givenName: name, familyName: 'Okta' },
  emails: [{ primary: true, value: `${name}@acme.test`, type: 'work' }],
  displayName: `${name} Okta`,
  locale: 'en-US',
  externalId: `00u-${name}`,
  groups: [],
  password: 'Okta-makes-one-up-1!',
  active: true,
  ...more,
})
const find = (name: string) =>
  okta.send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${name}@acme.test"`)}&startIndex=1&count=100`)

test('a user is provisioned, changed whole, deactivated and brought back', async () => {
  expect((await find('olga')).body).toMatchObject({ totalResults: 0 })
  const { status, body: made } = await okta.send('POST', '/Users', newUser('olga'), { 'content-type': 'application/json' })
  expect(status).toBe(201)
  expect(made).not.toHaveProperty('password')
  expect((await find('olga')).body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id: made.id }] })
  const path = `/Users/${made.id}`
  const changed = { ...newUser('olga', { displayName: 'Olga O.', locale: null }), id: made.id, meta: { resourceType: 'User' } }
  const { body: put } = await okta.send('PUT', path, changed)
  expect(put).toMatchObject({ displayName: 'Olga O.', meta: { version: 'W/"2"' } })
  expect(put, 'RFC 7644 §3.5.1: what is not named has no value').not.toHaveProperty('locale')
  expect((await okta.send('PUT', path, changed)).headers.etag, 'the same again').toBe('W/"2"')
  const off = { schemas: [patchSchema], Operations: [{ op: 'replace', value: { active: false } }] }
  expect((await okta.send('PATCH', path, off)).body.active).toBe(false)
  const withoutStatus = { ...changed, active: undefined, title: 'Left' }
  expect((await okta.send('PUT', path, withoutStatus)).body, 'silence brings nobody back').toMatchObject({
    active: false,
    title: 'Left',
  })
  const member = async () => (await it.as('ada').call(memberRoutes.get, { params: { personId: made.id } })).body.status
  expect(await member()).toBe('deactivated')
  await okta.send('PUT', path, changed)
  expect(await member()).toBe('active')
})

test('group push: made, renamed without a path, members replaced whole, taken out by a filter, deleted', async () => {
  const ids: string[] = []
  for (const name of ['pia', 'quin', 'rolf']) ids.push((await okta.send('POST', '/Users', newUser(name))).body.id)
  const members = (...which: number[]) => which.map((n) => ({ value: ids[n], display: 'whatever Okta shows' }))
  const { body: made } = await okta.send('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Pushed',
    members: members(0),
  })
  const path = `/Groups/${made.id}`
  const change = (...Operations: object[]) => okta.send('PATCH', path, { schemas: [patchSchema], Operations })
  const inIt = async () => (await okta.send('GET', path)).body.members.map((it: { value: string }) => it.value).sort()
  expect((await change({ op: 'replace', value: { id: made.id, displayName: 'Pushed group' } })).status).toBe(204)
  expect((await okta.send('GET', '/Groups?count=100&startIndex=1')).body.Resources).toMatchObject([
    { displayName: 'Pushed group' },
  ])
  await change({ op: 'replace', path: 'members', value: members(1, 2) })
  expect(await inIt()).toEqual([ids[1], ids[2]].sort())
  await change({ op: 'remove', path: `members[value eq "${ids[1]}"]` }, { op: 'add', path: 'members', value: members(0) })
  expect(await inIt()).toEqual([ids[0], ids[2]].sort())
  await change({ op: 'remove', path: 'members[display sw "pia"]' })
  expect(await inIt()).toEqual([ids[2]])
  const { body: user } = await okta.send('GET', `/Users/${ids[2]}`)
  expect(user.groups).toEqual([{ value: made.id, display: 'Pushed group', type: 'direct', $ref: made.meta.location }])
  expect((await okta.send('PUT', path, { displayName: 'Pushed group', members: members(0, 1) })).status).toBe(200)
  expect(await inIt()).toEqual([ids[0], ids[1]].sort())
  expect((await okta.send('DELETE', path)).status).toBe(204)
})

test('the history counts what was done, and tells errors; a run ends after ten minutes of silence', async () => {
  const idp = await connectIdp(it, 'ada', 'Counted')
  const id = await idp.user('counted')
  await idp.group('Counted', [id])
  await idp.send('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'title', value: 'x' }] })
  await idp.send('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'active', value: false }] })
  await idp.send('POST', '/Users', { userName: 'no address' })
  await idp.send('PATCH', `/Users/${id}`, '{"broken')
  await idp.send('GET', '/Users/user_nobody')
  const params = { directoryId: idp.directoryId }
  const runs = async () => (await it.as('grace').call(directoryRoutes.runs, { params })).body.items
  const first = { calls: 7, created: 1, updated: 1, deactivated: 1, groups: 1, membersAdded: 1, membersRemoved: 0, errors: 2 }
  expect(await runs()).toMatchObject([first])
  it.clock.advance(10 * 60_000)
  await idp.send('GET', '/Groups')
  expect(await runs()).toMatchObject([{ calls: 1 }, first])
  const [run] = await runs()
  const problems = await it.as('grace').call(directoryRoutes.problems, { params, query: { limit: 1 } })
  expect(problems.body.items).toMatchObject([{ severity: 'error', status: 400, method: 'PATCH', path: `/scim/v2/Users/${id}` }])
  const cursor = problems.body.nextCursor ?? ''
  const older = await it.as('grace').call(directoryRoutes.problems, { params, query: { limit: 1, cursor } })
  expect(older.body).toMatchObject({
    nextCursor: null,
    items: [{ resource: 'no address', reason: expect.stringContaining('is not an e-mail address') }],
  })
  const ofRun = await it.as('grace').call(directoryRoutes.problems, { params, query: { runId: run?.id ?? '' } })
  expect(ofRun.body.items).toEqual([])
  expect((await it.as('dan').call(directoryRoutes.runs, { params })).problem?.code).toBe('access.denied')
})
