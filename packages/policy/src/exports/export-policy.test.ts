import { describe, expect, test } from 'vitest'
import { policyTemplates } from '../catalog/policy-templates.ts'
import { checkPolicy } from '../check/check-bundle.ts'
import { parseToml, type TomlTable } from '../toml/parse-toml.ts'
import type { ExportInput } from './export-input.ts'
import { type ExportFormat, exportFormats, exportPolicy } from './export-policy.ts'

const input = (change: Partial<ExportInput> = {}): ExportInput => ({
  policy: { name: 'Standard', version: 3, contents: 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n' },
  computed:
    'model_provider = "bailiwick"\n[model_providers.bailiwick]\nname = "Bailiwick"\nbase_url = "https://codex.example/x"\n',
  local: { chatgptBaseUrl: 'https://codex.example/backend-api', allowedLoginMethods: ['chatgpt'] },
  madeAt: new Date('2026-05-01T10:00:00Z'),
  madeBy: 'https://codex.example',
  ...change,
})
const policy = (contents: string, name = 'Standard') => ({ name, version: 3, contents })
const read = (text: string): TomlTable => {
  const parsed = parseToml(text)
  if (!parsed.ok) throw new Error(`${parsed.line}: ${parsed.message}`)
  return parsed.root
}
const keyed = (text: string, key: string) => new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(text)?.[1] ?? ''
const decoded = (text: string) => Buffer.from(text, 'base64').toString()

describe('every format', () => {
  test.each(exportFormats)('%s gives the same bytes for the same input', (format) => {
    expect(exportPolicy(format, input())).toEqual(exportPolicy(format, input()))
  })

  const withHeader: ExportFormat[] = ['requirements', 'windows', 'managed-config', 'system-config']
  test.each(withHeader)('%s says what it is, and a name cannot break out of that', (format) => {
    const { contents } = exportPolicy(format, input({ policy: policy('', 'A\nmodel = "x"\u0007 "quoted"') }))
    expect(contents).toMatch(
      /^# Bailiwick: policy "A model = "x" "quoted"", version 3\r?\n# Made 2026-05-01T10:00:00.000Z by https:/,
    )
    expect(contents).toContain('# Do not edit')
    expect(read(contents)).not.toHaveProperty('model')
  })

  test.each(exportFormats.filter((it) => it !== 'windows-placement' && it !== 'system-config'))(
    '%s of a policy that is not TOML is refused',
    (format) => {
      expect(() => exportPolicy(format, input({ policy: policy('x = [') }))).toThrow('Standard cannot be exported: line 1')
    },
  )
})

describe('requirements.toml', () => {
  test.each(policyTemplates)('“$title” keeps its meaning', ({ contents }) => {
    const { root } = { root: read(exportPolicy('requirements', input({ policy: policy(contents) })).contents) }
    expect(root).toMatchObject(read(contents))
    expect(root).toMatchObject({ model_provider: 'bailiwick', chatgpt_base_url: 'https://codex.example/backend-api' })
    expect(checkPolicy(exportPolicy('requirements', input({ policy: policy(contents) })).contents).verdict).toBe('accepted')
  })

  test('keys that a bundle cannot carry do not come to life in a file', () => {
    const own = 'chatgpt_base_url = "https://evil.example"\ncli_auth_credentials_store = "file"\nallow_login_shell = false\n'
    const { contents, warnings } = exportPolicy('requirements', input({ policy: policy(own) }))
    expect(read(contents)).toMatchObject({ chatgpt_base_url: 'https://codex.example/backend-api', allow_login_shell: false })
    expect(read(contents)).not.toHaveProperty('cli_auth_credentials_store')
    expect(warnings.join()).toContain('cli_auth_credentials_store of the policy is left out')
  })

  test('a relative path is warned about: it starts elsewhere in a file', () => {
    const { warnings } = exportPolicy('requirements', input({ policy: policy('sqlite_home = "data"\n') }))
    expect(warnings.join()).toContain('sqlite_home is relative')
  })

  test('a config server is written, and said what it means', () => {
    const local = { configServerUrl: 'https://codex.example/cfg/abc' }
    const { contents, warnings } = exportPolicy('requirements', input({ local }))
    expect(read(contents)).toMatchObject({ config_server: { base_url: 'https://codex.example/cfg/abc' } })
    expect(warnings.join()).toContain('not that of the person who signs in')
  })

  test('without a server in it, that is said', () => {
    expect(exportPolicy('requirements', input({ local: {} })).warnings.join()).toContain('names no server')
  })

  test('nobody’s policy is what Bailiwick requires', () => {
    const { contents } = exportPolicy('requirements', input({ policy: null }))
    expect(Object.keys(read(contents)).sort()).toEqual([
      'allowed_login_methods',
      'chatgpt_base_url',
      'model_provider',
      'model_providers',
    ])
  })

  test('Windows has the same document with its own line ends', () => {
    const text = 'additional_developer_instructions = """a\nb"""\n'
    const { contents } = exportPolicy('windows', input({ policy: policy(text) }))
    expect(contents.replaceAll('\r\n', '')).not.toContain('\n')
    expect(read(contents)).toEqual(read(exportPolicy('requirements', input({ policy: policy(text) })).contents))
    expect(read(contents).additional_developer_instructions).toBe('a\nb')
  })
})

describe('mobileconfig', () => {
  test('carries both documents in the domain that the client reads', () => {
    const made = exportPolicy('mobileconfig', input({ defaults: 'model = "acme-coder"\n' }))
    expect(made.fileName).toBe('codex-standard.mobileconfig')
    expect(keyed(made.contents, 'PayloadType')).toBe('com.openai.codex')
    expect(read(decoded(keyed(made.contents, 'requirements_toml_base64')))).toEqual(
      read(exportPolicy('requirements', input()).contents),
    )
    expect(read(decoded(keyed(made.contents, 'config_toml_base64')))).toEqual({ model: 'acme-coder' })
    expect(made.warnings.join()).toContain('beats what the server delivers')
    expect(made.warnings.join()).toContain('defaults no longer')
  })

  test('a new version is another payload of the same profile', () => {
    const uuids = (text: string) => [...text.matchAll(/<key>PayloadUUID<\/key>\s*<string>([^<]*)</g)].map((it) => it[1])
    const before = exportPolicy('mobileconfig', input()).contents
    const after = exportPolicy('mobileconfig', input({ policy: policy('allow_login_shell = false\n') })).contents
    expect(new Set([...uuids(before), ...uuids(after)]).size).toBe(4)
    for (const uuid of uuids(before))
      expect(uuid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/)
    expect(keyed(before, 'PayloadIdentifier')).toBe(keyed(after, 'PayloadIdentifier'))
  })

  test('names are escaped, and control characters cannot spoil the XML', () => {
    const { contents } = exportPolicy('mobileconfig', input({ policy: policy('', `R&D <"'>\u0000\u0001 ☃`) }))
    expect(contents).toContain('<string>Codex: R&amp;D &lt;&quot;&apos;&gt; ☃, version 3</string>')
    expect(contents).not.toContain('\u0000')
    expect(contents).not.toContain('\u0001')
  })
})

describe('managed_config.toml', () => {
  const made = (contents: string, local: ExportInput['local'] = {}) =>
    exportPolicy('managed-config', input({ policy: policy(contents), computed: '', local }))

  test('says what it can, and lists exactly what it cannot', () => {
    const { contents, warnings } = made(`allowed_approval_policies = ["on-request"]
allowed_sandbox_modes = ["read-only", "workspace-write"]
[features]
browser_use = false
[rules]
prefix_rules = [{ pattern = [{ token = "git" }], decision = "prompt" }]
[mcp_servers]
`)
    expect(read(contents)).toEqual({
      approval_policy: 'on-request',
      sandbox_mode: 'workspace-write',
      features: { browser_use: false },
    })
    expect(warnings).toContain('Not in force through this file: rules; mcp_servers.')
    expect(contents).toContain('# - rules\n# - mcp_servers\n')
    expect(contents).toContain('approval_policy, sandbox_mode: clients read these as requirements that beat the server’s.')
  })

  test('a list of all sandbox modes does not start sessions without a sandbox', () => {
    const { contents, warnings } = made('allowed_sandbox_modes = ["read-only", "workspace-write", "danger-full-access"]\n')
    expect(read(contents)).toEqual({})
    expect(warnings.join()).toContain('allowed_sandbox_modes (a list this wide')
  })

  test('a list of several values is narrowed to the first that can be configured, and that is said', () => {
    const { contents, warnings } = made('allowed_approval_policies = ["untrusted", "on-request", "never"]\n')
    expect(read(contents)).toEqual({ approval_policy: 'on-request' })
    expect(warnings.join()).toContain('one value instead of 3')
  })

  test('what a client does not start with is not written', () => {
    const { contents, warnings } = made('allowed_approval_policies = ["untrusted"]\n')
    expect(read(contents)).toEqual({})
    expect(warnings.join()).toContain('allowed_approval_policies (a client does not start')
  })

  test('the device’s own keys have their older names', () => {
    const { contents } = made('', { allowedLoginMethods: ['chatgpt'], allowedChatgptWorkspaces: ['w1'] })
    expect(read(contents)).toEqual({ forced_login_method: 'chatgpt', forced_chatgpt_workspace_id: ['w1'] })
  })
})
