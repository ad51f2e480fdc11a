import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce } from '../../../platform/changes/changes.ts'
import { newId } from '../../../platform/ids.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { authenticateClient, mintTokens } from './access-tokens.ts'
import { rotateSigningKey } from './signing-keys.ts'
import { setStatus } from './testing/wire-client.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

async function makeGrant(key = 'dan') {
  const id = newId('grant')
  const [workspaceId, personId] = [it.seeded.workspaces.acme ?? '', it.seeded.people[key] ?? '']
  await it.app.db
    .insertInto('client_grant')
    .values({
      id,
      workspace_id: workspaceId,
      person_id: personId,
      client_id: 'codex-cli',
      surface: 'device_code',
      address: '127.0.0.1',
      user_agent: 'test',
      created_at: it.clock.now(),
    })
    .execute()
  await it.app.db.transaction().execute((tx) => announce(tx, 'grant', workspaceId, id))
  await it.app.feed.catchUp()
  return { id, clientId: 'codex-cli', workspaceId, person: { id: personId, email: `${key}@acme.test`, name: key } }
}

const bearer = (token: string) => `Bearer ${token}`

test('an access token names its member, workspace and grant', async () => {
  const grant = await makeGrant()
  const { accessToken, idToken } = await mintTokens(it.app, grant)
  const caller = await authenticateClient(it.app, { authorization: bearer(accessToken) })
  expect(caller).toMatchObject({ workspace: { slug: 'acme' }, member: { email: 'dan@acme.test' }, grant: { id: grant.id } })
  expect(await authenticateClient(it.app, { authorization: bearer(idToken) }), 'an id token is no access token').toBeUndefined()
})

test('a tampered, unsigned or foreign token is nobody', async () => {
  const { accessToken } = await mintTokens(it.app, await makeGrant())
  const [header = '', payload = '', signature = ''] = accessToken.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const other = Buffer.from(JSON.stringify({ ...claims, sub: it.seeded.people.ada })).toString('base64url')
  const none = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(accessToken), alg: 'none' })).toString('base64url')
  for (const forged of [`${header}.${other}.${signature}`, `${none}.${payload}.`, 'at-123', 'a.b.c', '']) {
    expect(await authenticateClient(it.app, { authorization: bearer(forged) }), forged).toBeUndefined()
  }
  expect(await authenticateClient(it.app, { authorization: undefined })).toBeUndefined()
  expect(await authenticateClient(it.app, { authorization: `Basic ${accessToken}` })).toBeUndefined()
})

async function end(grant: Awaited<ReturnType<typeof makeGrant>>, end_reason: string): Promise<void> {
  await it.app.db.updateTable('client_grant').set({ ended_at: it.clock.now(), end_reason }).where('id', '=', grant.id).execute()
  await it.app.db.transaction().execute((tx) => announce(tx, 'grant', grant.workspaceId, grant.id))
  await it.app.feed.catchUp()
}

test('an ended grant counts at once; a deactivated member stays known, without a right', async () => {
  const grant = await makeGrant('petra')
  const { accessToken } = await mintTokens(it.app, grant)
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) })).toMatchObject({ member: { status: 'active' } })
  await end(grant, 'deactivated')
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) })).toBeUndefined()
  await setStatus(it, 'petra', 'deactivated')
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) })).toMatchObject({
    member: { status: 'deactivated' },
  })
})

test('a grant that was signed out before its member was deactivated stays out', async () => {
  const grant = await makeGrant('carl')
  const { accessToken } = await mintTokens(it.app, grant)
  await end(grant, 'refresh_token_reused')
  await setStatus(it, 'carl', 'deactivated')
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) })).toBeUndefined()
})

test('a rotated key goes on verifying what it signed, and the rotation is a fact', async () => {
  const grant = await makeGrant('sam')
  const { accessToken: old } = await mintTokens(it.app, grant)
  await rotateSigningKey(it.app)
  it.app.verifiedTokens.clear()
  expect(await authenticateClient(it.app, { authorization: bearer(old) })).toMatchObject({ grant: { id: grant.id } })
  const { accessToken: fresh } = await mintTokens(it.app, grant)
  expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid)
  const facts = await it.app.db.selectFrom('fact').select('workspace_id').where('kind', '=', 'signing_key.rotated').execute()
  expect(new Set(facts.map((fact) => fact.workspace_id))).toEqual(new Set(Object.values(it.seeded.workspaces)))
})

test('an hour later a token is expired, remembered or not; after thirty days another key signs', async () => {
  const grant = await makeGrant('nora')
  const { accessToken } = await mintTokens(it.app, grant)
  await authenticateClient(it.app, { authorization: bearer(accessToken) })
  it.clock.advance(3_600_000)
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) })).toBe('expired')
  it.app.verifiedTokens.clear()
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) })).toBe('expired')
  it.clock.advance(31 * 86_400_000)
  const [first, second] = await Promise.all([mintTokens(it.app, grant), mintTokens(it.app, grant)])
  const kid = decodeProtectedHeader(first.accessToken).kid
  expect(kid).not.toBe(decodeProtectedHeader(accessToken).kid)
  expect(decodeProtectedHeader(second.accessToken).kid, 'two at once make one key').toBe(kid)
  await it.app.reload()
  expect(await authenticateClient(it.app, { authorization: bearer(accessToken) }), 'its key is gone').toBe('expired')
})
