import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '../../platform/changes/changes.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { openStanding } from './standing.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

test('a sign-in that ended leaves memory when none of its tokens can live any more; one that goes on stays', async () => {
  const workspace_id = it.seeded.workspaces.acme ?? ''
  const grant = (id: string, ended_at: Date | null) => ({
    id,
    workspace_id,
    person_id: it.seeded.people.dan ?? '',
    client_id: 'codex-cli',
    surface: 'browser' as const,
    address: '',
    user_agent: '',
    created_at: it.clock.now(),
    ended_at,
  })
  const grants = [grant('client_live', null), grant('client_ended', it.clock.now()), grant('client_later', it.clock.now())]
  await it.app.db.insertInto('client_grant').values(grants).execute()
  let now = 0
  const { memory, ...standing } = openStanding(it.app.db, () => now)
  const hear = (key: string): Change => ({ workspaceId: workspace_id, topic: 'grant', key })
  const apply = async (...keys: string[]) => (await memory.apply(keys.map(hear)))()
  await apply('client_live', 'client_ended')
  now = 3_600_000
  await apply('client_later')
  expect(standing.grant('client_ended')?.ended).toBe(true)
  now = 2 * 3_600_000 + 1
  await apply('client_live')
  expect(standing.grant('client_ended')).toBeUndefined()
  expect(standing.grant('client_later')?.ended).toBe(true)
  expect(standing.grant('client_live')?.ended).toBe(false)

  await it.app.db.updateTable('client_grant').set({ ended_at: it.clock.now() }).where('id', '=', 'client_live').execute()
  const replaceAll = await memory.loadAll()
  expect(standing.grant('client_live')?.ended, 'nothing changes before the read is over').toBe(false)
  replaceAll()
  expect(standing.grant('client_live'), 'its end was missed, and it is not live any more').toBeUndefined()
})
