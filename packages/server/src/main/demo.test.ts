import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { openLog } from '../platform/log.ts'
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts'
import { type OpenApp, openApp } from './app.ts'
import { fillDemo } from './demo.ts'
import type { DemoFile } from './demo-file.ts'

let it: OpenApp
let database: TestDatabase
let dataDir: string
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-demo-'))
  database = await testDatabase()
  const address = { host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1:8787', trustProxy: false, tls: null }
  const config = { ...address, dataDir, databaseUrl: database.url, logLevel: 'silent', checkAnswers: true }
  it = await openApp({ config, clock: systemClock, log: openLog('silent'), sealingKey: Buffer.alloc(32, 7) })
})
afterEach(async () => {
  await it.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const read = (): DemoFile => JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'))
const countFacts = async () => (await it.app.db.selectFrom('fact').select('id').execute()).length

test('an empty installation becomes the company, through the use cases, and the file says how to get in', async () => {
  await fillDemo(it.app)
  const demo = read()
  expect(statSync(join(dataDir, 'demo.json')).mode & 0o777).toBe(0o600)
  expect(demo).toMatchObject({ baseUrl: 'http://127.0.0.1:8787', workspaces: [{ slug: 'acme' }, { slug: 'beta' }] })
  expect(demo.people).toContainEqual({
    workspace: 'acme',
    name: 'Petra Platform',
    email: 'petra@acme.test',
    password: 'petra-likes-long-passwords',
    role: 'member',
    groups: ['Engineering', 'Platform'],
    status: 'active',
  })
  const { email, password } = demo.people[0] ?? { email: '', password: '' }
  const signedIn = await it.server.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } })
  expect(signedIn.json().workspaces).toMatchObject([{ id: demo.workspaceId, role: 'owner' }])
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${demo.adminKey}` }
    return (await it.server.inject({ url: `/api/v1/workspaces/${demo.workspaceId}/${path}`, headers })).json()
  }
  expect(await get('members?status=deactivated')).toMatchObject({ items: [{ email: 'ivan@acme.test' }] })
  const lookup = await get('policy-lookup?email=carl@acme.test')
  expect(lookup).toMatchObject({ outcome: 'rule', position: 1, policy: { name: 'Locked down' } })
  expect(await countFacts()).toBeGreaterThan(30)
})

test('a second start changes nothing but the address; an installation in use is left alone', async () => {
  await fillDemo(it.app)
  const [demo, facts] = [read(), await countFacts()]
  await fillDemo({ ...it.app, config: { ...it.app.config, publicUrl: 'http://127.0.0.1:9999' } })
  expect(read()).toEqual({ ...demo, baseUrl: 'http://127.0.0.1:9999' })
  expect(await countFacts()).toBe(facts)
  rmSync(join(dataDir, 'demo.json'))
  await fillDemo(it.app)
  expect(() => read()).toThrow(/ENOENT/)
  expect(await countFacts()).toBe(facts)
})
