import { settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../../platform/ids.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const set = (by: string, key: string, value: boolean) => it.as(by).call(settingRoutes.set, { params: { key }, body: { value } })
const facts = () =>
  it.app.db.selectFrom('fact').select(['subject_id', 'actor_kind']).where('kind', '=', 'setting.changed').execute()
const local = () => it.app.standing.workspace(it.seeded.workspaces.acme ?? '')?.settings.codex_local

test('a new workspace has the defaults, and each switch says whom it affects', async () => {
  const dan = { workspace_id: it.seeded.workspaces.acme ?? '', person_id: it.seeded.people.dan ?? '' }
  const made = { client_id: 'codex', surface: 'device_code' as const, address: '', user_agent: '', created_at: it.clock.now() }
  await it.app.db
    .insertInto('client_grant')
    .values({ id: newId('grant'), ...dan, ...made })
    .execute()
  const { body } = await it.as('grace').call(settingRoutes.list)
  expect(body).toMatchObject([
    { key: 'codex_local', value: true, changedAt: null, affects: { members: 9, signedInClients: 1 }, can: { change: false } },
    { key: 'codex_local_by_default', value: true, affects: { members: 9, signedInClients: 1 } },
    { key: 'device_code', value: true, changedAt: null, affects: { members: 9, signedInClients: 0 }, can: { change: false } },
    { key: 'access_tokens', value: false },
    { key: 'administer_codex', value: false },
  ])
})

test('an owner switches Codex Local off; it is in force when the answer arrives (WS-03)', async () => {
  const off = await set('ada', 'codex_local', false)
  expect(off.body).toMatchObject({ value: false, changedBy: { name: 'Ada Owner' }, can: { change: true } })
  expect(local()).toBe(false)
  expect(it.app.standing.workspace(it.seeded.workspaces.beta ?? '')?.settings.codex_local).toBe(true)
  await set('ada', 'codex_local', false)
  expect(await facts()).toEqual([{ subject_id: 'codex_local', actor_kind: 'person' }])
})

test('a program with the scope switches it too', async () => {
  const key = it.withKey(it.seeded.adminKeys.acme ?? '')
  const on = await key.call(settingRoutes.set, { params: { key: 'codex_local' }, body: { value: true } })
  expect(on.body).toMatchObject({ value: true, changedBy: null })
  expect(await facts()).toHaveLength(2)
})

test('only owners hold settings (WS-12), unknown ones do not exist, and other workspaces are missing', async () => {
  for (const who of ['grace', 'cora', 'dan']) {
    expect((await set(who, 'codex_local', false)).problem).toMatchObject({ status: 403, permission: 'setting.manage' })
  }
  expect((await set('ada', 'toString', false)).problem?.code).toBe('setting.not_found')
  const foreign = await it
    .as('mallory')
    .call(settingRoutes.set, { params: { workspaceId: it.seeded.workspaces.acme, key: 'codex_local' }, body: { value: false } })
  expect(foreign.problem?.code).toBe('workspace.not_found')
  const crooked = await it.as('ada').inject({
    method: 'PUT',
    url: `/api/v1/workspaces/${it.seeded.workspaces.acme}/settings/codex_local`,
    payload: { value: 'no' },
  })
  expect(crooked.json()).toMatchObject({ status: 422, problems: [{ place: 'body.value' }] })
  expect(local()).toBe(true)
})
