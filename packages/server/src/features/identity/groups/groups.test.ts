import { groupRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

test('an admin creates a group, adds people by e-mail and takes one out (RB-06)', async () => {
  const grace = it.as('grace')
  const { body: group, status } = await grace.call(groupRoutes.create, { body: { name: 'Data science', description: 'Models' } })
  expect(status).toBe(201)
  const params = { groupId: group.id }
  const added = await grace.call(groupRoutes.addMembers, { params, body: { emails: ['DAN@acme.test', 'nora@acme.test'] } })
  expect(added.body).toEqual({ added: 2, already: 0 })
  expect(it.app.standing.member(it.seeded.workspaces.acme ?? '', it.seeded.people.dan ?? '')?.groupIds.has(group.id)).toBe(true)
  await grace.call(groupRoutes.removeMember, { params: { ...params, personId: it.seeded.people.dan } })
  const { body } = await grace.call(groupRoutes.members, { params })
  expect(body.items.map((person) => person.name)).toEqual(['Nora New'])
})

test('one unknown address adds nobody and is named', async () => {
  const params = { groupId: it.seeded.groups.Security }
  const refused = await it
    .as('grace')
    .call(groupRoutes.addMembers, { params, body: { emails: ['nora@acme.test', 'nobody@acme.test'] } })
  expect(refused.problem).toMatchObject({ code: 'member.not_found', unknown: ['nobody@acme.test'] })
  const { body } = await it.as('grace').call(groupRoutes.members, { params })
  expect(body.items.map((person) => person.email)).not.toContain('nora@acme.test')
})

test('a name is taken whatever its case', async () => {
  const refused = await it.as('ada').call(groupRoutes.create, { body: { name: 'ENGINEERING' } })
  expect(refused.problem?.code).toBe('group.name_taken')
})

test('a member may not change groups, and is told which permission is missing', async () => {
  const refused = await it.as('dan').call(groupRoutes.create, { body: { name: 'Mine' } })
  expect(refused.problem).toMatchObject({ code: 'access.denied', permission: 'group.manage' })
})

test("another workspace's group is missing, not denied", async () => {
  const refused = await it.as('mallory').call(groupRoutes.get, { params: { groupId: it.seeded.groups.Engineering } })
  expect(refused.problem?.code).toBe('group.not_found')
  const inside = await it.as('mallory').call(groupRoutes.list, { params: { workspaceId: it.seeded.workspaces.acme } })
  expect(inside.problem?.code).toBe('workspace.not_found')
})

test('pages follow each other without a gap', async () => {
  const first = await it.as('ada').call(groupRoutes.list, { query: { limit: 2 } })
  expect(first.body.nextCursor).not.toBeNull()
  const second = await it.as('ada').call(groupRoutes.list, { query: { limit: 200, cursor: first.body.nextCursor ?? '' } })
  const names = [...first.body.items, ...second.body.items].map((group) => group.name)
  expect(names).toEqual([...names].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())))
  expect(new Set(names).size).toBe(names.length)
  const refused = await it.as('ada').call(groupRoutes.list, { query: { cursor: 'nonsense' } })
  expect(refused.problem?.problems?.[0]?.place).toBe('query.cursor')
})

test('an admin key of another workspace opens nothing here', async () => {
  const foreign = await it.withKey(it.seeded.adminKeys.beta ?? '').call(groupRoutes.list)
  expect(foreign.problem?.code).toBe('workspace.not_found')
  const own = await it.withKey(it.seeded.adminKeys.acme ?? '').call(groupRoutes.list)
  expect(own.status).toBe(200)
})
