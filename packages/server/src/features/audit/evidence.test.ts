import { adminKeyRoutes, auditRoutes, groupRoutes, memberRoutes, sessionRoutes, settingRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Verdict, verifyExport } from '../../../../cli/src/audit/verify.ts'
import { chainFacts } from '../../platform/facts/index.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const createGroups = async (...names: string[]) => {
  for (const name of names) {
    await it.as('ada').call(groupRoutes.create, { body: { name } })
    it.clock.advance(1_000)
  }
}
const list = async (query: object = {}) => (await it.as('ada').call(auditRoutes.list, { query })).body.items
const subjects = async (query: object) => (await list(query)).map((fact) => fact.subject?.name)
const exported = async (query = '') => {
  const url = `/api/v1/workspaces/${it.seeded.workspaces.acme}/facts-export${query}`
  return it.as('ada').inject({ method: 'GET', url })
}
const verified = (text: string): Promise<Verdict> =>
  verifyExport(
    (async function* () {
      yield Buffer.from(text)
    })(),
  )
/** What a superuser can do: the trigger that refuses is switched off. */
const behindOurBack = async (change: (db: TestServer['app']['db']) => Promise<unknown>) => {
  await sql`alter table fact disable trigger fact_immutable`.execute(it.app.db)
  await change(it.app.db)
  await sql`alter table fact enable trigger fact_immutable`.execute(it.app.db)
}

test('an export proves itself without the server, with what was erased', async () => {
  await createGroups('One', 'Two', 'Three')
  await chainFacts(it.app.db)
  const two = (await list({ search: 'two' }))[0]
  await it.app.db
    .deleteFrom('fact_payload')
    .where('fact_id', '=', two?.id ?? '')
    .execute()
  const answer = await exported()
  expect(answer.headers['content-type']).toBe('application/jsonl; charset=utf-8')
  expect(await verified(answer.body)).toMatchObject({ verdict: 'intact', erased: 1, header: { count: 3, from: 1, to: 3 } })
  const part = await exported('?fromPosition=2&toPosition=3')
  expect(await verified(part.body)).toMatchObject({ verdict: 'intact', header: { count: 2, from: 2, to: 3 } })
  const ofTime = await exported(`?from=${two?.at}`)
  expect(await verified(ofTime.body)).toMatchObject({ verdict: 'intact', header: { from: 2 } })
  expect((await list()).filter((fact) => fact.kind === 'audit.exported')).toHaveLength(3)
  const none = await exported('?fromPosition=900')
  expect(await verified(none.body)).toMatchObject({ verdict: 'undecided', header: { count: 0 } })
})

test('a fact edited behind our back is found by the server and by the export', async () => {
  await createGroups('One', 'Two', 'Three')
  await chainFacts(it.app.db)
  const two = (await list({ search: 'two' }))[0]
  await behindOurBack((db) =>
    db
      .updateTable('fact')
      .set({ actor_id: it.seeded.people.dan })
      .where('id', '=', two?.id ?? '')
      .execute(),
  )
  const verification = (await it.as('ada').call(auditRoutes.verify)).body
  expect(verification).toMatchObject({ intact: false, brokenAt: 2, because: expect.stringContaining('fact itself') })
  expect(await verified((await exported()).body)).toMatchObject({ verdict: 'broken', line: 3, position: 2 })
})

test('a spreadsheet gets names, and no formulas', async () => {
  await createGroups('=HYPERLINK("http://evil")')
  const { body, headers } = await exported('?format=csv')
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(body).toContain(`"'=HYPERLINK(""http://evil"")"`)
  expect(body.split('\r\n')[1]).toContain('Group created')
})

test('the log is searched by names, labels and ids, and filtered by class, outcome and type', async () => {
  await createGroups('Platform-Team', 'Sales')
  await it.as('ada').call(settingRoutes.set, { params: { key: 'device_code' }, body: { value: false } })
  expect(await subjects({ search: 'plat' })).toEqual(['Platform-Team'])
  expect(await subjects({ search: 'team PLATFORM' })).toEqual(['Platform-Team'])
  expect(await subjects({ search: 'group created' })).toEqual(['Sales', 'Platform-Team'])
  expect(await list({ search: 'ada' })).toHaveLength(3)
  expect(await list({ search: it.seeded.people.ada })).toHaveLength(3)
  for (const search of ["'; drop table fact --", '%', 'xq & | ! :* (', '***']) expect(await list({ search })).toEqual([])
  expect(await subjects({ class: 'people' })).toEqual(['Sales', 'Platform-Team'])
  expect(await subjects({ class: 'people', search: 'sales' })).toEqual(['Sales'])
  expect(await list({ subjectType: 'setting', outcome: 'done' })).toHaveLength(1)
  expect(await list({ kind: 'group.created', class: 'settings' })).toEqual([])
  const first = await it.as('ada').call(auditRoutes.list, { query: { search: 'ada', limit: 2 } })
  const rest = await it.as('ada').call(auditRoutes.list, { query: { search: 'ada', cursor: first.body.nextCursor ?? '' } })
  expect([...first.body.items, ...rest.body.items].map((fact) => fact.id)).toEqual(
    (await list({ search: 'ada' })).map((f) => f.id),
  )
  expect(await it.as('mallory').call(auditRoutes.list, { query: { search: 'platform' } })).toMatchObject({ body: { items: [] } })
})

test('what somebody known was refused is a fact, once in ten minutes for the same', async () => {
  const tryIt = () => it.as('dan').call(groupRoutes.create, { body: { name: 'Mine' } })
  const refused = async () => {
    await it.app.evidence.flush()
    return list({ outcome: 'refused' })
  }
  for (let again = 0; again < 5; again++) expect((await tryIt()).status).toBe(403)
  await it.as('dan').call(memberRoutes.list)
  const facts = await refused()
  expect(facts).toHaveLength(2)
  expect(facts.find((fact) => fact.subject?.name === groupRoutes.create.summary)).toMatchObject({
    kind: 'access.refused',
    actor: { kind: 'person', name: 'Dan Developer' },
    subject: { type: 'route', id: 'POST /api/v1/workspaces/:workspaceId/groups' },
    detail: { code: 'access.denied', permission: 'group.manage' },
  })
  it.clock.advance(10 * 60_000 + 1)
  await tryIt()
  expect(await refused()).toHaveLength(3)
})

test('somebody known who is stopped at the door is a fact: a key from a wrong network, a session without a second factor', async () => {
  const { body: key } = await it.as('ada').call(adminKeyRoutes.create, { body: { name: 'CI', scopes: ['group.read'] } })
  const doors = { workspace_id: it.seeded.workspaces.acme ?? '', mfa_required: true, ip_allowlist: ['127.0.0.1/32'] }
  await it.app.db
    .insertInto('workspace_security')
    .values({ access_token_max_days: null, ...doors })
    .execute()
  const url = `/api/v1/workspaces/${it.seeded.workspaces.acme}/groups`
  const outside = { remoteAddress: '11.0.0.1', url, headers: { authorization: `Bearer ${key.secret}` } }
  for (const _ of 'twice') expect((await it.server.inject(outside)).json().code).toBe('access.address_not_allowed')
  expect((await it.as('dan').call(groupRoutes.list)).problem?.code).toBe('session.mfa_needed')
  expect((await it.as('mallory').inject({ url })).statusCode, 'a stranger is told nothing').toBe(404)
  await it.app.evidence.flush()
  await it.app.db.updateTable('workspace_security').set({ mfa_required: false }).execute()
  expect(await list({ outcome: 'refused' })).toMatchObject([
    { actor: { kind: 'person', name: 'Dan Developer' }, detail: { code: 'session.mfa_needed', permission: null } },
    { actor: { kind: 'admin_key', name: 'CI' }, detail: { code: 'access.address_not_allowed' }, address: '11.0.0.1' },
  ])
})

test('nobody known leaves a count and no fact', async () => {
  await it.anonymous.call(groupRoutes.list)
  await it.withKey('bw-admin-nobodys').call(groupRoutes.list)
  await it.withKey('bw-admin-nobodys').call(groupRoutes.list)
  await it.anonymous.call(sessionRoutes.signIn, { body: { email: 'nobody@acme.test', password: 'a-password-of-nobody' } })
  const noise = (await it.as('ada').call(auditRoutes.noise)).body
  const day = it.clock.now().toISOString().slice(0, 10)
  expect(noise).toEqual([
    expect.objectContaining({ day, kind: 'no_sign_in', count: 1 }),
    expect.objectContaining({ day, kind: 'unknown_key', count: 2, label: 'Calls with an admin key that is not valid' }),
    expect.objectContaining({ day, kind: 'unknown_person', count: 1 }),
  ])
  expect(await list()).toEqual([])
  await it.app.evidence.flush()
  expect((await it.as('ada').call(auditRoutes.noise)).body, 'counted once').toEqual(noise)
})

test('a key that reads the log is a fact once an hour; people who look are none', async () => {
  const { secret } = (await it.as('ada').call(adminKeyRoutes.create, { body: { name: 'SIEM', scopes: ['audit.read'] } })).body
  const read = () => it.withKey(secret).call(auditRoutes.list)
  const readings = () => list({ kind: 'audit.read_by_key' })
  await Promise.all([read(), read(), read()])
  expect(await readings()).toMatchObject([{ actor: { kind: 'admin_key', name: 'SIEM' } }])
  it.clock.advance(3_600_001)
  await read()
  expect(await readings()).toHaveLength(2)
  expect(JSON.stringify(await list())).not.toContain(secret)
})
