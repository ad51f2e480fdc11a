import { deviceRoutes, enrolmentRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GatewayRig, startGatewayRig } from '../../gateway/testing/gateway-rig.ts'
import { makeDefault, makePolicy } from '../rollouts/testing/staged.ts'

const minute = 60_000
const exec = 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color'
const tui = 'codex_cli_rs/0.150.0 (Mac OS 15.1; arm64) iTerm'

let rig: GatewayRig
let standard: string
let tighter: string
beforeAll(async () => {
  rig = await startGatewayRig()
  const later = new Date(rig.it.clock.now().getTime() + 3 * 24 * 60 * minute)
  await rig.it.app.db.updateTable('session').set({ last_seen_at: later }).execute() // the clock moves a day on
  standard = await makePolicy(rig.it, 'Standard')
  tighter = await makePolicy(rig.it, 'Tighter')
  await makeDefault(rig.it, standard)
})
afterAll(() => rig.close())

async function start(who: string, userAgent = exec, path = '/backend-api/wham/config/bundle') {
  const headers = { authorization: `Bearer ${await rig.token(who)}`, 'user-agent': userAgent }
  const answer = await rig.it.server.inject({ method: 'GET', url: path, headers })
  expect(answer.statusCode, answer.body).toBe(200)
}
async function call(who: string, userAgent = exec, installation = `install-of-${who}`) {
  rig.model.script({ message: 'hello' })
  const metadata = JSON.stringify({ installation_id: installation })
  await rig.ask({ as: who, headers: { 'user-agent': userAgent, 'x-codex-turn-metadata': metadata } })
}
const list = async (query: Parameters<typeof ask>[0] = {}) => (await ask(query)).body.items
const ask = (query: {
  state?: 'used' | 'served' | 'behind' | 'silent' | 'unserved'
  personId?: string
  policyId?: string
  search?: string
  limit?: number
  cursor?: string
}) => rig.it.as('cora').call(deviceRoutes.list, { query })
const person = (who: string) => rig.it.seeded.people[who] ?? ''

test('served, then used, joined to the installation at the first call, then behind until it fetches again', async () => {
  await start('dan')
  const [device] = await list()
  expect(device).toMatchObject({
    person: { email: 'dan@acme.test' },
    surface: 'codex_exec',
    clientVersion: '0.169.0',
    clientRecorded: true,
    system: 'Debian 12.0.0; x86_64',
    installationId: null,
    state: 'served',
    sentence: expect.stringMatching(/^Served “Standard” v1 at (\S+ )?\d\d:\d\d UTC; no model call since\.$/),
    served: { name: 'Standard', version: 1 },
    servedRevision: 1,
    fetches: 1,
    calls: 0,
  })
  rig.it.clock.advance(minute)
  for (let n = 0; n < 3; n++) await call('dan')
  const [used] = await list()
  expect(used).toMatchObject({ state: 'used', installationId: 'install-of-dan', calls: 3 })
  expect(used?.sentence).toMatch(/used 3 times since, the last time just now\.$/)

  await makeDefault(rig.it, tighter)
  rig.it.clock.advance(39 * minute)
  const [behind] = await list()
  expect(behind).toMatchObject({ state: 'behind', served: { name: 'Standard' }, wouldGet: { name: 'Tighter', version: 1 } })
  expect(behind?.sentence).toMatch(
    /^Would get “Tighter” v1 now; last fetched “Standard” v1 40 minutes ago\. Its cache ends by (\S+ )?\d\d:\d\d UTC at the latest/,
  )
  rig.it.clock.advance(15 * minute)
  await start('dan')
  expect((await list())[0]).toMatchObject({ state: 'served', served: { name: 'Tighter' } })
  rig.it.clock.advance(25 * 60 * minute)
  expect((await list())[0]).toMatchObject({
    state: 'silent',
    sentence: expect.stringMatching(/and silent since; last used 25 hours ago\.$/),
  })
  await makeDefault(rig.it, standard)
  expect((await list())[0]?.sentence).toContain('Its cache has ended')
  await makeDefault(rig.it, tighter)
})

test('surfaces of one sign-in share the policy that one of them fetched; another sign-in does not', async () => {
  rig.it.clock.advance(minute)
  await start('petra')
  await call('petra', tui)
  await call('sam', tui)
  const [sams] = await list({ personId: person('sam') })
  expect(sams).toMatchObject({ state: 'unserved', served: null, servedAt: null, clientRecorded: false })
  expect(sams?.sentence).toMatch(
    /^1 model call, the last just now, and nobody saw it fetch a policy\. It would get “Tighter” v1\.$/,
  )
  const petras = await list({ personId: person('petra') })
  expect(petras.map((it) => [it.surface, it.state])).toEqual(
    expect.arrayContaining([
      ['codex_cli_rs', 'used'],
      ['codex_exec', 'served'],
    ]),
  )
  expect(petras.find((it) => it.surface === 'codex_cli_rs')?.sentence).toContain('by codex_exec of the same sign-in')
})

test('a client before 0.137 that asks for requirements is noted as well, and so is an enrolment address', async () => {
  rig.it.clock.advance(minute)
  await start('nora', 'codex_exec/0.130.0 (Debian 12.0.0; x86_64) xterm', '/backend-api/wham/config/requirements')
  expect(await list({ personId: person('nora') })).toMatchObject([
    { clientVersion: '0.130.0', clientRecorded: true, state: 'served' },
  ])
  const { body } = await rig.it.as('ada').call(enrolmentRoutes.create, { body: { name: 'Build machines' } })
  const address = new URL(body.baseUrl)
  const answer = await rig.it.server.inject({
    method: 'GET',
    url: `${address.pathname}/codex/config/bundle`,
    headers: { 'user-agent': exec },
  })
  expect(answer.statusCode, answer.body).toBe(200)
  const [unnamed] = await list({ search: 'build mach' })
  expect(unnamed).toMatchObject({
    person: null,
    enrolment: { name: 'Build machines' },
    state: 'served',
    served: { name: 'Tighter' },
  })
})

test('found by state, person, policy and search, page by page, the last seen first', async () => {
  expect((await list({ state: 'unserved' })).map((it) => it.person?.email)).toEqual(['sam@acme.test'])
  expect((await list({ policyId: standard })).length).toBe(0)
  expect((await list({ search: 'PETRA' })).length).toBe(2)
  expect(await list({ search: 'install-of-dan' })).toHaveLength(1)
  const first = (await ask({ limit: 2 })).body
  const rest = await list({ cursor: first.nextCursor ?? '' })
  const all = await list()
  expect([...first.items, ...rest].map((it) => it.id)).toEqual(all.map((it) => it.id))
  expect(all.slice(0, 2).map((it) => it.enrolment?.name)).toContain('Build machines')
})

test('coverage: by state and version, calls without a fetch, and how the revision arrives', async () => {
  await rig.it.app.gateway.turnLog.flush()
  const { body } = await rig.it.as('cora').call(deviceRoutes.coverage)
  expect(body).toMatchObject({
    members: 9,
    devices: 6,
    byState: { used: 1, served: 3, behind: 0, silent: 1, unserved: 1 },
    revision: 4,
    callsLastDay: 2,
    callsWithoutRecentPolicy: 1,
    without: [{ person: { email: 'sam@acme.test' }, surface: 'codex_cli_rs', calls: 1 }],
  })
  expect(body.byVersion[0]).toEqual({ version: '0.169.0', recorded: true, devices: 3 })
  expect(body.byVersion).toContainEqual({ version: '0.150.0', recorded: false, devices: 2 })
  expect(body.arrival[0], 'when it was put in force, Dan’s device had it from before').toMatchObject({ current: 1, behind: 0 })
  expect(body.arrival.at(-1)).toMatchObject({ current: 5, behind: 0 })
  expect(body.sentence).toBe('5 of 6 devices fetched what they would get now. Nobody saw 1 of them fetch a policy.')
})

test('one device, one’s own, and nobody else’s', async () => {
  const [dans] = await list({ personId: person('dan') })
  const params = { deviceId: dans?.id ?? '' }
  expect((await rig.it.as('cora').call(deviceRoutes.get, { params })).body).toEqual(dans)
  expect((await rig.it.as('mallory').call(deviceRoutes.get, { params })).problem?.code).toBe('device.not_found')
  expect((await rig.it.as('mallory').call(deviceRoutes.list)).body.items).toEqual([])
  expect((await rig.it.as('dan').call(deviceRoutes.list)).problem?.code).toBe('access.denied')
  expect((await rig.it.as('dan').call(deviceRoutes.mine)).body).toEqual([dans])
})
