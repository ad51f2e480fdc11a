import { invitationRoutes, memberRoutes, type RoleName, sessionRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../../platform/ids.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const id = (key: string) => it.seeded.people[key] ?? ''
const acme = () => it.seeded.workspaces.acme ?? ''
const beta = () => it.seeded.workspaces.beta ?? ''
const change = (by: string, whom: string, body: { role?: RoleName; status?: 'active' | 'deactivated' }) =>
  it.as(by).call(memberRoutes.update, { params: { personId: id(whom) }, body })
const reset = (by: string, whom: string) => it.as(by).call(memberRoutes.resetPassword, { params: { personId: id(whom) } })
const facts = async (kind: string) => {
  const query = it.app.db.selectFrom('fact').innerJoin('fact_payload', 'fact_id', 'fact.id')
  return (await query.select('payload').where('kind', '=', kind).execute()).map((row) => row.payload.detail)
}

async function joinBeta(key: string, role: RoleName) {
  const at = { joined_at: it.clock.now(), status: 'active' as const }
  await it.app.db
    .insertInto('membership')
    .values({ workspace_id: beta(), person_id: id(key), role, ...at })
    .execute()
}

test('members are found by name, address, role, status and group, page by page', async () => {
  const grace = it.as('grace')
  const names = async (query: object) => (await grace.call(memberRoutes.list, { query })).body.items.map((member) => member.name)
  expect(await names({ search: 'PETRA@' })).toEqual(['Petra Platform'])
  expect(await names({ search: '%' })).toEqual([])
  expect(await names({ status: 'deactivated' })).toEqual(['Ivan Inactive'])
  expect(await names({ role: 'codex_admin' })).toEqual(['Cora Codex Admin'])
  expect(await names({ groupId: it.seeded.groups.Platform })).toEqual(['Petra Platform'])
  expect(await names({ groupId: it.seeded.groups.Research })).toEqual([])
  const all: string[] = []
  let cursor: string | undefined
  do {
    const { body } = await grace.call(memberRoutes.list, { query: { limit: 3, ...(cursor && { cursor }) } })
    all.push(...body.items.map((member) => member.name))
    cursor = body.nextCursor ?? undefined
  } while (cursor)
  expect(all).toEqual([...all].sort())
  expect(all).toHaveLength(10)
  const petra = await grace.call(memberRoutes.get, { params: { personId: id('petra') } })
  expect(petra.body).toMatchObject({ signedInClients: 0, groups: [{ name: 'Engineering' }, { name: 'Platform' }] })
  expect(petra.body.can).toEqual({
    changeRole: false,
    deactivate: true,
    resetPassword: true,
    why: 'Only an owner may change roles.',
  })
})

test('an owner gives a role; it counts at once', async () => {
  expect((await it.as('dan').call(memberRoutes.list)).problem?.permission).toBe('member.read')
  const changed = await change('ada', 'dan', { role: 'admin' })
  expect(changed.body).toMatchObject({ role: 'admin', can: { changeRole: true } })
  expect((await it.as('dan').call(memberRoutes.list)).status).toBe(200)
  expect(it.app.standing.member(acme(), id('dan'))?.role).toBe('admin')
  expect(await facts('member.role_changed')).toMatchObject([{ before: { role: 'member' }, after: { role: 'admin' } }])
})

test('an admin raises nobody, touches nobody above, and resets no owner', async () => {
  for (const [whom, body] of [
    ['grace', { role: 'owner' }],
    ['dan', { role: 'owner' }],
    ['dan', { role: 'analytics_viewer' }],
    ['ada', { status: 'deactivated' }],
    ['cora', { role: 'member' }],
    ['grace', { status: 'deactivated' }],
  ] as const) {
    expect((await change('grace', whom, body)).problem?.code, `${whom} ${JSON.stringify(body)}`).toBe('member.above_you')
  }
  for (const whom of ['ada', 'grace', 'cora']) expect((await reset('grace', whom)).problem?.code).toBe('member.above_you')
  expect((await change('cora', 'dan', { status: 'deactivated' })).problem).toMatchObject({ permission: 'member.manage' })
  expect(await facts('member.role_changed')).toEqual([])
})

test("another workspace's member is missing", async () => {
  expect((await change('mallory', 'dan', { status: 'deactivated' })).problem?.code).toBe('member.not_found')
  expect((await reset('mallory', 'dan')).problem?.code).toBe('member.not_found')
  const inside = await it.as('mallory').call(memberRoutes.get, { params: { workspaceId: acme(), personId: id('dan') } })
  expect(inside.problem?.code).toBe('workspace.not_found')
})

test('the last owner stays; two owners who demote each other at the same moment leave one', async () => {
  expect((await change('ada', 'ada', { role: 'member' })).problem?.code).toBe('member.last_owner')
  expect((await change('ada', 'ada', { status: 'deactivated' })).problem?.code).toBe('member.last_owner')
  await change('ada', 'grace', { role: 'owner' })
  const both = await Promise.all([change('ada', 'grace', { role: 'member' }), change('grace', 'ada', { role: 'member' })])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 403])
  const owners = await it.as(both[0].status === 200 ? 'ada' : 'grace').call(memberRoutes.list, { query: { role: 'owner' } })
  expect(owners.body.items).toHaveLength(1)
})

test('deactivation ends console access and client sign-ins here at once, and returning revives neither', async () => {
  const grant = newId('grant')
  const made = { client_id: 'codex', surface: 'device_code' as const, address: '', user_agent: '', created_at: it.clock.now() }
  await it.app.db
    .insertInto('client_grant')
    .values({ id: grant, workspace_id: acme(), person_id: id('dan'), ...made })
    .execute()
  await it.app.reload()
  const changed = await change('grace', 'dan', { status: 'deactivated' })
  expect(changed.body).toMatchObject({ status: 'deactivated', signedInClients: 0 })
  expect(it.app.standing.member(acme(), id('dan'))?.status).toBe('deactivated')
  expect(it.app.standing.grant(grant)?.ended).toBe(true)
  const stored = await it.app.db.selectFrom('client_grant').selectAll().executeTakeFirstOrThrow()
  expect(stored).toMatchObject({ end_reason: 'deactivated', ended_at: it.clock.now() })
  expect((await it.as('dan').call(sessionRoutes.me)).status).toBe(401)
  expect(await facts('member.deactivated')).toMatchObject([{ clientsSignedOut: 1 }])
  await change('grace', 'dan', { status: 'active' })
  expect((await it.as('dan').call(sessionRoutes.me)).status).toBe(401)
  expect(it.app.standing.grant(grant)?.ended).toBe(true)
  expect(it.app.standing.member(acme(), id('dan'))?.status).toBe('active')
})

test('whoever is active elsewhere keeps their session, and this workspace is missing for it', async () => {
  await joinBeta('dan', 'member')
  await change('ada', 'dan', { status: 'deactivated' })
  const me = await it.as('dan').call(sessionRoutes.me)
  expect(me.body.workspaces.map((workspace) => workspace.slug)).toEqual(['beta'])
  expect((await it.as('dan').call(memberRoutes.list)).problem?.code).toBe('workspace.not_found')
})

test('a reset link of an admin works once, for one who is no member elsewhere', async () => {
  const link = await reset('grace', 'dan')
  expect(link.status).toBe(201)
  expect(link.body.url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/reset-password#token=bw-reset-/)
  const body = { token: link.body.url.split('=')[1] ?? '', password: 'dan-has-another-password' }
  expect((await it.anonymous.call(sessionRoutes.redeemReset, { body })).status).toBe(204)
  expect((await it.anonymous.call(sessionRoutes.redeemReset, { body })).problem?.code).toBe('password.reset_not_valid')
  const signedIn = await it.anonymous.call(sessionRoutes.signIn, { body: { email: 'dan@acme.test', password: body.password } })
  expect(signedIn.status).toBe(200)
})

test('nobody becomes an owner elsewhere by resetting a password here', async () => {
  await joinBeta('dan', 'owner')
  const byKey = it.withKey(it.seeded.adminKeys.acme ?? '')
  for (const caller of [it.as('ada'), it.as('grace'), byKey]) {
    const refused = await caller.call(memberRoutes.resetPassword, { params: { personId: id('dan') } })
    expect(refused.problem).toMatchObject({ code: 'member.above_you', status: 403 })
  }
  await joinBeta('ada', 'owner')
  expect((await reset('ada', 'dan')).status).toBe(201)
  expect((await reset('grace', 'dan')).problem?.code).toBe('member.above_you')
})

const redeem = async (link: { body: { url: string } }) => {
  const body = { token: link.body.url.split('=')[1] ?? '', password: 'a-password-of-somebody' }
  const { problem } = await it.anonymous.call(sessionRoutes.redeemReset, { body })
  return problem?.code ?? 'redeemed'
}

test('a reset link that an admin was shown does not open what its person becomes', async () => {
  const promoted = await reset('grace', 'dan')
  await change('ada', 'dan', { role: 'owner' })
  expect(await redeem(promoted)).toBe('password.reset_not_valid')
  const invitedElsewhere = await reset('grace', 'nora')
  const { body } = await it.as('mallory').call(invitationRoutes.create, { body: { email: 'nora@acme.test', role: 'owner' } })
  const accepted = await it.as('nora').call(invitationRoutes.accept, { body: { token: body.link.url.split('=')[1] ?? '' } })
  expect(accepted.status).toBe(200)
  expect(await redeem(invitedElsewhere)).toBe('password.reset_not_valid')
})

test.each([{ role: 'member' }, { status: 'deactivated' }] as const)(
  'the links that an admin was shown end with the right to make them: %o',
  async (loss) => {
    const link = await reset('grace', 'dan')
    const { body } = await it.as('grace').call(invitationRoutes.create, { body: { email: 'ghost@acme.test' } })
    await change('ada', 'grace', loss)
    expect(await redeem(link)).toBe('password.reset_not_valid')
    const ghost = { token: body.link.url.split('=')[1] ?? '', name: 'Ghost', password: 'a-password-of-a-ghost' }
    expect((await it.anonymous.call(invitationRoutes.accept, { body: ghost })).problem?.code).toBe('invitation.not_valid')
  },
)

test('nonsense is refused with its place', async () => {
  const empty = await change('ada', 'dan', {})
  expect(empty.problem).toMatchObject({ status: 422, problems: [{ place: 'body' }] })
  const unknown = await it.as('ada').call(memberRoutes.get, { params: { personId: 'user_nobody' } })
  expect(unknown.problem?.code).toBe('member.not_found')
})
