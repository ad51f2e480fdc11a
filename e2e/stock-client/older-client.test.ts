import { deviceRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exec, execForHumans, type StockClient } from '../../dev/stock-client/index.ts'
import { type Company, houseModel, openCompany } from './testing/open-company.ts'

let company: Company
let clients: { version: '0.130.0' | '0.169.0'; client: StockClient; generation: string; source: RegExp }[]
beforeAll(async () => {
  company = await openCompany()
  // The older client takes no provider from a policy: its built-in one is pointed at the gateway on the device.
  const openaiBaseUrl = `${company.url}/backend-api/codex`
  const older = await company.signIn('dan', await company.client({ version: '0.130.0', openaiBaseUrl }))
  const newer = await company.signIn('dan')
  clients = [
    { version: '0.130.0', client: older, generation: 'requirements', source: /cloud requirements/ },
    { version: '0.169.0', client: newer, generation: 'bundle', source: /enterprise-managed requirements Standard v1/ },
  ]
})
afterAll(() => company?.close())
beforeEach(() => company.model.reset())

test('each asks in its own generation of the protocol, is held by the same policy, and its warning says by whom', async () => {
  for (const { version, client, generation, source } of clients) {
    const mark = company.tap.passed.length
    company.model.reset()
    company.model.script({ message: 'held' })
    const shown = await execForHumans(client, 'Say it', ['-m', houseModel, '-s', 'danger-full-access'])
    expect([shown.code, shown.stdout.trim()], `${version} ${shown.stderr}`).toEqual([0, 'held'])
    expect(shown.stderr).toContain(`OpenAI Codex v${version}`)
    expect(shown.stderr).toMatch(/sandbox: read-only/)
    expect(shown.stderr).toMatch(/`sandbox_mode`: `DangerFullAccess` is not in the allowed set \[ReadOnly, WorkspaceWrite\]/)
    expect(shown.stderr).toMatch(source)
    const asked = company.tap.since(mark).filter((it) => it.includes('/wham/config/'))
    expect(asked, version).toEqual([`GET /backend-api/wham/config/${generation}`])
  }
})

test('a command that needs a person is not run by either where nobody can be asked', async () => {
  for (const { version, client } of clients) {
    company.model.reset()
    company.model.script({ call: 'exec_command', args: { cmd: 'git push origin main' } }, { message: 'done' })
    const run = await exec(client, 'Push it', ['-m', houseModel])
    expect(run.messages, `${version} ${run.stderr}`).toEqual(['done'])
    expect(company.model.requests[1]?.body?.input.at(-1)?.output, version).toContain('Rejected(')
  }
})

test('both are in the list of devices, with their versions and what they were served', async () => {
  const { body } = await company.server.owner.call(deviceRoutes.list, { query: { search: 'dan@' } })
  const seen = body.items.map((it) => [it.clientVersion, it.clientRecorded, it.state, it.served?.name])
  expect(seen.toSorted()).toEqual(clients.map(({ version }) => [version, true, 'used', 'Standard']))
  const { body: coverage } = await company.server.owner.call(deviceRoutes.coverage)
  expect(coverage.byVersion).toEqual(
    expect.arrayContaining(clients.map(({ version }) => ({ version, recorded: true, devices: 1 }))),
  )
})
