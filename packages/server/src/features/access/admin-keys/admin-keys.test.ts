import { adminKeyRoutes, groupRoutes, memberRoutes, overviewRoutes, type Permission, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const create = (scopes: Permission[], expiresInDays?: number | null) =>
  it.as('ada').call(adminKeyRoutes.create, { body: { name: 'Directory sync', scopes, expiresInDays } })

test('a key does what its scopes say and nothing else, and its secret is shown once', async () => {
  const made = await create(['group.read', 'group.read'])
  expect(made.status).toBe(201)
  expect(made.body.secret).toMatch(/^bw-admin-[\w-]{43}$/)
  expect(made.body.key).toMatchObject({ hint: made.body.secret.slice(0, 13), scopes: ['group.read'], status: 'active' })
  const program = it.withKey(made.body.secret)
  expect((await program.call(groupRoutes.list)).status).toBe(200)
  expect((await program.call(memberRoutes.list)).problem).toMatchObject({ code: 'access.denied', permission: 'member.read' })
  const list = await it.as('ada').call(adminKeyRoutes.list)
  expect(JSON.stringify(list.body)).not.toContain(made.body.secret)
  expect(list.body[0]).toMatchObject({ createdBy: { name: 'Ada Owner' }, lastUsedAt: it.clock.now().toISOString() })
})

test("a key's own keys belong to the person behind it, who is asked about them after losing the role", async () => {
  const parent = it.withKey((await create(['admin_key.manage'])).body.secret)
  const child = await parent.call(adminKeyRoutes.create, { body: { name: 'Child', scopes: ['admin_key.manage'] } })
  expect(child.body.key.createdBy?.name).toBe('Ada Owner')
  const codes = async () => (await it.as('grace').call(overviewRoutes.get)).body.attention.map((item) => item.code)
  expect(await codes()).not.toContain('admin_keys_of_deactivated')
  const role = (value: string) =>
    it.app.db
      .updateTable('membership')
      .set({ role: value })
      .where('person_id', '=', it.seeded.people.ada ?? '')
      .execute()
  await role('member')
  expect(await codes()).toContain('admin_keys_of_deactivated')
  await role('owner')
})

test('a key may what its maker may still, and opens nothing while its maker is deactivated', async () => {
  const { key, secret } = (await create(['group.read', 'member.read', 'setting.manage'])).body
  const program = it.withKey(secret)
  const ada = it.seeded.people.ada ?? ''
  const makerIs = (change: { role?: string; status?: 'active' | 'deactivated' }) =>
    it.app.db.updateTable('membership').set(change).where('person_id', '=', ada).execute()
  const params = { key: 'codex_local' as const }
  const setSetting = () => program.call(settingRoutes.set, { params, body: { value: true } })
  expect((await setSetting()).status).toBe(200)
  await makerIs({ role: 'codex_admin' })
  expect((await setSetting()).problem).toMatchObject({ code: 'access.denied', permission: 'setting.manage' })
  expect((await program.call(memberRoutes.list)).problem).toMatchObject({ code: 'access.denied', permission: 'member.read' })
  expect((await program.call(groupRoutes.list)).status).toBe(200)
  await makerIs({ role: 'owner', status: 'deactivated' })
  expect((await program.call(groupRoutes.list)).problem?.code).toBe('access.key_not_valid')
  const used = await it.app.db.selectFrom('admin_key').select('created_by').where('id', '=', key.id).executeTakeFirst()
  expect(used?.created_by).toBe(ada)
  const withoutMaker = it.withKey(it.seeded.adminKeys.acme ?? '')
  expect((await withoutMaker.call(settingRoutes.list)).status).toBe(200)
  await makerIs({ status: 'active' })
  expect((await setSetting()).status).toBe(200)
})

test('a key makes no key that may more than itself', async () => {
  const narrow = it.withKey((await create(['admin_key.manage', 'group.read'])).body.secret)
  const more = await narrow.call(adminKeyRoutes.create, { body: { name: 'More', scopes: ['group.read', 'setting.manage'] } })
  expect(more.problem).toMatchObject({ code: 'admin_key.scope_beyond_yours', beyond: ['setting.manage'] })
  const same = await narrow.call(adminKeyRoutes.create, { body: { name: 'Same', scopes: ['group.read'] } })
  expect(same.body.key).toMatchObject({ scopes: ['group.read'], createdBy: { name: 'Ada Owner' } })
})

test('a revoked and an expired key open nothing', async () => {
  const made = await create(['group.read'], 1)
  const params = { keyId: made.body.key.id }
  expect((await it.as('mallory').call(adminKeyRoutes.revoke, { params })).problem?.code).toBe('admin_key.not_found')
  expect((await it.as('grace').call(adminKeyRoutes.revoke, { params })).problem?.permission).toBe('admin_key.manage')
  const other = await create(['group.read'], null)
  expect((await it.as('ada').call(adminKeyRoutes.revoke, { params: { keyId: other.body.key.id } })).status).toBe(204)
  expect((await it.withKey(other.body.secret).call(groupRoutes.list)).problem?.code).toBe('access.key_not_valid')
  expect((await it.as('ada').call(adminKeyRoutes.revoke, { params: { keyId: other.body.key.id } })).status).toBe(404)
  const twice = await it.app.db.selectFrom('fact').select('id').where('kind', '=', 'admin_key.revoked').execute()
  expect(twice).toHaveLength(1)
  expect((await it.withKey(made.body.secret).call(groupRoutes.list)).status).toBe(200)
  const days = it.clock.now().getTime()
  it.clock.advance(86_400_000)
  expect((await it.withKey(made.body.secret).call(groupRoutes.list)).problem?.code).toBe('access.key_not_valid')
  it.clock.advance(days - it.clock.now().getTime())
})

test('a key of another workspace finds nothing here, and is no person', async () => {
  const foreign = it.withKey(it.seeded.adminKeys.beta ?? '')
  expect((await foreign.call(settingRoutes.list)).problem?.code).toBe('workspace.not_found')
  const me = await it.withKey(it.seeded.adminKeys.acme ?? '').inject({ url: '/api/v1/me' })
  expect(me.json()).toMatchObject({ status: 401, code: 'access.sign_in_needed' })
  const unknown = await it.as('ada').inject({
    method: 'POST',
    url: `/api/v1/workspaces/${it.seeded.workspaces.acme}/admin-keys`,
    payload: { name: 'x', scopes: ['everything'] },
  })
  expect(unknown.json()).toMatchObject({ status: 422, problems: [{ place: 'body.scopes.0' }] })
})

const update = (keyId: string, body: object, by = it.as('ada')) =>
  by.call(adminKeyRoutes.update, { params: { keyId }, body: body as { name: string } }) // whatever part of it
const factOf = async (kind: string) => {
  const { payload } = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .select('payload')
    .where('kind', '=', kind)
    .orderBy('at', 'desc')
    .orderBy('fact.id', 'desc')
    .executeTakeFirstOrThrow()
  return payload.detail
}

test('a key is renamed, given other scopes and another end; the fact says before and after', async () => {
  const { key, secret } = (await create(['group.read'], 30)).body
  const body = { name: 'Renamed', scopes: ['member.read'], expiresInDays: null }
  expect((await update(key.id, body)).body).toMatchObject({ name: 'Renamed', scopes: ['member.read'], expiresAt: null })
  expect(await factOf('admin_key.updated')).toEqual({
    before: { name: 'Directory sync', scopes: ['group.read'], expiresAt: key.expiresAt },
    after: { name: 'Renamed', scopes: ['member.read'], expiresAt: null },
  })
  expect((await it.withKey(secret).call(memberRoutes.list)).status, 'the secret stays').toBe(200)
  expect((await it.withKey(secret).call(groupRoutes.list)).problem?.permission).toBe('group.read')
  expect((await update(key.id, {})).problem?.code).toBe('request.invalid')
  for (const scope of ['codex.local', 'codex.administer', 'scim.provision']) {
    expect((await update(key.id, { scopes: [scope] })).problem?.code).toBe('request.invalid')
  }
  expect((await update(key.id, { name: 'x' }, it.as('mallory'))).problem?.code).toBe('admin_key.not_found')
  expect((await update(key.id, { name: 'x' }, it.as('grace'))).problem?.permission).toBe('admin_key.manage')
})

test('a key gives and prolongs only what it holds, never itself, and its keys end with it', async () => {
  const { key, secret } = (await create(['admin_key.manage', 'group.read'], 10)).body
  const program = it.withKey(secret)
  const wider = (await create(['group.read', 'setting.manage'], 5)).body.key
  expect((await update(key.id, { expiresInDays: 900 }, program)).problem?.code).toBe('admin_key.not_itself')
  expect((await update(wider.id, { expiresInDays: 8 }, program)).problem).toMatchObject({ beyond: ['setting.manage'] })
  expect((await update(wider.id, { scopes: ['group.read', 'audit.read'] }, program)).problem).toMatchObject({
    beyond: ['audit.read'],
  })
  expect((await update(wider.id, { scopes: ['group.read'] }, program)).body.scopes).toEqual(['group.read'])
  expect((await update(wider.id, { expiresInDays: null }, program)).body.expiresAt).toBe(key.expiresAt)
  const child = await program.call(adminKeyRoutes.create, {
    body: { name: 'Child', scopes: ['group.read'], expiresInDays: null },
  })
  expect(child.body.key.expiresAt).toBe(key.expiresAt)
})

test('two keys that raise each other at once stay within what they hold', async () => {
  const one = (await create(['admin_key.manage', 'group.read'], 10)).body
  const two = (await create(['admin_key.manage', 'member.read'], 10)).body
  const both = (scopes: string[]) => ({ scopes: ['admin_key.manage', ...scopes] })
  const answers = await Promise.all([
    update(two.key.id, both(['member.read', 'group.read']), it.withKey(one.secret)),
    update(one.key.id, both(['group.read', 'member.read']), it.withKey(two.secret)),
  ])
  expect(answers.map((it) => it.status)).toEqual([200, 200])
})

test('the list finds keys by state, maker and long without use', async () => {
  const { key } = (await create(['group.read'], null)).body
  const listed = async (query: object) => (await it.as('ada').call(adminKeyRoutes.list, { query })).body.map((found) => found.id)
  expect(await listed({ unused: 'true' })).not.toContain(key.id)
  it.clock.advance(90 * 86_400_000)
  await it.app.db
    .updateTable('session')
    .set({ expires_at: new Date('2099-01-01'), last_seen_at: it.clock.now() })
    .execute()
  expect(await listed({ unused: 'true', status: 'active' })).toContain(key.id)
  expect(await listed({ unused: 'false' })).not.toContain(key.id)
  expect(await listed({ status: 'expired' })).not.toContain(key.id)
  expect(await listed({ creatorId: it.seeded.people.ada })).toContain(key.id)
  expect(await listed({ creatorId: it.seeded.people.grace })).toEqual([])
  expect(await listed({ of: 'directories' })).toEqual([])
  await it.as('ada').call(adminKeyRoutes.revoke, { params: { keyId: key.id } })
  expect(await listed({ unused: 'true' })).not.toContain(key.id)
  expect((await update(key.id, { name: 'Back' })).problem?.code).toBe('admin_key.not_found')
})
