import { accessRoutes, memberRoutes, type Permission, permissionNames, roleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
let roleId = ''

/** Platform, where Petra is, gives a role that administers Codex and does not allow Local. */
beforeAll(async () => {
  it = await startTestServer()
  const body = { name: 'Codex Admin', permissions: ['codex.administer' as const], groupIds: [it.seeded.groups.Platform ?? ''] }
  roleId = (await it.as('ada').call(roleRoutes.create, { body })).body.id
})
afterAll(() => it.close())

const explain = (person: string, permission: Permission, by = 'grace') =>
  it.as(by).call(accessRoutes.explain, { query: { person, permission } })

test('yes, with the sentence and every source as a link (RB-10)', async () => {
  const { body } = await explain('PETRA@acme.test', 'policy.manage')
  expect(body).toMatchObject({
    person: { name: 'Petra Platform', role: 'member' },
    allowed: true,
    because: 'Custom role “Codex Admin” with “Administer Codex: usage, policies and who gets them” through the group “Platform”.',
    obstacle: null,
    sources: [{ kind: 'custom_role', role: { id: roleId }, group: { name: 'Platform' }, by: 'codex.administer' }],
  })
  const said = body.changes.map((change) => change.steps.map((step) => step.say).join(' '))
  expect(said).toEqual([
    'Take Petra Platform out of the group “Platform”.',
    'Deactivate Petra Platform.',
    'Take the custom role “Codex Admin” from the group “Platform”.',
    'Take “Administer Codex: usage, policies and who gets them” out of the custom role “Codex Admin”.',
  ])
})

test('no, with the obstacle and what would change it; each way was tried by the function that decides', async () => {
  const { body } = await explain(it.seeded.people.petra ?? '', 'codex.local')
  expect(body).toMatchObject({ allowed: false, obstacle: 'custom_roles_lack', sources: [] })
  expect(body.because).toBe(
    'The custom role “Codex Admin” does not allow it, and whoever has a custom role does not get the default role.',
  )
  expect(body.changes.map((change) => change.steps[0]?.say)).toEqual([
    'Take Petra Platform out of the group “Platform”.',
    'Create a custom role that allows “Use Codex locally: CLI, app and IDE extension”, and give it to Petra Platform or to a group of theirs.',
    'Let the custom role “Codex Admin” allow “Use Codex locally: CLI, app and IDE extension”.',
  ])
  expect(body.changes.at(-1)?.reach).toBe('Changes it for everybody with the role.')
  const tokens = (await explain('dan@acme.test', 'access_token.create')).body
  expect(tokens.changes.map((change) => change.steps[0]?.say)).toContain('Turn on “Allow members to use Codex access tokens”.')
})

test('the whole of one person, and everybody their own', async () => {
  const { body } = await it.as('grace').call(accessRoutes.person, { query: { person: 'petra@acme.test' } })
  expect(body.permissions.map((answer) => answer.permission)).toEqual(permissionNames)
  expect(body).toMatchObject({
    defaultRole: false,
    customRoles: [{ name: 'Codex Admin', direct: false, groups: [{ name: 'Platform' }] }],
  })
  const mine = (await it.as('petra').call(accessRoutes.mine)).body
  expect(mine.permissions.map((answer) => answer.because)).toEqual(body.permissions.map((answer) => answer.because))
  expect(mine.permissions.flatMap((answer) => answer.changes)).toEqual([])
  expect((await it.as('ada').call(accessRoutes.mine)).body.permissions.some((answer) => answer.changes.length > 0)).toBe(true)
  expect((await explain('petra@acme.test', 'codex.local', 'petra')).problem).toMatchObject({ permission: 'role.read' })
  expect((await explain('mallory@beta.test', 'codex.local')).problem?.code).toBe('member.not_found')
  expect((await explain('petra@acme.test', 'codex.local', 'mallory')).problem?.code).toBe('member.not_found')
})

test('who has a permission, through what, in numbers and page by page', async () => {
  const { body: counts } = await it.as('grace').call(accessRoutes.counts)
  expect(counts.find((row) => row.permission === 'policy.manage')).toEqual({
    permission: 'policy.manage',
    people: 3,
    of: 9,
    through: {
      builtIn: [
        { role: 'owner', people: 1 },
        { role: 'codex_admin', people: 1 },
      ],
      customRoles: [{ id: roleId, name: 'Codex Admin', people: 1 }],
      groups: [{ id: it.seeded.groups.Platform, name: 'Platform', people: 1 }],
      defaultRole: 0,
    },
  })
  expect(counts.find((row) => row.permission === 'codex.local')).toMatchObject({ people: 8, through: { defaultRole: 8 } })
  const names: string[] = []
  let cursor: string | undefined
  do {
    const query = { permission: 'policy.manage' as const, limit: 2, ...(cursor && { cursor }) }
    const { body } = await it.as('grace').call(accessRoutes.holders, { query })
    expect(body.people).toBe(3)
    names.push(...body.items.map((item) => item.name))
    cursor = body.nextCursor ?? undefined
  } while (cursor)
  expect(names).toEqual(['Ada Owner', 'Cora Codex Admin', 'Petra Platform'])
  const through = { permission: 'policy.manage' as const, groupId: it.seeded.groups.Platform ?? '' }
  const { body: byGroup } = await it.as('grace').call(accessRoutes.holders, { query: through })
  expect(byGroup.items).toMatchObject([{ name: 'Petra Platform', because: expect.stringContaining('“Platform”') }])
  const byDefault = { permission: 'codex.local' as const, byDefault: 'true', search: 'DAN@' }
  expect((await it.as('grace').call(accessRoutes.holders, { query: byDefault })).body.items).toHaveLength(1)
})

test('somebody who is deactivated has nothing, and coming back is the way', async () => {
  const { body } = await explain('ivan@acme.test', 'codex.local')
  expect(body).toMatchObject({ allowed: false, obstacle: 'deactivated', because: 'The membership is deactivated.' })
  expect(body.changes.map((change) => change.steps.map((step) => step.kind))).toEqual([['reactivate']])
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.ivan }, body: { status: 'active' } })
  expect((await explain('ivan@acme.test', 'codex.local')).body.allowed).toBe(true)
})
