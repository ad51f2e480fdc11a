import { groupRoutes, invitationRoutes, memberRoutes, roleRoutes, settingRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
  await it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { role: 'owner' } })
})
afterEach(() => it.close())

const acme = () => it.seeded.workspaces.acme ?? ''

/** Sends a call whose caller is demoted by another connection between the gate and the workspace's lock. */
async function demotedOnTheWay<T>(send: (grace: Caller) => Promise<T>): Promise<T> {
  const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>()
  const { promise: seen, resolve: hasSeen } = Promise.withResolvers<void>()
  const demotion = it.app.db.transaction().execute(async (tx) => {
    await tx.selectFrom('workspace').select('id').where('id', '=', acme()).forNoKeyUpdate().execute()
    await tx
      .updateTable('membership')
      .set({ role: 'member' })
      .where('workspace_id', '=', acme())
      .where('person_id', '=', it.seeded.people.grace ?? '')
      .execute()
    hasLocked()
    await seen
  })
  await locked
  const answer = send(it.as('grace'))
  for (;;) {
    const waiting = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(it.app.db)
    if ((waiting.rows[0]?.n ?? 0) > 0) break
  }
  hasSeen()
  await demotion
  return answer
}

test('a role is not made by who lost the right to make roles on the way', async () => {
  const body = { name: 'Mine', permissions: ['audit.read' as const], emails: ['grace@acme.test'] }
  const refused = await demotedOnTheWay((grace) => grace.call(roleRoutes.create, { body }))
  expect(refused.problem).toMatchObject({ code: 'access.denied', permission: 'role.manage' })
  expect((await it.as('ada').call(roleRoutes.list)).body.items).toEqual([])
})

test('nor is anybody put into a group, a toggle switched, an owner invited or a member raised', async () => {
  const groupId = it.seeded.groups.Platform ?? ''
  await it
    .as('ada')
    .call(roleRoutes.create, { body: { name: 'Codex Admin', permissions: ['codex.administer'], groupIds: [groupId] } })
  const body = { emails: ['grace@acme.test'] }
  const put = await demotedOnTheWay((grace) => grace.call(groupRoutes.addMembers, { params: { groupId }, body }))
  expect(put.problem).toMatchObject({ code: 'access.denied', permission: 'group.manage' })

  const again = () =>
    it.as('ada').call(memberRoutes.update, { params: { personId: it.seeded.people.grace }, body: { role: 'owner' } })
  await again()
  const params = { key: 'administer_codex' }
  const toggled = await demotedOnTheWay((grace) => grace.call(settingRoutes.set, { params, body: { value: true } }))
  expect(toggled.problem).toMatchObject({ code: 'access.denied', permission: 'setting.manage' })

  await again()
  const owner = { email: 'grace@elsewhere.test', role: 'owner' as const }
  expect((await demotedOnTheWay((grace) => grace.call(invitationRoutes.create, { body: owner }))).problem?.code).toBe(
    'member.above_you',
  )

  await again()
  const dan = { params: { personId: it.seeded.people.dan }, body: { role: 'owner' as const } }
  expect((await demotedOnTheWay((grace) => grace.call(memberRoutes.update, dan))).problem?.code).toBe('member.above_you')
})

test('two who give and take the same role at the same moment leave one of both states, and as many facts as changes', async () => {
  const { body: role } = await it.as('ada').call(roleRoutes.create, { body: { name: 'Helpers', permissions: ['codex.local'] } })
  const params = { roleId: role.id, personId: it.seeded.people.dan }
  const give = (by: string) => it.as(by).call(roleRoutes.assign, { params, body: { emails: ['dan@acme.test'] } })
  const take = (by: string) => it.as(by).call(roleRoutes.takeFromMember, { params })
  await Promise.all([give('ada'), give('grace'), take('ada'), take('grace'), give('ada')])
  const kinds = await it.app.db.selectFrom('fact').select('kind').where('subject_id', '=', role.id).orderBy('id').execute()
  const gives = kinds.filter(({ kind }) => kind === 'role.assigned').length
  const takes = kinds.filter(({ kind }) => kind === 'role.unassigned').length
  const { body } = await it.as('ada').call(roleRoutes.get, { params })
  expect(body.people.direct).toBe(gives - takes)
  expect([0, 1]).toContain(gives - takes)
})

test('a role that is deleted while it is given is given to nobody', async () => {
  const { body: role } = await it.as('ada').call(roleRoutes.create, { body: { name: 'Helpers', permissions: ['codex.local'] } })
  const params = { roleId: role.id }
  const [given, removed] = await Promise.all([
    it.as('grace').call(roleRoutes.assign, { params, body: { emails: ['dan@acme.test'] } }),
    it.as('ada').call(roleRoutes.remove, { params }),
  ])
  expect([200, 404]).toContain(given.status)
  expect(removed.status).toBe(200)
  expect(await it.app.db.selectFrom('member_role').selectAll().execute()).toEqual([])
})
