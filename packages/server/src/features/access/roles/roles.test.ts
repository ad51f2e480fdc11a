import { accessRoutes, groupRoutes, memberRoutes, type Permission, roleRoutes, settingRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { mayUse } from '../../standing/index.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const acme = () => it.seeded.workspaces.acme ?? ''
const id = (key: string) => it.seeded.people[key] ?? ''
const create = (name: string, permissions: Permission[], more: { groupIds?: string[]; emails?: string[] } = {}, by = 'ada') =>
  it.as(by).call(roleRoutes.create, { body: { name, permissions, ...more } })
const get = async (roleId: string) => (await it.as('ada').call(roleRoutes.get, { params: { roleId } })).body
const facts = async (kind: string) => {
  const query = it.app.db.selectFrom('fact').innerJoin('fact_payload', 'fact_id', 'fact.id')
  return (await query.select('payload').where('kind', '=', kind).execute()).map((row) => row.payload.detail)
}
const mayUseLocal = (key: string) =>
  mayUse(it.app.standing.workspace(acme()), it.app.standing.member(acme(), id(key)), 'codex_local').allowed

test('an owner creates a role, gives it to a group and a person, and it counts when the answer arrives (RB-03, RB-04, RB-11)', async () => {
  const { body: role, status } = await create('Reviewers', ['codex.local', 'policy.approve', 'policy.approve', 'policy.read'])
  expect(status).toBe(201)
  expect(role).toMatchObject({ name: 'Reviewers', version: 1, groups: [], people: { total: 0 }, can: { manage: true } })
  expect(role.permissions).toEqual(['codex.local', 'policy.read', 'policy.approve'])
  const given = await it.as('ada').call(roleRoutes.assign, {
    params: { roleId: role.id },
    body: { groupIds: [it.seeded.groups.Platform ?? ''], emails: ['DAN@acme.test', 'petra@acme.test'] },
  })
  expect(given.body).toMatchObject({
    groups: [{ name: 'Platform', members: 1 }],
    people: { total: 2, throughGroups: 1, direct: 2 },
  })
  expect((await it.as('dan').call(groupRoutes.list)).problem).toMatchObject({ permission: 'group.read' })
  const petra = (await it.as('ada').call(memberRoutes.get, { params: { personId: id('petra') } })).body
  expect(petra.customRoles).toEqual([
    { id: role.id, name: 'Reviewers', direct: true, groups: [{ id: it.seeded.groups.Platform, name: 'Platform' }] },
  ])
  const platform = await it.as('ada').call(groupRoutes.get, { params: { groupId: it.seeded.groups.Platform } })
  expect(platform.body).toMatchObject({ roles: [{ name: 'Reviewers' }], can: { changeMembers: true } })
  const found = await it.as('grace').call(memberRoutes.list, { query: { customRoleId: role.id } })
  expect(found.body.items.map((member) => member.name)).toEqual(['Dan Developer', 'Petra Platform'])
  const holders = await it.as('grace').call(roleRoutes.holders, { params: { roleId: role.id }, query: { limit: 1 } })
  expect(holders.body.items).toMatchObject([{ name: 'Dan Developer', direct: true, groups: [], kind: 'human' }])
  const rest = await it
    .as('grace')
    .call(roleRoutes.holders, { params: { roleId: role.id }, query: { cursor: holders.body.nextCursor ?? '' } })
  expect(rest.body).toMatchObject({ items: [{ name: 'Petra Platform', groups: [{ name: 'Platform' }] }], nextCursor: null })
  expect(await facts('role.assigned')).toEqual([
    { groups: ['Platform'], members: ['dan@acme.test', 'petra@acme.test'], withdrawnInvitations: [] },
  ])
})

test('only owners change roles; admins see them; members see none; another workspace finds none', async () => {
  const { body: role } = await create('Reviewers', ['codex.local'])
  const params = { roleId: role.id }
  for (const by of ['grace', 'cora', 'dan']) {
    expect((await create('Mine', ['audit.read'], {}, by)).problem, by).toMatchObject({ status: 403, permission: 'role.manage' })
    const body = { emails: [`${by}@acme.test`] }
    expect((await it.as(by).call(roleRoutes.assign, { params, body })).problem).toMatchObject({ permission: 'role.manage' })
  }
  expect((await it.as('grace').call(roleRoutes.list)).body.items).toMatchObject([{ name: 'Reviewers', can: { manage: false } }])
  expect((await it.as('dan').call(roleRoutes.list)).problem).toMatchObject({ permission: 'role.read' })
  const foreign = it.as('mallory')
  expect((await foreign.call(roleRoutes.get, { params })).problem?.code).toBe('role.not_found')
  const theirs = { params, body: { groupIds: [it.seeded.groups.Research ?? ''] } }
  expect((await foreign.call(roleRoutes.assign, theirs)).problem?.code).toBe('role.not_found')
  const group = await it.as('ada').call(roleRoutes.assign, theirs)
  expect(group.problem).toMatchObject({ code: 'group.not_found', unknown: [it.seeded.groups.Research] })
  const person = await it.as('ada').call(roleRoutes.assign, { params, body: { emails: ['mallory@beta.test'] } })
  expect(person.problem).toMatchObject({ code: 'member.not_found', unknown: ['mallory@beta.test'] })
})

test('no custom role holds what is the owners’ alone, not even one that is written behind our back', async () => {
  for (const permission of ['role.manage', 'role.assign', 'setting.manage', 'identity.manage', 'admin_key.manage'] as const) {
    const refused = await create('Too much', ['codex.local', permission])
    expect(refused.problem).toMatchObject({ code: 'request.invalid', problems: [{ place: 'body.permissions.1' }] })
  }
  const { body: role } = await create('Quiet', ['codex.local'], { emails: ['dan@acme.test'] })
  await it.app.db
    .updateTable('custom_role')
    .set({ permissions: ['codex.local', 'role.manage', 'no.such'] })
    .where('id', '=', role.id)
    .execute()
  expect((await create('Mine', ['audit.read'], {}, 'dan')).problem).toMatchObject({ permission: 'role.manage' })
})

test('a name is taken whatever its case, here and nowhere else', async () => {
  await create('Reviewers', [])
  const { body: other } = await create('Others', [])
  expect((await create('REVIEWERS', [])).problem?.code).toBe('role.name_taken')
  const params = { roleId: other.id }
  const renamed = await it.as('ada').call(roleRoutes.update, { params, body: { version: 1, name: 'reviewers' } })
  expect(renamed.problem?.code).toBe('role.name_taken')
  expect((await it.as('mallory').call(roleRoutes.create, { body: { name: 'Reviewers', permissions: [] } })).status).toBe(201)
})

test('of two owners who edit at the same moment one is shown what the other did; nothing is overwritten', async () => {
  await it.as('ada').call(memberRoutes.update, { params: { personId: id('grace') }, body: { role: 'owner' } })
  const { body: role } = await create('Reviewers', ['codex.local'])
  const edit = (by: string, permissions: Permission[]) =>
    it.as(by).call(roleRoutes.update, { params: { roleId: role.id }, body: { version: role.version, permissions } })
  const both = await Promise.all([edit('ada', ['audit.read']), edit('grace', ['policy.read'])])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 409])
  const won = both.find((answer) => answer.status === 200)?.body.permissions
  const lost = both.find((answer) => answer.status === 409)?.problem
  expect(lost).toMatchObject({ code: 'role.changed_meanwhile', current: { version: 2, permissions: won } })
  expect(await get(role.id)).toMatchObject({ version: 2, permissions: won })
  const deleting = await it.as('ada').call(roleRoutes.remove, { params: { roleId: role.id }, query: { version: 1 } })
  expect(deleting.problem?.code).toBe('role.changed_meanwhile')
  const changes = await facts('role.updated')
  expect(changes).toMatchObject([{ permissions_added: won, permissions_removed: ['codex.local'] }])
})

test('deleting a role takes it from everybody, says whom that changed, and they have the default role again', async () => {
  const groupIds = [it.seeded.groups.Platform ?? '']
  const { body: role } = await create('Narrow', ['codex.administer'], { groupIds, emails: ['dan@acme.test'] })
  expect([mayUseLocal('dan'), mayUseLocal('petra'), mayUseLocal('nora')]).toEqual([false, false, true])
  const { body: impact } = await it.as('ada').call(roleRoutes.remove, { params: { roleId: role.id } })
  expect(impact).toMatchObject({ people: 2, warnings: [{ kind: 'returns_to_default_role', people: 2 }] })
  expect(impact.changes).toContainEqual({
    permission: 'codex.local',
    gains: {
      people: 2,
      first: [expect.objectContaining({ name: 'Dan Developer' }), expect.objectContaining({ name: 'Petra Platform' })],
    },
    loses: { people: 0, first: [] },
  })
  expect([mayUseLocal('dan'), mayUseLocal('petra')]).toEqual([true, true])
  expect((await it.as('ada').call(roleRoutes.get, { params: { roleId: role.id } })).problem?.code).toBe('role.not_found')
  expect(await facts('role.deleted')).toMatchObject([{ before: { name: 'Narrow', groups: ['Platform'], direct: 1 }, people: 2 }])
})

test('a role is taken from a group and from a person; what the other way gives stays', async () => {
  const groupId = it.seeded.groups.Platform ?? ''
  const { body: role } = await create('Reviewers', ['policy.read'], { groupIds: [groupId], emails: ['petra@acme.test'] })
  const params = { roleId: role.id, groupId, personId: id('petra') }
  const petraReads = async () => (await it.as('petra').call(groupRoutes.list)).problem?.permission
  expect((await it.as('ada').call(roleRoutes.takeFromGroup, { params })).body).toMatchObject({
    groups: [],
    people: { direct: 1 },
  })
  expect(mayUseLocal('petra')).toBe(false)
  expect((await it.as('ada').call(roleRoutes.takeFromMember, { params })).body).toMatchObject({ people: { total: 0 } })
  expect(mayUseLocal('petra')).toBe(true)
  expect(await petraReads()).toBe('group.read')
  expect((await it.as('ada').call(roleRoutes.takeFromGroup, { params })).problem?.code).toBe('group.not_found')
  expect((await it.as('ada').call(roleRoutes.takeFromMember, { params })).problem?.code).toBe('member.not_found')
  expect(await facts('role.unassigned')).toMatchObject([{ groups: ['Platform'] }, { members: ['petra@acme.test'] }])
})

test('the default role says what it has and for how many it counts; a toggle counts whom it really affects', async () => {
  await create('Builders', ['codex.local'], { groupIds: [it.seeded.groups.Platform ?? ''] })
  const { body } = await it.as('grace').call(roleRoutes.byDefault)
  expect(body).toEqual({
    people: 8,
    permissions: [
      { permission: 'codex.local', has: true, setting: 'codex_local_by_default' },
      { permission: 'codex.device_code', has: true, setting: 'device_code' },
      { permission: 'access_token.create', has: false, setting: 'access_tokens' },
      { permission: 'codex.administer', has: false, setting: 'administer_codex' },
    ],
    can: { change: false, why: 'Only an owner may change settings.' },
  })
  const settings = (await it.as('ada').call(settingRoutes.list)).body
  const affected = Object.fromEntries(settings.map((setting) => [setting.key, setting.affects.members]))
  // Local is everybody's; the toggle of the default role is not Petra's, and owners and Codex Admins administer already.
  expect(affected).toMatchObject({
    codex_local: 9,
    codex_local_by_default: 8,
    device_code: 8,
    access_tokens: 8,
    administer_codex: 6,
  })
})

test('Codex Local begins with one group: the default role goes without it, a custom role gives it', async () => {
  await create('Pilots', ['codex.local'], { groupIds: [it.seeded.groups.Platform ?? ''] })
  const local = (value: boolean, key = 'codex_local_by_default') =>
    it.as('ada').call(settingRoutes.set, { params: { key }, body: { value } })
  const may = async (person: string) =>
    (await it.as(person).call(accessRoutes.mine)).body.permissions.find((one) => one.permission === 'codex.local')
  await local(false)
  expect(await may('petra')).toMatchObject({ allowed: true })
  expect(await may('nora')).toMatchObject({ allowed: false, obstacle: 'default_role_lacks' })
  await local(false, 'codex_local')
  expect(await may('petra')).toMatchObject({ allowed: false, obstacle: 'off_for_everyone' })
  await local(true, 'codex_local')
  await local(true)
  expect(await may('nora')).toMatchObject({ allowed: true })
})
