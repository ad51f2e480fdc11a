import { isTable, type Path, type TomlValue, valueAt } from '../toml/parse-toml.ts'
import type { MergedConfig } from './config-layers.ts'
import type { Layer } from './layer.ts'
import type { MergedRequirements } from './requirement-layers.ts'

/**
 * What a requirement does to a configured value. `clamped`: an allow-list does not have it, and another value takes its place.
 * `overridden`: the requirement's own value counts. `ignored`: the value has no effect.
 */
export interface Held {
  key: string
  how: 'clamped' | 'overridden' | 'ignored'
  /** What counts instead; undefined where nothing does. */
  to: TomlValue | undefined
  by: Layer
  /** The client's own words; undefined when it says nothing. */
  warning: string | undefined
}

type Sides = { config: MergedConfig; requirements: MergedRequirements; trusted: boolean }

/** Everything that requirements do to the configuration, as seen with client 0.169.0. */
export function holdConfig(sides: Sides): Held[] {
  return [
    ...exactKeys.flatMap((key) => exact(sides, key)),
    ...settings(sides, 'feedback'),
    ...settings(sides, 'otel'),
    ...providers(sides),
    ...features(sides),
    ...fromList(sides, 'approval_policy', 'allowed_approval_policies', spelledApproval),
    ...fromList(sides, 'approvals_reviewer', 'allowed_approvals_reviewers', spelledReviewer),
    ...sandbox(sides),
    ...permissionProfile(sides),
    ...webSearch(sides),
  ]
}

const exactKeys = [
  'model_provider',
  'chatgpt_base_url',
  'cli_auth_credentials_store',
  'sqlite_home',
  'log_dir',
  'model_catalog_json',
  'check_for_update_on_startup',
  'allow_login_shell',
]

function exact({ config, requirements }: Sides, key: string): Held[] {
  const to = requirements.root[key]
  const configured = config.at([key])
  const by = requirements.layerOf([key])
  if (to === undefined || !configured || !by || same(configured.value, to)) return []
  const warning = `Configured value for \`${key}\` is overridden by the required value ${shown(to)} from ${by.name}.`
  return [{ key, how: 'overridden', to, by, warning }]
}

/** Tables whose settings are required one by one; the client names the table once. */
function settings({ config, requirements }: Sides, table: string): Held[] {
  const required = requirements.root[table]
  if (!isTable(required)) return []
  return Object.entries(required).flatMap(([field, to]): Held[] => {
    const path = [table, field]
    const configured = config.at(path)
    const by = requirements.layerOf(path)
    if (!configured || !by || same(configured.value, to)) return []
    const warning = `Configured values under \`${table}\` are overridden by requirements from ${by.name}.`
    return [{ key: path.join('.'), how: 'overridden', to, by, warning }]
  })
}

/** A required provider replaces a configured one as a whole, without a word. */
function providers({ config, requirements }: Sides): Held[] {
  const required = requirements.root.model_providers
  return isTable(required) ? silently(config, requirements, 'model_providers', required) : []
}

function features({ config, requirements }: Sides): Held[] {
  const required = requirements.root.features
  return isTable(required) ? silently(config, requirements, 'features', required) : []
}

function silently(
  config: MergedConfig,
  requirements: MergedRequirements,
  table: string,
  required: Record<string, TomlValue>,
): Held[] {
  return Object.entries(required).flatMap(([name, to]): Held[] => {
    const path: Path = [table, name]
    const configured = config.at(path)
    const by = requirements.layerOf(path)
    if (!configured || !by || same(configured.value, to)) return []
    return [{ key: `${table}.${name}`, how: 'overridden', to, by, warning: undefined }]
  })
}

/** A value that its allow-list does not have falls back to the first of the list; a value nobody configured does so without a word. */
function fromList({ config, requirements }: Sides, key: string, list: string, spelled: (value: TomlValue) => TomlValue): Held[] {
  const allowed = listOf(requirements.root[list]).map(spelled)
  const by = requirements.layerOf([list])
  const [to] = allowed
  const configured = config.at([key])
  const value = spelled(configured?.value ?? defaults[key] ?? '')
  if (to === undefined || !by || allowed.some((it) => same(it, value))) return []
  return [{ key, how: 'clamped', to, by, warning: configured && clampWarning(key, to, value, by) }]
}

const defaults: Record<string, TomlValue> = { approval_policy: 'on-request', approvals_reviewer: 'user', web_search: 'cached' }
const spelledApproval = (value: TomlValue): TomlValue => {
  if (value === 'on-failure') return 'on-request'
  const granular = valueAt(value, ['granular'])
  if (!isTable(granular)) return value
  return { granular: { skill_approval: false, request_permissions: false, ...granular } }
}
const spelledReviewer = (value: TomlValue): TomlValue => (value === 'guardian_subagent' ? 'auto_review' : value)

const clampWarning = (key: string, to: TomlValue, value: TomlValue, by: Layer) =>
  `Configured value for \`${key}\` is disallowed by requirements; falling back to required value ${shown(to)}: ${shown(value)} is not allowed (set by ${by.name}).`

/** Without permission profiles: a mode outside the list, or full access beside files that must not be read, becomes read-only. */
function sandbox({ config, requirements, trusted }: Sides): Held[] {
  const key = 'sandbox_mode'
  const { root } = requirements
  const configured = config.at([key])
  if (root.allowed_permission_profiles !== undefined) {
    const by = requirements.layerOf(['allowed_permission_profiles'])
    return configured && by ? [{ key, how: 'ignored', to: undefined, by, warning: undefined }] : []
  }
  const value = configured?.value ?? (trusted ? 'workspace-write' : 'read-only')
  const denies = listOf(valueAt(root, ['permissions', 'filesystem', 'deny_read'])).length > 0
  const listed = root.allowed_sandbox_modes
  const outside = listed !== undefined && !listOf(listed).includes(value)
  const hidden = denies && value === 'danger-full-access'
  const by = requirements.layerOf(outside ? ['allowed_sandbox_modes'] : ['permissions', 'filesystem', 'deny_read', 0])
  if (value === 'read-only' || !(outside || hidden) || !by) return []
  return [{ key, how: 'clamped', to: 'read-only', by, warning: clampWarning('permission_profile', 'read-only', value, by) }]
}

/** With permission profiles: one that is not allowed becomes the required default. */
function permissionProfile({ config, requirements }: Sides): Held[] {
  const key = 'default_permissions'
  const allowed = requirements.root.allowed_permission_profiles
  const configured = config.at([key])
  if (!isTable(allowed) || !configured || typeof configured.value !== 'string') return []
  if (allowed[configured.value] === true) return []
  const by = requirements.layerOf(['allowed_permission_profiles'])
  const to = requirements.root.default_permissions ?? ':workspace'
  if (!by) return []
  const warning = `Configured value for \`permission_profile\` is disallowed by requirements; falling back from \`${configured.value}\` to required value \`${to}\`.`
  return [{ key, how: 'clamped', to, by, warning }]
}

/** Falls back to the first of cached, indexed, live that is allowed, else to disabled; the client's own default is held as well. */
function webSearch({ config, requirements }: Sides): Held[] {
  const key = 'web_search'
  const list = requirements.root.allowed_web_search_modes
  const by = requirements.layerOf(['allowed_web_search_modes'])
  if (list === undefined || !by) return []
  const allowed = [...listOf(list), 'disabled']
  const value = config.at([key])?.value ?? 'cached'
  if (allowed.includes(value)) return []
  const to = ['cached', 'indexed', 'live'].find((mode) => allowed.includes(mode)) ?? 'disabled'
  return [{ key, how: 'clamped', to, by, warning: clampWarning('web_search_mode', to, value, by) }]
}

const listOf = (value: TomlValue | undefined): TomlValue[] => (Array.isArray(value) ? value : [])

const shown = (value: TomlValue): string => JSON.stringify(value, (_key, it) => (typeof it === 'bigint' ? Number(it) : it))

/** Whether two values are the same, whatever the order of keys. */
function same(a: TomlValue, b: TomlValue): boolean {
  if (isTable(a) && isTable(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].every((key) => {
      const left = a[key]
      const right = b[key]
      return left !== undefined && right !== undefined && same(left, right)
    })
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => b[index] !== undefined && same(item, b[index]))
  return a === b
}
