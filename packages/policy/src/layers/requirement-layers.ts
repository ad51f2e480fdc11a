import type { Fragment } from '../bundle/bundle.ts'
import { type Merged, mergeFragments } from '../bundle/merge-fragments.ts'
import { isReadable, type ReadFragment, readFragment } from '../bundle/read-fragment.ts'
import { cloudIgnoredKeys } from '../schema/requirements.ts'
import { dotted, isTable, type Path, parseToml, type TomlTable, type TomlValue, valueAt } from '../toml/parse-toml.ts'
import type { DeviceLayers, Layer, LayerOrder, UnreadableLayer } from './layer.ts'
import { forHost } from './remote-sandbox.ts'

/** A requirement in force, and the layers whose value it replaces, highest first. Items of lists that add up have an entry each. */
export interface RequirementInForce {
  key: string
  value: TomlValue
  layer: Layer
  lost: { layer: Layer; value: TomlValue }[]
}

export interface MergedRequirements {
  root: TomlTable
  entries: RequirementInForce[]
  layerOf(path: Path): Layer | undefined
  unreadable: UnreadableLayer[]
}

/** Merges all requirement layers as the client does (0.169.0 §7.1). */
export function mergeRequirementLayers(layers: DeviceLayers, order: LayerOrder): MergedRequirements {
  const unreadable: UnreadableLayer[] = []
  const layerOf = new Map<ReadFragment, Layer>()
  const reads: ReadFragment[] = []
  for (const { layer, read } of inOrder(layers, order)) {
    const found = read()
    if (isReadable(found)) {
      const own = { ...found, root: forHost(found.root, layers.hostName) }
      reads.push(own)
      layerOf.set(own, layer)
    } else {
      unreadable.push({ layer, line: found.line, column: found.column, message: found.message })
    }
  }
  const [first, ...lower] = reads
  if (!first) return { root: {}, entries: [], layerOf: () => undefined, unreadable }
  const merged = mergeFragments([first, ...lower])
  const at = (path: Path) => layerOf.get(merged.locate(path).from)
  return { root: merged.root, entries: [...entriesOf(merged.root, [], merged, reads, layerOf)], layerOf: at, unreadable }
}

type Source = { layer: Layer; read: () => ReturnType<typeof readFragment> }

/** Highest first. */
function inOrder(layers: DeviceLayers, order: LayerOrder): Source[] {
  const system = local('system_requirements', '/etc/codex/requirements.toml', layers.systemRequirements)
  const mdm = local('mdm_requirements', 'com.openai.codex:requirements_toml_base64', layers.mdmRequirements)
  const legacy = [
    ...reinterpreted('mdm_config', 'com.openai.codex:config_toml_base64', layers.mdmConfig),
    ...reinterpreted('managed_config', '/etc/codex/managed_config.toml', layers.managedConfig),
  ]
  const cloud = (layers.cloudRequirements ?? []).map((fragment) => ({
    layer: cloudLayer(fragment),
    read: () => readFragment(fragment),
  }))
  return order === 'cloud_first' ? [...cloud, ...mdm, ...system, ...legacy] : [...mdm, ...legacy, ...cloud, ...system]
}

const cloudLayer = ({ id, name }: Fragment): Layer => ({
  kind: 'cloud_requirements',
  name: `enterprise-managed requirements ${name} (${id})`,
  id,
})

/** A file of the device: the keys that a bundle cannot carry count in it. */
function local(kind: Layer['kind'], name: string, contents: string | undefined): Source[] {
  if (contents === undefined) return []
  return [{ layer: { kind, name }, read: () => readLocal(name, contents) }]
}

function readLocal(name: string, contents: string): ReturnType<typeof readFragment> {
  const read = readFragment({ id: name, name, contents })
  if (!isReadable(read)) return read
  const parsed = parseToml(contents)
  const root: TomlTable = { ...read.root }
  for (const key of [...cloudIgnoredKeys, 'config_server']) {
    const value = parsed.ok ? valueAt(parsed.root, [key]) : undefined
    if (value !== undefined) root[key] = value
  }
  return { ...read, root }
}

/** The three fields of managed_config.toml that clients read as allow-lists, with the choices they add (seen with 0.169.0). */
function reinterpreted(kind: Layer['kind'], name: string, contents: string | undefined): Source[] {
  if (contents === undefined) return []
  const parsed = parseToml(contents)
  const layer = { kind, name }
  if (!parsed.ok) return [] // reported where configuration is read
  const { approval_policy, approvals_reviewer, sandbox_mode } = parsed.root
  const root: TomlTable = {
    ...(approval_policy !== undefined && { allowed_approval_policies: [approval_policy] }),
    ...(approvals_reviewer !== undefined && {
      allowed_approvals_reviewers: approvals_reviewer === 'user' ? ['user'] : [approvals_reviewer, 'user'],
    }),
    ...(sandbox_mode !== undefined && {
      allowed_sandbox_modes: sandbox_mode === 'read-only' ? ['read-only'] : ['read-only', sandbox_mode],
    }),
  }
  if (Object.keys(root).length === 0) return []
  return [{ layer, read: () => ({ ...readFragment({ id: name, name, contents: '' }), root }) }]
}

function* entriesOf(
  table: TomlTable,
  path: Path,
  merged: Merged,
  reads: readonly ReadFragment[],
  layerOf: ReadonlyMap<ReadFragment, Layer>,
): Generator<RequirementInForce> {
  for (const [key, value] of Object.entries(table)) {
    const at = [...path, key]
    if (isTable(value) && Object.keys(value).length > 0) {
      yield* entriesOf(value, at, merged, reads, layerOf)
      continue
    }
    const adds = Array.isArray(value) && merged.addsUp(at)
    const items: { at: Path; value: TomlValue }[] = adds
      ? value.map((item, index) => ({ at: [...at, index], value: item }))
      : [{ at, value }]
    for (const item of items) {
      const { from } = merged.locate(item.at)
      const layer = layerOf.get(from)
      if (!layer) continue
      yield { key: dotted(item.at), value: item.value, layer, lost: adds ? [] : lostAt(at, from, reads, layerOf) }
    }
  }
}

function lostAt(path: Path, winner: ReadFragment, reads: readonly ReadFragment[], layerOf: ReadonlyMap<ReadFragment, Layer>) {
  return reads.flatMap((read) => {
    const value = read === winner ? undefined : valueAt(read.root, path)
    const layer = layerOf.get(read)
    return value === undefined || !layer ? [] : [{ layer, value }]
  })
}
