import { dotted, isTable, type Path, parseToml, type TomlTable, type TomlValue, valueAt } from '../toml/parse-toml.ts'
import { positionsOf } from '../toml/positions.ts'
import type { DeviceLayers, Layer, UnreadableLayer } from './layer.ts'

/** A configured value, the layer it comes from, and the lower layers that have a value too, highest first. */
export interface Configured {
  path: Path
  key: string
  value: TomlValue
  layer: Layer
  lost: { layer: Layer; value: TomlValue }[]
}

export interface MergedConfig {
  entries: Configured[]
  unreadable: UnreadableLayer[]
  warnings: { key: string; message: string }[]
  /** The value at a path and its layer, when some layer configures it. */
  at(path: Path): { value: TomlValue; layer: Layer } | undefined
}

/** Keys that a project may not set: the client drops them and says so (seen with 0.169.0). */
const notForProjects = [
  'openai_base_url',
  'chatgpt_base_url',
  'responses_api_metadata',
  'model_provider',
  'model_providers',
  'notify',
  'experimental_realtime_ws_base_url',
  'otel',
]

/** Merges all configuration layers as the client does (0.169.0 §8): tables by key, everything else as a whole. */
export function mergeConfigLayers(layers: DeviceLayers): MergedConfig {
  const unreadable: UnreadableLayer[] = []
  const warnings: MergedConfig['warnings'] = []
  const reads: { layer: Layer; root: TomlTable; contents: string }[] = []
  for (const { layer, contents } of inOrder(layers)) {
    if (contents === undefined) continue
    const parsed = parseToml(contents)
    if (!parsed.ok) unreadable.push({ layer, line: parsed.line, column: parsed.column, message: parsed.message })
    else if (layer.kind !== 'project') reads.push({ layer, root: parsed.root, contents })
    else if (layers.projectTrusted) reads.push({ layer, root: allowedInProject(parsed.root, warnings), contents })
    else
      warnings.push({
        key: layer.name,
        message: 'Project-local config, hooks, and exec policies are disabled until the project is trusted.',
      })
  }
  const entries = [...leaves(reads)]
  const at: MergedConfig['at'] = (path) => {
    const found = reads.find(({ root }) => valueAt(root, path) !== undefined)
    const value = found && valueAt(found.root, path)
    return found && value !== undefined ? { value, layer: found.layer } : undefined
  }
  const approving = reads.find(({ root }) => root.approval_policy !== undefined)
  if (approving?.root.approval_policy === 'untrusted') unreadable.push(retired(approving))
  return { entries, unreadable, warnings, at }
}

/** As a requirement the client still takes it; configured, and not set otherwise above, it ends the start (seen with 0.169.0). */
function retired({ layer, contents }: { layer: Layer; contents: string }): UnreadableLayer {
  const { line, column } = positionsOf(contents)(['approval_policy'], 'key')
  return { layer, line, column, message: 'approval_policy = "untrusted" is no longer supported' }
}

/** Highest first. */
function inOrder(layers: DeviceLayers): { layer: Layer; contents: string | undefined }[] {
  const one = (kind: Layer['kind'], name: string, contents: string | undefined) => ({ layer: { kind, name }, contents })
  return [
    one('mdm_config', 'com.openai.codex:config_toml_base64', layers.mdmConfig),
    one('managed_config', '/etc/codex/managed_config.toml', layers.managedConfig),
    one('session_flags', 'command line', layers.sessionFlags),
    one('project', '.codex/config.toml', layers.projectConfig),
    one('profile', 'profile', layers.profileConfig),
    one('user', 'config.toml', layers.userConfig),
    ...(layers.cloudDefaults ?? []).map(({ id, name, contents }) => ({
      layer: { kind: 'cloud_defaults' as const, name: `${name} (${id})`, id },
      contents,
    })),
    one('system_config', '/etc/codex/config.toml', layers.systemConfig),
  ]
}

function allowedInProject(root: TomlTable, warnings: MergedConfig['warnings']): TomlTable {
  const dropped = notForProjects.filter((key) => Object.hasOwn(root, key))
  if (dropped.length > 0) {
    const message = `Ignored unsupported project-local config keys: ${dropped.join(', ')}.`
    warnings.push({ key: '.codex/config.toml', message })
  }
  return Object.fromEntries(Object.entries(root).filter(([key]) => !dropped.includes(key)))
}

function* leaves(reads: readonly { layer: Layer; root: TomlTable }[], path: Path = []): Generator<Configured> {
  const tables = reads.flatMap(({ layer, root }) => {
    const table = path.length === 0 ? root : valueAt(root, path)
    return isTable(table) ? [{ layer, table }] : []
  })
  for (const key of new Set(tables.flatMap(({ table }) => Object.keys(table)))) {
    const at = [...path, key]
    const [winner, ...lower] = reads.flatMap(({ layer, root }) => {
      const value = valueAt(root, at)
      return value === undefined ? [] : [{ layer, value }]
    })
    if (!winner) continue
    if (isTable(winner.value) && Object.keys(winner.value).length > 0) {
      const open = reads.filter(({ root }) => isTable(valueAt(root, at)))
      yield* leaves(open, at)
    } else {
      yield { path: at, key: dotted(at), value: winner.value, layer: winner.layer, lost: lower }
    }
  }
}
