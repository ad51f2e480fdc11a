import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clientView, readClientView } from './client-view.ts'
import type { DeviceLayers, LayerKind } from './layer.ts'
import { mergeRequirementLayers } from './requirement-layers.ts'
import { type Simulation, simulateLayers } from './simulate-layers.ts'

/** What client 0.169.0 itself said about each combination; `e2e/stock-client/testing/record-layers.ts` records it. */
interface Recorded {
  hostName: string
  cases: {
    name: string
    layers: DeviceLayers
    seen: {
      refused: string | null
      requirements: Record<string, unknown>
      origins: Record<string, string>
      thread: {
        model: string
        modelProvider: string
        approvalPolicy: unknown
        approvalsReviewer: string
        sandbox: { type: string }
      }
      warnings: string[]
    }
  }[]
}
const { hostName, cases }: Recorded = JSON.parse(readFileSync(new URL('./recorded-layers.json', import.meta.url), 'utf8'))

/** How the client calls the layers of its configuration. */
const kinds: Record<string, LayerKind> = {
  legacyManagedConfigTomlFromFile: 'managed_config',
  sessionFlags: 'session_flags',
  project: 'project',
  user: 'user',
  enterpriseManaged: 'cloud_defaults',
  system: 'system_config',
}
const simulate = (layers: DeviceLayers) => simulateLayers({ ...layers, hostName })
const running = cases.filter(({ seen }) => seen.refused === null)

/** What a setting comes to, as a thread would have it. */
function comesTo({ config }: Simulation, key: string): unknown {
  const entry = config.find((it) => it.key === key || it.key.startsWith(`${key}.`))
  if (!entry || entry.key === key || entry.held) return entry?.held ? entry.held.to : entry?.value
  const granular = config.filter((it) => it.key.startsWith(`${key}.granular.`)).map((it) => [it.key.split('.').at(-1), it.value])
  return { granular: Object.fromEntries(granular) }
}

describe('as client 0.169.0 does it', () => {
  test('there is enough to compare with', () => {
    expect(cases.length).toBeGreaterThan(50)
    expect(running.length).toBeGreaterThan(40)
  })

  test.each(cases.filter(({ seen }) => seen.refused !== null))('$name: it does not start', ({ layers }) => {
    expect(simulate(layers).unreadable).toHaveLength(1)
  })

  test.each(running)('$name: requirements', ({ layers, seen }) => {
    const { root, unreadable } = mergeRequirementLayers({ ...layers, hostName }, 'cloud_below_legacy')
    expect(unreadable).toEqual([])
    const relativeTo = layers.systemRequirements?.includes('sqlite_home') ? '/etc/codex' : '/home'
    const said = JSON.parse(JSON.stringify(seen.requirements).replaceAll('<home>', '/home'))
    expect(clientView(root, { relativeTo, home: '/home' })).toEqual(readClientView(said))
  })

  test.each(running)('$name: which layer configured what', ({ layers, seen }) => {
    const { config } = simulate(layers)
    const origins = Object.fromEntries(
      config
        .filter(({ key, held, layer }) => layer.kind !== 'default' && (held?.how !== 'overridden' || key.startsWith('features.')))
        .map(({ key, layer }) => [key, layer.id ? `${layer.kind} ${layer.id}` : layer.kind]),
    )
    const said = Object.entries(seen.origins).map(([key, origin]) => {
      const [type = '', id] = origin.split(' ')
      return [key, id ? `${kinds[type]} ${id}` : kinds[type]]
    })
    const wholly = exactlyRequired(layers)
    const ours = Object.entries(origins).filter(([key]) => !wholly.has(key))
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(said.filter(([key]) => !wholly.has(String(key)))))
  })

  test.each(running)('$name: what a thread gets', ({ layers, seen }) => {
    const simulation = simulate(layers)
    const model = comesTo(simulation, 'model')
    if (model !== undefined) expect(seen.thread.model).toBe(model)
    const provider = comesTo(simulation, 'model_provider')
    if (provider !== undefined) expect(seen.thread.modelProvider).toBe(provider)
    expect(seen.thread.approvalPolicy).toEqual(withDefaults(comesTo(simulation, 'approval_policy') ?? 'on-request'))
    expect(seen.thread.approvalsReviewer).toBe(comesTo(simulation, 'approvals_reviewer') ?? 'user')
    const profiles = simulation.requirements.some(({ key }) => key.startsWith('allowed_permission_profiles'))
    if (profiles) return
    const mode = comesTo(simulation, 'sandbox_mode') ?? (layers.projectTrusted ? 'workspace-write' : 'read-only')
    expect(seen.thread.sandbox.type).toBe(sandboxes[String(mode)])
  })

  test.each(running)('$name: what the user is told', ({ layers, seen }) => {
    const { warnings } = simulate(layers)
    expect(warnings.map(({ message }) => about(message)).sort()).toEqual(seen.warnings.map(about).sort())
  })
})

const sandboxes: Record<string, string> = {
  'read-only': 'readOnly',
  'workspace-write': 'workspaceWrite',
  'danger-full-access': 'dangerFullAccess',
}

const withDefaults = (value: unknown) =>
  typeof value === 'object' && value !== null && 'granular' in value
    ? { granular: { skill_approval: false, request_permissions: false, ...(value.granular as object) } } // a table by its type
    : value

/** Keys that a requirement says exactly: the client names no layer for them, also when the layer says the same. */
function exactlyRequired(layers: DeviceLayers): Set<string> {
  const { requirements } = simulate(layers)
  return new Set(requirements.map(({ key }) => key).filter((key) => !/^(allowed_|features|hooks|permissions|models\.)/.test(key)))
}

/** The part of a message that does not depend on how it prints values. */
const about = (message: string): string =>
  /^(Configured values? (?:for|under) `\w+` (?:is|are) (?:disallowed|overridden)|Project-local config|Ignored unsupported project-local config keys)/.exec(
    message,
  )?.[1] ?? message
