import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExportInput, exportPolicy, policyTemplates, readClientView, shownRequirements } from '@bailiwick/policy'
import { afterAll, describe, expect, test } from 'vitest'
import { whyNoNamespace } from './testing/enrolled-device.ts'
import { layerCases } from './testing/layer-cases.ts'
import { askDevice } from './testing/layered-device.ts'

const folder = await mkdtemp(join(tmpdir(), 'bailiwick-layers-'))
const impossible = await whyNoNamespace(folder)
if (impossible) console.warn(`the tests of layers cannot run: ${impossible}`)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.skipIf(impossible)('the client, asked again', () => {
  const again = [
    'managed_config beats system and cloud: approval',
    'hooks of all layers add up',
    'a project may not choose the provider',
  ]
  test.each(again)('%s', async (name) => {
    const layers = layerCases[name] ?? {}
    const { requirements, refused } = await askDevice(layers)
    expect(refused).toBeNull()
    const where = { hostName: hostname(), relativeTo: '<home>', home: '<home>' }
    expect(readClientView(requirements)).toEqual(shownRequirements(layers, where).view)
  })
})

describe.skipIf(impossible)('exported policies on a device', () => {
  const input = (contents: string): ExportInput => ({
    policy: { name: 'Standard', version: 3, contents },
    computed: 'model_provider = "bailiwick"\n[model_providers.bailiwick]\nname = "Bailiwick"\nbase_url = "http://127.0.0.1:9"\n',
    local: { allowedLoginMethods: ['chatgpt'] },
    defaults: 'model = "acme-coder"\n',
    madeAt: new Date('2026-05-01T10:00:00Z'),
    madeBy: 'http://127.0.0.1:9',
  })
  const where = { hostName: hostname(), relativeTo: '/etc/codex', home: '<home>' }
  const longest = policyTemplates.toSorted((a, b) => b.contents.length - a.contents.length)[0]

  test('requirements.toml is in force as the engine says', async () => {
    const systemRequirements = exportPolicy('requirements', input(longest?.contents ?? '')).contents
    const { requirements, refused, thread } = await askDevice({ systemRequirements })
    expect(refused).toBeNull()
    expect(thread.modelProvider).toBe('bailiwick')
    expect(readClientView(requirements)).toEqual(shownRequirements({ systemRequirements }, where).view)
  })

  test('the Windows file with its line ends says the same', async () => {
    const systemRequirements = exportPolicy('windows', input(longest?.contents ?? '')).contents
    const { requirements, refused } = await askDevice({ systemRequirements })
    expect(refused).toBeNull()
    expect(readClientView(requirements)).toEqual(shownRequirements({ systemRequirements }, where).view)
  })

  test('what a macOS profile carries loads as well', async () => {
    const profile = exportPolicy('mobileconfig', input(longest?.contents ?? '')).contents
    const carried = /<key>requirements_toml_base64<\/key>\s*<string>([^<]*)/.exec(profile)?.[1] ?? ''
    const { requirements, refused } = await askDevice({ systemRequirements: Buffer.from(carried, 'base64').toString() })
    expect(refused).toBeNull()
    expect(requirements).toMatchObject({ modelProvider: 'bailiwick' })
  })

  test('managed_config.toml loads, and its legacy fields beat the cloud as its comments say', async () => {
    const { contents: managedConfig } = exportPolicy(
      'managed-config',
      input('allowed_approval_policies = ["never", "untrusted"]\n'),
    )
    const cloudRequirements = [{ id: 'p', name: 'Newer', contents: 'allowed_approval_policies = ["on-request"]\n' }]
    const { requirements, refused, thread } = await askDevice({ managedConfig, cloudRequirements })
    expect(refused).toBeNull()
    expect(requirements.allowedApprovalPolicies).toEqual(['never'])
    expect(thread).toMatchObject({ modelProvider: 'bailiwick', approvalPolicy: 'never' })
  })

  test('config.toml of the system is below what a user says', async () => {
    const systemConfig = exportPolicy('system-config', input('')).contents
    const { origins, thread } = await askDevice({ systemConfig })
    expect([origins.model, thread.model]).toEqual(['system', 'acme-coder'])
    expect((await askDevice({ systemConfig, userConfig: 'model = "mine"\n' })).thread.model).toBe('mine')
  })
})
