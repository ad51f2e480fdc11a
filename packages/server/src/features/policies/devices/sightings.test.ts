import { enrolmentRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../../platform/db/db.ts'
import { openLog } from '../../../platform/log.ts'
import { type CuttableDatabase, cuttableDatabase } from '../../../testing/cuttable-database.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { wireClient } from '../../codex/issuer/testing/wire-client.ts'
import { readClientWords } from './client-words.ts'
import type { Fetch } from './sighting.ts'
import { openDevices } from './sightings.ts'

let it: TestServer
let grantId: string
let wire: CuttableDatabase
beforeAll(async () => {
  it = await startTestServer()
  wire = await cuttableDatabase(it.app.config.databaseUrl)
  await wireClient(it).signIn('dan')
  grantId = (await it.app.db.selectFrom('client_grant').select('id').executeTakeFirstOrThrow()).id
})
afterAll(async () => {
  await wire.close()
  await it.close()
})

const log = openLog('silent')
const exec = 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm'
const at = (minutes: number) => new Date(it.clock.now().getTime() + minutes * 60_000)
const fetched = (minutes: number, version: string | null = 'polv_1'): Fetch => ({
  at: at(minutes),
  policyVersionId: version,
  revision: 1,
  sha256: 'ab',
  rolloutId: null,
  onNew: null,
})
const dan = () => ({ workspaceId: it.seeded.workspaces.acme ?? '', personId: it.seeded.people.dan ?? '', grantId })
const subject = () => ({ ...dan(), enrolmentId: null, configServer: false })
const stored = (surface: string) =>
  it.app.db.selectFrom('device').selectAll().where('surface', '=', surface).executeTakeFirstOrThrow()

test.each([
  [exec, { surface: 'codex_exec', version: '0.169.0', system: 'Debian 12.0.0; x86_64' }],
  [
    'codex_cli_rs/0.130.0 (Mac OS 15.1; arm64) iTerm (codex_cli_rs; 0.130.0)',
    { surface: 'codex_cli_rs', version: '0.130.0', system: 'Mac OS 15.1; arm64' },
  ],
  ['Codex Desktop/1.2.3 (Windows 11; x86_64)', { surface: 'Codex Desktop', version: '1.2.3', system: 'Windows 11; x86_64' }],
  ['curl/8.0', { surface: 'curl', version: '8.0', system: '' }],
  ['<script>', { surface: 'unknown', version: '', system: '' }],
  [undefined, { surface: 'unknown', version: '', system: '' }],
])('a client says of itself: %s', (userAgent, words) => {
  expect(readClientWords(userAgent)).toEqual(words)
})

test('fetches and calls add up; what was served last and the installation of the first call stay', async () => {
  const devices = await openDevices(it.app.db, log, it.clock.now())
  devices.noteFetch(subject(), exec, fetched(0))
  devices.noteCall(dan(), exec, 'install-1', at(1))
  await devices.flush()
  devices.noteCall(dan(), exec, null, at(2))
  devices.noteFetch(subject(), exec.replace('169', '170'), fetched(60))
  devices.noteCall(dan(), exec, null, at(61))
  await devices.flush()
  expect(await stored('codex_exec')).toMatchObject({
    client_version: '0.169.0',
    installation_id: 'install-1',
    served_at: at(60),
    policy_since: at(0),
    used_at: at(61),
    fetches: 2,
    calls: 3,
    calls_since: 1,
  })
  devices.noteFetch(subject(), exec, fetched(70, 'polv_2'))
  await devices.close()
  expect(await stored('codex_exec')).toMatchObject({ policy_version_id: 'polv_2', policy_since: at(70), calls_since: 0 })
})

test('of two replicas the last one by time wins, whoever writes first', async () => {
  const [here, there] = [await openDevices(it.app.db, log, it.clock.now()), await openDevices(it.app.db, log, it.clock.now())]
  here.noteFetch(subject(), 'tui/1 (x)', fetched(10, 'polv_new'))
  there.noteFetch(subject(), 'tui/1 (x)', fetched(5, 'polv_old'))
  await here.close()
  await there.close()
  expect(await stored('tui')).toMatchObject({
    policy_version_id: 'polv_new',
    served_at: at(10),
    fetches: 2,
    first_seen_at: at(5),
  })
})

test('while the database is away notes wait as one, and nothing is lost', async () => {
  const { db, close } = openDb(wire.url, log)
  const devices = await openDevices(db, log, it.clock.now())
  wire.cut()
  devices.noteFetch(subject(), 'late/1 (x)', fetched(0, 'polv_1'))
  devices.noteCall(dan(), 'late/1 (x)', 'install-2', at(1))
  await devices.flush()
  devices.noteFetch(subject(), 'late/1 (x)', fetched(30, 'polv_1'))
  devices.noteCall(dan(), 'late/1 (x)', null, at(31))
  await devices.flush()
  wire.mend()
  await devices.close()
  await close()
  expect(await stored('late')).toMatchObject({
    fetches: 2,
    calls: 2,
    calls_since: 1,
    policy_since: at(0),
    served_at: at(30),
    installation_id: 'install-2',
  })
})

test('a client that calls itself ever something else fills no table', async () => {
  const devices = await openDevices(it.app.db, log, it.clock.now())
  for (let n = 0; n < 50; n++) devices.noteCall(dan(), `surface-${n}/1 (x)`, null, at(0))
  await devices.close()
  const rows = await it.app.db.selectFrom('device').select('calls').where('surface', 'like', 'surface-%').execute()
  expect(rows).toHaveLength(8)
  expect((await stored('other')).calls).toBe(42)
})

test('an enrolment address that is called by ever another kind of device fills no table either', async () => {
  const { body } = await it.as('ada').call(enrolmentRoutes.create, { body: { name: 'Build machines' } })
  const devices = await openDevices(it.app.db, log, it.clock.now())
  const { workspaceId } = dan()
  const unnamed = { workspaceId, personId: null, grantId: null, enrolmentId: body.id, configServer: false }
  for (let n = 0; n < 700; n++) devices.noteFetch(unnamed, `codex_exec/1 (machine ${n})`, fetched(0))
  await devices.close()
  const rows = await it.app.db.selectFrom('device').select('surface').where('enrolment_id', '=', body.id).execute()
  expect(rows).toHaveLength(501)
})

test('who calls without a fetch asks the database one question at a time, however often they call', async () => {
  let asked = 0
  const db = new Proxy(it.app.db, {
    get(target, key) {
      if (key === 'selectFrom') asked++
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value // its members are private to itself
    },
  })
  const devices = await openDevices(db, log, it.clock.now(), {
    batch: 500,
    waiting: 1_000,
    surfaces: 8,
    kinds: 8,
    everyMs: 60_000,
    otherReplicaMs: 0,
    unsureMs: 0,
  })
  asked = 0
  const nobody = { ...dan(), grantId: 'grant_none', personId: 'user_none' }
  const answers = await Promise.all(Array.from({ length: 200 }, () => devices.fetchedWithin(nobody, 65, it.clock.now())))
  expect(new Set(answers)).toEqual(new Set([false]))
  expect(asked, 'one question at a time, before the wait for other replicas and after it').toBeLessThan(10)
  await devices.close()
})
