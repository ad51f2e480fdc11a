import { exportRoutes, policyRoutes } from '@bailiwick/contracts'
import { checkPolicy } from '@bailiwick/policy'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
let policyId = ''
beforeAll(async () => {
  it = await startTestServer()
  const body = { name: 'Standard <&>', contents: 'allowed_sandbox_modes = ["read-only"]\n', defaults: 'model = "m"\n' }
  policyId = (await it.as('ada').call(policyRoutes.create, { body })).body.id
})
afterAll(() => it.close())

const ask = (key: string) => it.as(key).call(exportRoutes.ofPolicy, { params: { policyId } })

test('a policy comes as files for each kind of device, the same bytes each time', async () => {
  const { body } = await ask('cora')
  expect(body.map((one) => one.format)).toEqual([
    'requirements',
    'mobileconfig',
    'windows',
    'windows-placement',
    'managed-config',
    'system-config',
  ])
  const file = (format: string) => body.find((one) => one.format === format)?.contents ?? ''
  const requirements = parse(file('requirements'))
  expect(requirements).toMatchObject({
    allowed_sandbox_modes: ['read-only'],
    chatgpt_base_url: `${it.app.config.publicUrl}/backend-api`,
    model_provider: 'bailiwick',
  })
  expect(checkPolicy(file('requirements')).verdict).toBe('accepted')
  expect(file('mobileconfig')).toContain('Standard &lt;&amp;&gt;')
  expect(body.find((one) => one.format === 'managed-config')?.warnings.length).toBeGreaterThan(0)
  it.clock.advance(60_000)
  expect((await ask('cora')).body).toEqual(body)
})

test('a member exports nothing; another workspace finds nothing', async () => {
  expect((await ask('dan')).problem?.code).toBe('access.denied')
  expect((await ask('mallory')).problem?.code).toBe('policy.not_found')
})
