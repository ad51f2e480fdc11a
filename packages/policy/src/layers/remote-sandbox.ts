import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'

/**
 * A layer's requirements as a device of this name reads them: the first host entry that fits replaces the layer's own sandbox modes. A
 * layer is returned as it is when no name is known.
 */
export function forHost(root: TomlTable, hostName: string | undefined): TomlTable {
  if (hostName === undefined || !Array.isArray(root.remote_sandbox_config)) return root
  const { remote_sandbox_config: entries, ...others } = root
  const fitting = entries.find((entry) => patternsOf(entry).some((pattern) => fits(pattern, hostName)))
  return isTable(fitting) && fitting.allowed_sandbox_modes !== undefined
    ? { ...others, allowed_sandbox_modes: fitting.allowed_sandbox_modes }
    : others
}

function patternsOf(entry: TomlValue): string[] {
  const patterns = isTable(entry) ? entry.hostname_patterns : undefined
  return Array.isArray(patterns) ? patterns.filter((it) => typeof it === 'string') : []
}

/** `*` and `?`, whatever the case. */
function fits(pattern: string, hostName: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'is').test(hostName)
}
