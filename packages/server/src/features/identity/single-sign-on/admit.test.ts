import { memberRoutes } from '@bailiwick/contracts'
import { beforeEach, expect, test } from 'vitest'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { admit } from './admit.ts'
import { unsealBreakGlass } from './break-glass.ts'
import { findProvider, type ProviderRow } from './providers.store.ts'

let it: TestServer
let provider: ProviderRow
beforeEach(async () => {
  it = await startTestServer()
  const workspace_id = it.seeded.workspaces.acme ?? ''
  const created_at = it.clock.now()
  await it.app.db
    .insertInto('identity_provider')
    .values({
      id: 'idp_1',
      workspace_id,
      kind: 'oidc',
      name: 'House',
      enabled: true,
      just_in_time: true,
      required_evidence: [],
      certificates: [],
      idp_initiated: false,
      issuer: 'https://idp.acme.test',
      client_id: 'bailiwick',
      created_at,
    })
    .execute()
  const verified = { token: 't', verified_at: created_at, verified_by: 'operator' as const, created_at }
  await it.app.db
    .insertInto('mail_domain')
    .values({ id: 'dom_1', workspace_id, name: 'acme.test', ...verified })
    .execute()
  const found = await findProvider(it.app.db, 'idp_1')
  if (!found) throw new Error('there is no provider')
  provider = found
  return () => it.close()
})

const origin = { address: '192.0.2.1', userAgent: '', requestId: 'req_1' }
const says = (email: string): Asserted => ({
  subject: `idp|${email}`,
  email,
  emailVerified: true,
  signedInAt: null,
  name: null,
  evidence: [],
  shown: [],
})
const enter = (email: string, signedInAs: string | null = null) => admit(it.app, origin, provider, says(email), signedInAs)

test('a provider that was switched off or pointed elsewhere while it answered signs nobody in', async () => {
  const change = (to: object) => it.app.db.updateTable('identity_provider').set(to).execute()
  await change({ enabled: false })
  await expect(enter('dan@acme.test')).rejects.toMatchObject({ code: 'disabled' })
  await change({ enabled: true, issuer: 'https://another.acme.test' })
  await expect(enter('dan@acme.test')).rejects.toMatchObject({ code: 'disabled' })
  await change({ issuer: provider.issuer, required_evidence: ['mfa'] })
  await expect(enter('dan@acme.test')).rejects.toMatchObject({ code: 'no_evidence' })
  await change({ required_evidence: [] })
  expect((await enter('dan@acme.test')).personId).toBe(it.seeded.people.dan)
})

test('letters that fold into others make nobody of somebody else, and what is no address is none', async () => {
  await it.app.db
    .updateTable('person')
    .set({ email: 'mike@acme.test' })
    .where('id', '=', it.seeded.people.dan ?? '')
    .execute()
  for (const email of ['mi\u212ae@acme.test', 'mike\0@acme.test', 'mike@acme.test@acme.test', 'a b@acme.test']) {
    await expect(enter(email)).rejects.toMatchObject({ code: 'no_email' })
  }
})

test('an account that somebody elsewhere made beforehand, with a password of theirs, joins when its person has shown to have it', async () => {
  const eve = { id: 'per_eve', email: 'eve@acme.test', name: 'Made by Mallory', password_hash: 'hers' }
  await it.app.db
    .insertInto('person')
    .values({ ...eve, created_at: it.clock.now() })
    .execute()
  await expect(enter('eve@acme.test')).rejects.toMatchObject({ code: 'prove_first' })
  expect((await enter('eve@acme.test', 'per_eve')).personId).toBe('per_eve')
})

test('who is not sealed any more has left by the emergency door', async () => {
  const workspace_id = it.seeded.workspaces.acme ?? ''
  const person_id = it.seeded.people.ada ?? ''
  await it.app.db.insertInto('break_glass').values({ workspace_id, person_id, sealed_at: it.clock.now() }).execute()
  await it.app.db.updateTable('session').set({ method: 'break_glass', workspace_id }).where('person_id', '=', person_id).execute()
  const actor = { ...origin, kind: 'person' as const, id: person_id, name: 'Ada', workspaceId: workspace_id, personId: person_id }
  await unsealBreakGlass(it.app, { ...actor, permissions: new Set() }, person_id)
  expect((await it.as('ada').inject({ url: '/api/v1/me' })).statusCode).toBe(401)
})

test('who is no owner any more has left by it too', async () => {
  const workspace_id = it.seeded.workspaces.acme ?? ''
  const mine = it.app.db.updateTable('session').set({ method: 'break_glass', workspace_id })
  await mine.where('person_id', '=', it.seeded.people.ada ?? '').execute()
  const program = it.withKey(it.seeded.adminKeys.acme ?? '')
  const give = (key: string, role: 'owner' | 'member') =>
    program.call(memberRoutes.update, { params: { personId: it.seeded.people[key] }, body: { role } })
  expect((await give('grace', 'owner')).status).toBe(200)
  expect((await give('ada', 'member')).status).toBe(200)
  expect((await it.as('ada').inject({ url: '/api/v1/me' })).statusCode).toBe(401)
})
