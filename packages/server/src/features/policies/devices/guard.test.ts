import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type OpenApp, openApp } from '../../../main/app.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { type CuttableDatabase, cuttableDatabase } from '../../../testing/cuttable-database.ts'
import { type GatewayRig, startGatewayRig } from '../../gateway/testing/gateway-rig.ts'

const minute = 60_000
let rig: GatewayRig
beforeAll(async () => {
  rig = await startGatewayRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

const userAgent = 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color'

async function fetchPolicy(who = 'dan', server = rig.it.server) {
  const headers = { authorization: `Bearer ${await rig.token(who)}`, 'user-agent': userAgent }
  const answer = await server.inject({ method: 'GET', url: '/backend-api/wham/config/bundle', headers })
  expect(answer.statusCode, answer.body).toBe(200)
}

async function guard(minutes: number | null) {
  const workspace_id = rig.it.seeded.workspaces.acme ?? ''
  const row = { approvals: 0, approver_role: 'any' as const, brake_enabled: true, brake_share_percent: 25 }
  const more = { brake_minimum_members: 10, halt_silent_percent: 20, recent_policy_minutes: minutes }
  await rig.it.app.db
    .insertInto('policy_control')
    .values({ workspace_id, ...row, ...more })
    .onConflict((at) => at.column('workspace_id').doUpdateSet({ recent_policy_minutes: minutes }))
    .execute()
  await rig.it.app.db.transaction().execute((tx) => announce(tx, 'workspace', workspace_id, workspace_id))
  await rig.it.app.feed.catchUp()
}

async function answered(who = 'dan') {
  rig.model.script({ message: 'hello' })
  const answer = await rig.ask({ as: who })
  rig.model.reset()
  return { hello: answer.text.includes('hello'), ...answer }
}

test('off, a call without a policy fetch is answered; on, it is refused in words that help, until a policy was fetched', async () => {
  expect((await answered()).hello).toBe(true)
  await guard(65)
  const refused = await answered()
  expect(refused.error).toMatchObject({ code: 'invalid_prompt' })
  expect(refused.error?.message).toMatch(/in the last 65 minutes.*remove cloud-config-bundle-cache\.json/)
  expect((await rig.ask({ headers: { accept: 'application/json' } })).status).toBe(403)
  expect(await rig.lastTurn()).toMatchObject({ outcome: 'refused', status: 403 })

  await fetchPolicy()
  expect((await answered()).hello).toBe(true)
  rig.it.clock.advance(58 * minute)
  await fetchPolicy('petra')
  expect((await answered()).hello, 'each sign-in by itself').toBe(true)
  rig.it.clock.advance(1.5 * minute)
  expect((await answered('petra')).hello).toBe(true)
  expect(rig.model.requests).toHaveLength(0)
})

test('a fetch that another replica served counts at once; one that it made before a restart as well', async () => {
  await guard(65)
  const { config, clock, log } = rig.it.app
  const replica: OpenApp = await openApp({ config, clock, log, sealingKey: Buffer.alloc(32, 7) })
  await rig.token('sam')
  const asked = answered('sam')
  await fetchPolicy('sam', replica.server)
  expect((await asked).hello, 'it is not refused before the other one has written').toBe(true)
  await fetchPolicy('nora', replica.server)
  await replica.close()
  const again: OpenApp = await openApp({ config, clock, log, sealingKey: Buffer.alloc(32, 7) })
  const grant = await rig.it.app.db
    .selectFrom('client_grant')
    .select(['id', 'workspace_id', 'person_id'])
    .where('person_id', '=', rig.it.seeded.people.nora ?? '')
    .executeTakeFirstOrThrow()
  const signIn = { workspaceId: grant.workspace_id, personId: grant.person_id, grantId: grant.id }
  expect(again.app.devices.lastFetch(signIn, clock.now())?.at).toEqual(clock.now())
  await again.close()
})

test('the database being away refuses nobody', async () => {
  await guard(65)
  const { config, clock, log } = rig.it.app
  const wire: CuttableDatabase = await cuttableDatabase(config.databaseUrl)
  const replica: OpenApp = await openApp({
    config: { ...config, databaseUrl: wire.url },
    clock,
    log,
    sealingKey: Buffer.alloc(32, 7),
  })
  await rig.token('carl')
  await replica.app.feed.catchUp()
  const headers = { authorization: `Bearer ${await rig.token('carl')}`, accept: 'application/json' }
  const ask = () =>
    replica.server.inject({
      method: 'POST',
      url: '/v1/responses',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: { model: 'nothing-like-it' },
    })
  expect((await ask()).json().error.code).toBe('no_recent_policy')
  wire.cut()
  expect((await ask()).json().error.code, 'it went on, to the model’s name').toBe('model_not_allowed')
  wire.mend()
  await replica.close()
  await wire.close()
})
