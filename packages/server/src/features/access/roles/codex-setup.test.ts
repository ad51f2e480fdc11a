import { codexSetupRoutes, groupRoutes, memberRoutes, roleRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { mayUse } from '../../standing/index.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const get = (by = 'ada') => it.as(by).call(codexSetupRoutes.get)
const set = (body: { users?: string[]; admins?: string[]; adminsAreUsers?: boolean }, by = 'ada') =>
  it.as(by).call(codexSetupRoutes.set, { body })
const local = (key: string) => {
  const acme = it.seeded.workspaces.acme ?? ''
  return mayUse(it.app.standing.workspace(acme), it.app.standing.member(acme, it.seeded.people[key] ?? ''), 'codex_local').allowed
}

test('the recommended groups and roles are made in one go, with people in them; admins are users too (RB-09)', async () => {
  expect((await get()).body).toMatchObject({
    done: false,
    parts: [
      {
        part: 'users',
        group: { name: 'Codex Users', existing: null },
        role: { name: 'Codex user', existing: null },
        given: false,
      },
      { part: 'admins', group: { name: 'Codex Admin', existing: null }, role: { name: 'Codex Admin', existing: null } },
    ],
    can: { set: true },
  })
  const { body } = await set({ users: ['dan@acme.test'], admins: ['Nora@acme.test'] })
  expect(body).toMatchObject({
    created: ['Group Codex Users', 'Role Codex user', 'Group Codex Admin', 'Role Codex Admin'],
    added: { users: 2, admins: 1 },
    setup: { done: true, parts: [{ group: { existing: { members: 2 } } }, { group: { existing: { members: 1 } } }] },
  })
  expect(body.warnings.map((warning) => warning.kind)).not.toContain('loses_local')
  expect([local('dan'), local('nora')]).toEqual([true, true])
  expect((await it.as('nora').call(groupRoutes.list)).status).toBe(200)
  const again = await set({ users: ['dan@acme.test'] })
  expect(again.body).toMatchObject({ created: [], added: { users: 0, admins: 0 } })
})

test('whoever would hold Codex Admin alone loses Local, and it is said before', async () => {
  const body = { admins: ['nora@acme.test'], adminsAreUsers: false }
  const { body: impact } = await it.as('grace').call(codexSetupRoutes.impact, { body })
  expect(impact.warnings).toMatchObject([{ kind: 'loses_local', people: 1, first: [{ name: 'Nora New' }] }])
  expect(local('nora')).toBe(true)
  expect((await set(body)).body.warnings).toMatchObject([{ kind: 'loses_local' }])
  expect(local('nora')).toBe(false)
})

test('what exists is used as it is, and it is said where it does not do what the set-up means', async () => {
  await it.as('ada').call(roleRoutes.create, { body: { name: 'CODEX ADMIN', permissions: ['policy.read', 'audit.read'] } })
  await it.as('ada').call(groupRoutes.create, { body: { name: 'codex users' } })
  const { body } = await get()
  expect(body.parts).toMatchObject([
    { group: { existing: { name: 'codex users', members: 0 } } },
    { role: { existing: { name: 'CODEX ADMIN', lacks: ['codex.administer'], more: ['audit.read'] } } },
  ])
  const made = await set({})
  expect(made.body).toMatchObject({ created: ['Role Codex user', 'Group Codex Admin'], warnings: [{ kind: 'role_lacks' }] })
})

test('one unknown address makes nothing; only owners may; twice at once makes one of each', async () => {
  expect((await set({ users: ['nobody@acme.test'] })).problem).toMatchObject({
    code: 'member.not_found',
    unknown: ['nobody@acme.test'],
  })
  expect((await it.as('ada').call(roleRoutes.list)).body.items).toEqual([])
  expect((await set({}, 'grace')).problem).toMatchObject({ permission: 'role.manage' })
  expect((await get('grace')).body.can).toEqual({ set: false, why: 'Only an owner may change custom roles.' })
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { role: 'owner' } })
  const both = await Promise.all([set({ users: ['dan@acme.test'] }), set({ users: ['dan@acme.test'] }, 'grace')])
  expect(both.map((answer) => answer.status)).toEqual([200, 200])
  expect(both.map((answer) => answer.body.created.length).sort()).toEqual([0, 4])
  expect((await it.as('ada').call(roleRoutes.list)).body.items).toHaveLength(2)
})
