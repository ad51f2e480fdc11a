import {
  controlRoutes,
  directoryRoutes,
  groupRoutes,
  heldChangeRoutes,
  memberRoutes,
  policyRoutes,
  roleRoutes,
  ruleRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { connectIdp, type Idp, patchOf, userOf } from './testing/scim-rig.ts'

let it: TestServer
let idp: Idp
beforeAll(async () => {
  it = await startTestServer()
  idp = await connectIdp(it, 'ada', 'Okta')
})
afterAll(() => it.close())
beforeEach(async () => {
  await it.app.db.deleteFrom('recent_move').execute()
})

const group = (groupId: string) => it.as('ada').call(groupRoutes.get, { params: { groupId } })
const names = async (groupId: string) =>
  (await it.as('ada').call(groupRoutes.members, { params: { groupId } })).body.items.map((item) => item.name)
const inScim = async (id: string) =>
  (await idp.send('GET', `/Groups/${id}`)).body.members.map((item: { value: string }) => item.value).sort()
const provision = async (...keys: string[]) => {
  for (const key of keys) await idp.send('POST', '/Users', userOf(key))
  return keys.map((key) => it.seeded.people[key] ?? '')
}
const problems = async () =>
  (await it.as('ada').call(directoryRoutes.problems, { params: { directoryId: idp.directoryId } })).body.items

test('a manual group of the same name is taken over: same id, everybody stays until the directory says otherwise', async () => {
  const manual = it.seeded.groups.Engineering ?? ''
  const before = await names(manual)
  const [dan] = await provision('dan')
  const taken = await idp.send('POST', '/Groups', { displayName: 'ENGINEERING', externalId: 'eng', members: [{ value: dan }] })
  expect(taken).toMatchObject({ status: 201, body: { id: manual, displayName: 'ENGINEERING' } })
  expect(await inScim(manual)).toEqual([dan])
  expect(await names(manual)).toEqual(before)
  expect((await group(manual)).body).toMatchObject({ source: 'scim', takeover: { carried: before.length - 1 } })
  expect((await problems())[0]).toMatchObject({ severity: 'warning', reason: expect.stringContaining('is this directory') })
  // Whom the directory does not know leaves by hand; whom it named does not.
  const take = (key: string) =>
    it.as('ada').call(groupRoutes.removeMember, { params: { groupId: manual, personId: it.seeded.people[key] ?? '' } })
  expect((await take('dan')).problem).toMatchObject({ code: 'group.owned_by_directory', directory: { name: 'Okta' } })
  expect((await take('petra')).status).toBe(204)
  const [sam] = await provision('sam')
  await idp.send('PATCH', `/Groups/${manual}`, patchOf({ op: 'replace', path: 'members', value: [{ value: sam }] }))
  expect(await names(manual)).toEqual(['Sam Security'])
  expect((await group(manual)).body.takeover?.carried).toBe(0)
})

test('what a directory owns is not changed by hand; its description is ours', async () => {
  const id = await idp.group('Owned', await provision('dan'))
  const params = { groupId: id }
  const ada = it.as('ada')
  expect((await ada.call(groupRoutes.update, { params, body: { name: 'Mine' } })).problem?.code).toBe('group.owned_by_directory')
  expect((await ada.call(groupRoutes.update, { params, body: { description: 'From Okta' } })).body.description).toBe('From Okta')
  expect((await ada.call(groupRoutes.addMembers, { params, body: { emails: ['sam@acme.test'] } })).problem?.code).toBe(
    'group.owned_by_directory',
  )
  expect((await ada.call(groupRoutes.remove, { params })).problem?.code).toBe('group.owned_by_directory')
})

test('a name is taken by another synced group, or by renaming onto a manual one', async () => {
  const id = await idp.group('Twice')
  expect(await idp.send('POST', '/Groups', { displayName: 'twice' })).toMatchObject({
    status: 409,
    body: { scimType: 'uniqueness' },
  })
  const rename = patchOf({ op: 'replace', value: { id, displayName: 'Contractors' } })
  expect((await idp.send('PATCH', `/Groups/${id}`, rename)).status).toBe(409)
})

test('nobody becomes an administrator by taking over a group that makes them', async () => {
  const role = await it.as('ada').call(roleRoutes.create, { body: { name: 'Auditors', permissions: ['audit.read'] } })
  expect(role.status).toBe(201)
  const made = await it.as('ada').call(groupRoutes.create, { body: { name: 'Auditing' } })
  const assigned = { group_id: made.body.id, role_id: role.body.id, workspace_id: it.seeded.workspaces.acme ?? '' }
  await it.app.db
    .insertInto('group_role')
    .values({ ...assigned, assigned_at: it.clock.now() })
    .execute()
  const [dan] = await provision('dan')
  const refused = await idp.send('POST', '/Groups', { displayName: 'Auditing', members: [{ value: dan }] })
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('administration rights') } })
  expect((await group(made.body.id)).body).toMatchObject({ source: 'manual', members: 0 })
})

test('a group that a policy rule names is not deleted: the rule stays, and the directory hears why', async () => {
  const policy = await it.as('ada').call(policyRoutes.create, { body: { name: 'Ruled', contents: '' } })
  const id = await idp.group('Ruled', await provision('dan'))
  const rules = [{ groupId: id, policyId: policy.body.id }]
  const put = await it.as('ada').call(ruleRoutes.replace, { body: { expectedRevision: null, rules, defaultPolicyId: null } })
  expect(put.status).toBe(200)
  const refused = await idp.send('DELETE', `/Groups/${id}`)
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Rule 1 (Ruled → Ruled)') } })
  expect((await problems())[0]).toMatchObject({ severity: 'error', method: 'DELETE', resource: 'Ruled', status: 409 })
  const revision = put.body.revision?.number ?? 0
  await it.as('ada').call(ruleRoutes.replace, { body: { expectedRevision: revision, rules: [], defaultPolicyId: null } })
  expect((await idp.send('DELETE', `/Groups/${id}`)).status).toBe(204)
})

test('the brake holds what moves too many: 503, to be tried again; once released, the same request succeeds', async () => {
  const policy = await it.as('ada').call(policyRoutes.create, { body: { name: 'Braked', contents: '' } })
  const members = await provision('dan', 'petra', 'sam', 'carl', 'nora')
  await it.app.db.updateTable('membership').set({ last_seen_at: it.clock.now() }).execute()
  const id = await idp.group('Braked')
  const { body: now } = await it.as('ada').call(ruleRoutes.get)
  const rules = [{ groupId: id, policyId: policy.body.id }]
  const expectedRevision = now.revision?.number ?? null
  expect((await it.as('ada').call(ruleRoutes.replace, { body: { expectedRevision, rules, defaultPolicyId: null } })).status).toBe(
    200,
  )
  await it.as('ada').call(controlRoutes.set, { body: { brake: { enabled: true, sharePercent: 25, minimumMembers: 3 } } })
  const add = patchOf({ op: 'add', path: 'members', value: members.map((value) => ({ value })) })
  const held = await idp.send('PATCH', `/Groups/${id}`, add)
  expect(held).toMatchObject({ status: 503, body: { status: '503', detail: expect.stringContaining('mass-change brake') } })
  expect(held.headers['retry-after']).toBe('300')
  expect(await inScim(id)).toEqual([])
  expect((await idp.send('PATCH', `/Groups/${id}`, add)).status).toBe(503)
  const open = (await it.as('cora').call(heldChangeRoutes.list)).body.items.filter((item) => item.state === 'held')
  expect(open).toMatchObject([{ what: 'Okta changes who is in Braked', causedBy: 'Okta', moved: 5 }])
  const params = { heldId: open[0]?.id }
  expect((await it.as('cora').call(heldChangeRoutes.impact, { params })).body.moved).toBe(5)
  const decided = await it.as('cora').call(heldChangeRoutes.decide, { params, body: { decision: 'release', note: 'The sync' } })
  expect(decided.body.state).toBe('released')
  expect(await inScim(id)).toEqual([...members].sort())
  expect((await idp.send('PATCH', `/Groups/${id}`, add)).status).toBe(204)
  expect((await problems())[0]).toMatchObject({ severity: 'error', status: 503, resource: 'Braked' })

  // Three deactivations within ten minutes add up; the third is held, released, and repeated without harm.
  const offs: { status: number }[] = []
  for (const user of members.slice(0, 3)) offs.push(await idp.send('DELETE', `/Users/${user}`))
  expect(offs.map((answer) => answer.status)).toEqual([204, 204, 503])
  const last = (await it.as('cora').call(heldChangeRoutes.list)).body.items.find((item) => item.state === 'held')
  expect(last?.what).toBe('Okta deactivates sam@acme.test')
  await it
    .as('cora')
    .call(heldChangeRoutes.decide, { params: { heldId: last?.id }, body: { decision: 'release', note: 'They left' } })
  const sam = await it.as('ada').call(memberRoutes.get, { params: { personId: members[2] ?? '' } })
  expect(sam.body).toMatchObject({ status: 'deactivated', directory: null })
  expect((await idp.send('DELETE', `/Users/${members[2]}`)).status).toBe(404)
})

test('people who were provisioned and never came move nobody: a first sync is no mass change', async () => {
  const fresh: string[] = []
  for (let n = 0; n < 12; n++) fresh.push(await idp.user(`fresh${n}`))
  const { body } = await it.as('ada').call(ruleRoutes.get)
  const ruled = body.rules[0]?.group.id ?? ''
  const add = patchOf({ op: 'add', path: 'members', value: fresh.map((value) => ({ value })) })
  expect((await idp.send('PATCH', `/Groups/${ruled}`, add)).status).toBe(204)
})
