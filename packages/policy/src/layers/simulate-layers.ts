import type { TomlValue } from '../toml/parse-toml.ts'
import { type Configured, mergeConfigLayers } from './config-layers.ts'
import { type Held, holdConfig } from './hold-config.ts'
import type { DeviceLayers, Layer, LayerOrder, UnreadableLayer } from './layer.ts'
import { mergeRequirementLayers, type RequirementInForce } from './requirement-layers.ts'

/** A configured value, and what a requirement makes of it. A value that nobody configured appears only when a requirement changes it. */
export interface ConfigInForce {
  key: string
  /** As configured; undefined where the client's own default is held. */
  value: TomlValue | undefined
  layer: Layer
  lost: { layer: Layer; value: TomlValue }[]
  held: Omit<Held, 'key' | 'warning'> | null
}

/** What is in force on a device, as a client would find it. */
export interface Simulation {
  requirements: RequirementInForce[]
  config: ConfigInForce[]
  /** What a user would be shown, in the client's words but for how it prints values; `key` is what the sentence is about. */
  warnings: { key: string; message: string }[]
  /** Layers with which the client does not start. The rest is what the other layers would give. */
  unreadable: UnreadableLayer[]
}

/**
 * Puts all layers of a device together as client 0.169.0 does (PO-21): which requirement wins and who lost, which configured value counts
 * and what a requirement makes of it. Hooks, `.rules` files and what an MDM profile really delivers are beyond it. Never throws.
 */
export function simulateLayers(layers: DeviceLayers, order: LayerOrder = 'cloud_below_legacy'): Simulation {
  const requirements = mergeRequirementLayers(layers, order)
  const config = mergeConfigLayers(layers)
  const held = holdConfig({ config, requirements, trusted: layers.projectTrusted ?? false })
  const entries = config.entries.map((entry) => toInForce(entry, held))
  const known = new Set(entries.flatMap(({ key, held: by }) => (by ? [key] : [])))
  const unset = held.filter(({ key }) => !entries.some((entry) => entry.key === key || below(entry.key, key)) && !known.has(key))
  return {
    requirements: requirements.entries,
    config: [...entries, ...unset.map((it) => toInForce(nobodys(it.key), held))],
    warnings: [...config.warnings, ...sentences(held)],
    unreadable: [...requirements.unreadable, ...config.unreadable],
  }
}

const builtIn: Layer = { kind: 'default', name: 'the client’s own default' }
const nobodys = (key: string) => ({ key, value: undefined, layer: builtIn, lost: [] })

function toInForce(
  entry: Omit<Configured, 'path' | 'value'> & { value: TomlValue | undefined },
  held: readonly Held[],
): ConfigInForce {
  const found = held.find(({ key }) => entry.key === key || below(entry.key, key))
  const { key, value, layer, lost } = entry
  return { key, value, layer, lost, held: found ? { how: found.how, to: found.to, by: found.by } : null }
}

const below = (key: string, table: string) => key.startsWith(`${table}.`)

/** Each sentence once: the client names a table once, whatever is overridden in it. */
function sentences(held: readonly Held[]): { key: string; message: string }[] {
  const seen = new Map<string, string>()
  for (const { key, warning } of held) if (warning !== undefined && !seen.has(warning)) seen.set(warning, key)
  return [...seen].map(([message, key]) => ({ key, message }))
}
