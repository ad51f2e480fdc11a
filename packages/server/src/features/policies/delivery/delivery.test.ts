import { checkBundle, recordedClients } from '@bailiwick/policy'
import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import type { Config } from '../../../platform/platform.ts'
import {
  type MemberStanding,
  type PolicyInForce,
  toControls,
  unchangedWorld,
  type WorkspaceStanding,
} from '../../standing/index.ts'
import { bundleFor } from './index.ts'

const config: Config = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'https://codex.acme.test',
  dataDir: '',
  trustProxy: false,
  tls: null,
  databaseUrl: '',
  logLevel: 'silent',
  checkAnswers: true,
}
const app = { config, clock: { now: () => new Date('2026-11-22T12:00:00Z') } }

const policy = (policyId: string, contents: string): PolicyInForce => ({
  policyId,
  name: policyId,
  owner: '',
  purpose: '',
  versionId: `${policyId}-v3`,
  version: 3,
  contents,
  defaults: '',
})
const member = (groupIds: string[], status: 'active' | 'deactivated' = 'active'): MemberStanding => ({
  workspaceId: 'w',
  personId: 'p',
  name: 'Dan',
  email: 'dan@acme.test',
  role: 'member',
  status,
  kind: 'human',
  roleIds: [],
  groupIds: new Set(groupIds),
  exceptions: [],
})
function workspace(rules: [group: string, policy: PolicyInForce][], byDefault: PolicyInForce | null): WorkspaceStanding {
  const policies = [...rules.map(([, it]) => it), ...(byDefault ? [byDefault] : [])]
  return {
    id: 'w',
    slug: 'acme',
    name: 'Acme',
    denialText: '',
    ...unchangedWorld,
    revision: { id: 'rev', number: 1 },
    ruleSet: {
      rules: rules.map(([groupId, it], index) => ({ id: `rule-${index}`, groupId, policyId: it.policyId })),
      defaultPolicyId: byDefault?.policyId ?? null,
    },
    policies: new Map(policies.map((it) => [it.policyId, it])),
    rollout: null,
    published: new Map(),
    controls: toControls(undefined),
  }
}
const standard = policy('standard', 'allowed_sandbox_modes = ["read-only"]\n')
const wide = policy('wide', 'allowed_approval_policies = ["never"]\n')

test('a client is sent the policy of its group and the model gateway, named so that people recognise them', () => {
  const delivery = bundleFor(app, workspace([['g', standard]], wide), member(['g']))
  const sent = JSON.parse(delivery.bytes.toString())
  expect(sent).toEqual(delivery.bundle)
  expect(sent.config_toml).toEqual({ enterprise_managed: [] })
  const fragments: { id: string; name: string; contents: string }[] = sent.requirements_toml.enterprise_managed
  expect(fragments).toContainEqual({ id: 'standard-v3', name: 'standard v3', contents: standard.contents })
  const computed = fragments.find((it) => it.id === 'bailiwick')
  expect(parse(computed?.contents ?? '')).toEqual({
    model_provider: 'bailiwick',
    model_providers: {
      bailiwick: {
        name: 'Bailiwick',
        base_url: 'https://codex.acme.test/backend-api/codex',
        wire_api: 'responses',
        requires_openai_auth: true,
      },
    },
    otel: { metrics_exporter: 'none' },
  })
  expect(fragments).toHaveLength(2)
})

test('clients before 0.137 get the same requirements merged into one text', () => {
  const { requirementsBytes } = bundleFor(app, workspace([['g', standard]], null), member(['g']))
  const { contents } = JSON.parse(requirementsBytes.toString())
  expect(parse(contents)).toMatchObject({ allowed_sandbox_modes: ['read-only'], model_provider: 'bailiwick' })
})

test('without a policy only the model gateway is left, and every recorded client takes it', () => {
  const { policy: none, bundle, decision } = bundleFor(app, workspace([['g', standard]], null), member([]))
  expect(none).toBeNull()
  expect(decision.outcome).toBe('none')
  for (const client of recordedClients) expect(checkBundle(bundle, { client }).verdict).toBe('accepted')
})

test.each([
  ['[otel]\nmetrics_exporter = "statsig"\n', false],
  ['[otel.metrics_exporter.otlp-http]\nendpoint = "https://o.acme.test"\nprotocol = "json"\n', false],
  ['[otel]\nlog_user_prompt = true\n', true],
])('metrics are off unless the policy says where they go: %s', (contents, off) => {
  const { bundle } = bundleFor(app, workspace([], policy('telemetry', contents)), member([]))
  const computed = bundle.requirements_toml.enterprise_managed.find((it) => it.id === 'bailiwick')
  expect(parse(computed?.contents ?? '').otel).toEqual(off ? { metrics_exporter: 'none' } : undefined)
  expect(checkBundle(bundle).verdict).toBe('accepted')
})

test('somebody deactivated is still held to the policy', () => {
  expect(bundleFor(app, workspace([['g', standard]], null), member(['g'], 'deactivated')).policy).toBe(standard)
})

test('the same bytes serve everyone under a policy, until the workspace changes', () => {
  const before = workspace([['g', standard]], wide)
  const [dan, petra] = [member(['g', 'other']), member(['g'])]
  const delivery = bundleFor(app, before, dan)
  expect(bundleFor(app, before, dan)).toBe(delivery)
  expect(bundleFor(app, before, petra).bytes).toBe(delivery.bytes)
  const after = workspace([], wide)
  expect(bundleFor(app, after, dan).policy).toBe(wide)
  expect(bundleFor(app, before, dan).bytes).toBe(delivery.bytes)
})
