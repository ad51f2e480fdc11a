import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { wireClient } from './testing/wire-client.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

test('a deactivation that memory has not heard of yet counts when tokens are fetched', async () => {
  const client = wireClient(it)
  const asked = await client.ask()
  await client.decide('dan', asked.user_code)
  const { body } = await client.poll(asked)
  const personId = it.seeded.people.dan ?? ''
  await it.app.db.updateTable('membership').set({ status: 'deactivated' }).where('person_id', '=', personId).execute()
  expect(it.app.standing.member(it.seeded.workspaces.acme ?? '', personId)?.status, 'nothing was announced').toBe('active')
  expect(await client.exchange(body)).toMatchObject({ status: 403, body: { error: 'access_denied' } })
  const grants = await it.app.db.selectFrom('client_grant').select('id').where('person_id', '=', personId).execute()
  expect(grants).toEqual([])
})
