import { type BodyIn, memberRoutes, type Permission, roleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const ask = async (body: BodyIn<(typeof roleRoutes)['impact']>, by = 'ada') =>
  (await it.as(by).call(roleRoutes.impact, { body })).body
const create = async (name: string, permissions: Permission[], more: { groupIds?: string[]; emails?: string[] } = {}) =>
  (await it.as('ada').call(roleRoutes.create, { body: { name, permissions, ...more } })).body
const remove = (roleId: string) => it.as('ada').call(roleRoutes.remove, { params: { roleId } })
const kinds = ({ warnings }: { warnings: { kind: string }[] }) => warnings.map((warning) => warning.kind)

test('whoever gets their first custom role loses the default role: a Codex Admin holding only that role loses Local', async () => {
  const impact = await ask({ kind: 'create', permissions: ['codex.administer'], emails: ['dan@acme.test', 'nora@acme.test'] })
  expect(impact.sentence).toBe('2 people gain permissions. 2 people lose permissions.')
  expect(impact.people).toBe(2)
  expect(impact.warnings).toMatchObject([
    {
      kind: 'loses_local',
      people: 2,
      first: [{ name: 'Dan Developer' }, { name: 'Nora New' }],
      permissions: ['codex.local', 'codex.device_code'],
      say: expect.stringMatching(
        /^2 people get their first custom role, so the default role does not count for them any more\. They lose “Use Codex locally.*”, “Sign in the CLI by device code”\. Let the role allow it too/,
      ),
    },
  ])
  const local = impact.changes.find((change) => change.permission === 'codex.local')
  expect(local).toMatchObject({ gains: { people: 0 }, loses: { people: 2 } })
  expect((await it.as('ada').call(roleRoutes.list)).body.items).toEqual([])
})

test('with Local in the role only what else the default role had is lost; with everything in it nothing is', async () => {
  const some = await ask({ kind: 'create', permissions: ['codex.local'], emails: ['dan@acme.test'] })
  expect(some.warnings).toMatchObject([{ kind: 'leaves_default_role', permissions: ['codex.device_code'] }])
  const all = await ask({ kind: 'create', permissions: ['codex.local', 'codex.device_code'], emails: ['dan@acme.test'] })
  expect(all).toMatchObject({ people: 0, warnings: [], sentence: 'Nobody gains or loses a permission.' })
})

test('the last person who may do something is named before they lose it; owners keep everything that administers', async () => {
  const role = await create('Auditors', ['audit.read', 'access_token.create', 'codex.local', 'codex.device_code'], {
    groupIds: [it.seeded.groups.Platform ?? ''],
  })
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { role: 'member' } })
  const impact = await ask({ kind: 'delete', roleId: role.id })
  expect(kinds(impact)).toEqual(['returns_to_default_role', 'nobody_left', 'owners_only'])
  expect(impact.warnings[1]).toMatchObject({
    permissions: ['access_token.create'],
    say: 'Nobody is left who may create access tokens for automation.',
    first: [{ name: 'Petra Platform' }],
  })
  expect(impact.warnings[2]).toMatchObject({
    permissions: ['audit.read'],
    say: 'Nobody but owners is left who may read and verify the audit log.',
  })
  const groupIds = [it.seeded.groups.Platform ?? '']
  expect(await ask({ kind: 'take', roleId: role.id, groupIds })).toEqual(impact)
  await remove(role.id)
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { role: 'admin' } })
})

test('what is shown before equals what is there after, for a change of what a role allows', async () => {
  const role = await create('Helpers', ['codex.local', 'policy.read'], { groupIds: [it.seeded.groups.Security ?? ''] })
  const permissions: Permission[] = ['codex.local', 'codex.device_code', 'codex.administer']
  const impact = await ask({ kind: 'update', roleId: role.id, permissions })
  // Cora holds everything of it by her built-in role already, but device code.
  expect(impact.changes.map((change) => [change.permission, change.gains.people, change.loses.people])).toEqual([
    ['codex.device_code', 2, 0],
    ['codex.administer', 1, 0],
    ['group.read', 1, 0],
    ['policy.manage', 1, 0],
    ['policy.approve', 1, 0],
    ['exception.grant', 1, 0],
    ['analytics.read', 1, 0],
  ])
  await it.as('ada').call(roleRoutes.update, { params: { roleId: role.id }, body: { version: 1, permissions } })
  expect(await ask({ kind: 'update', roleId: role.id, permissions })).toMatchObject({ people: 0 })
  await remove(role.id)
})

test('you are told when it is you who loses', async () => {
  const role = await create('Owners too', ['codex.local', 'codex.device_code', 'access_token.create'], {
    emails: ['ada@acme.test'],
  })
  const impact = await ask({ kind: 'take', roleId: role.id, personIds: [it.seeded.people.ada ?? ''] })
  expect(kinds(impact)).toContain('yourself')
  expect(kinds(await ask({ kind: 'take', roleId: role.id, personIds: [it.seeded.people.ada ?? ''] }, 'grace'))).not.toContain(
    'yourself',
  )
  await remove(role.id)
})

test('nonsense is refused, and other workspaces find nothing', async () => {
  const refused = async (body: BodyIn<(typeof roleRoutes)['impact']>, by = 'ada') =>
    (await it.as(by).call(roleRoutes.impact, { body })).problem?.code
  const role = await create('Mine', [])
  expect(await refused({ kind: 'delete', roleId: 'role_none' })).toBe('role.not_found')
  expect(await refused({ kind: 'delete', roleId: role.id }, 'mallory')).toBe('role.not_found')
  expect(await refused({ kind: 'assign', roleId: role.id, groupIds: ['grp_none'] })).toBe('group.not_found')
  expect(await refused({ kind: 'assign', roleId: role.id, emails: ['nobody@acme.test'] })).toBe('member.not_found')
  expect(await refused({ kind: 'create', permissions: ['role.manage'] })).toBe('request.invalid')
  expect(await refused({ kind: 'delete', roleId: role.id }, 'dan')).toBe('access.denied')
})
