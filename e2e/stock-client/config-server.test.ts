import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enrolmentRoutes, groupRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exec, printStartupConfig, type StockClient } from '../../dev/stock-client/index.ts'
import { onEnrolledDevice, whyNoNamespace } from './testing/enrolled-device.ts'
import { type Company, openCompany } from './testing/open-company.ts'

const folder = await mkdtemp(join(tmpdir(), 'bailiwick-config-server-'))
const impossible = await whyNoNamespace(folder)
if (impossible) console.warn(`the tests of the config server cannot run: ${impossible}`)

let company: Company
let device: StockClient
let enrolmentId: string
let groupId: string | null
beforeAll(async () => {
  company = await openCompany({ https: 'own' })
  const { owner } = company.server
  const groups = await owner.call(groupRoutes.list, { query: { search: 'Contractors' } })
  groupId = groups.body.items[0]?.id ?? null
  const { body } = await owner.call(enrolmentRoutes.create, { body: { name: 'Build machines', groupId } })
  enrolmentId = body.id
  device = await onEnrolledDevice(await company.client(), body.requirementsToml)
})
afterAll(async () => {
  await device?.dispose()
  await company?.close()
  await rm(folder, { recursive: true, force: true })
})

/** The config server's cache has a name of its own; without it the client asks again. */
async function forgetPolicy(): Promise<void> {
  const { codexHome } = device.home
  for (const name of await readdir(codexHome)) if (/^managed-config-.*\.json$/.test(name)) await rm(join(codexHome, name))
}

test.skipIf(impossible)('nobody is signed in, and the device is under the policy of its group all the same', async () => {
  const { requirements, refusal } = await printStartupConfig(device)
  expect(requirements, refusal).toMatchObject({ allowedSandboxModes: ['read-only'], modelProvider: 'bailiwick' })
  const [enrolment] = (await company.server.owner.call(enrolmentRoutes.list)).body
  expect(enrolment).toMatchObject({ name: 'Build machines', group: { name: 'Contractors' } })
})

test.skipIf(impossible)('a model call needs somebody who is signed in; the policy stays that of the device', async () => {
  company.model.reset()
  const refused = await exec(device, 'Hello', ['-m', 'acme-coder'])
  expect(refused.code).toBe(1)
  expect(company.model.requests).toEqual([])

  // With a config server the client's own login has nothing to do any more (0.169.0), so the sign-in comes before the device file.
  const before = await company.client()
  await company.signIn('petra', before)
  const { body } = await company.server.owner.call(enrolmentRoutes.create, { body: { name: 'Laptops', groupId } })
  const laptop = await onEnrolledDevice(before, body.requirementsToml)
  company.model.script({ message: 'from the house' })
  const run = await exec(laptop, 'Hello', ['-m', 'acme-coder'])
  expect(run.messages, run.stderr).toEqual(['from the house'])
  const { requirements } = await printStartupConfig(laptop)
  expect(requirements?.allowedSandboxModes, 'petra herself has a wider policy').toEqual(['read-only'])
})

test.skipIf(impossible)(
  'a revoked address serves nothing any more: without a cached policy the client does not start',
  async () => {
    await company.server.owner.call(enrolmentRoutes.revoke, { params: { enrolmentId } })
    expect((await printStartupConfig(device)).code, 'what it has cached holds for up to an hour').toBe(0)
    await forgetPolicy()
    await expect.poll(async () => (await printStartupConfig(device)).code, { timeout: 20_000 }).toBe(1)
  },
)
