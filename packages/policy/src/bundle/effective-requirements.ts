import { stringify } from 'smol-toml'
import { isTable, parseToml, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Bundle } from './bundle.ts'

export interface EffectiveEntry {
  key: string
  value: unknown
  /** Id of the fragment the value comes from. */
  fragment: string
}

/** What the client makes of all fragments together. Fragments that are not TOML are left out: such a bundle is refused. */
export function effectiveRequirements(bundle: Bundle): { toml: string; entries: EffectiveEntry[] } {
  const merged: TomlTable = {}
  const entries: EffectiveEntry[] = []
  for (const fragment of bundle.requirements_toml.enterprise_managed) {
    const parsed = parseToml(fragment.contents)
    if (parsed.ok) fill(merged, parsed.root, [], fragment.id, entries)
  }
  return { toml: stringify(merged), entries }
}

function fill(into: TomlTable, from: TomlTable, path: string[], fragment: string, entries: EffectiveEntry[]): void {
  for (const [key, value] of Object.entries(from)) {
    const existing: TomlValue | undefined = Object.hasOwn(into, key) ? into[key] : undefined
    if (isTable(value) && (existing === undefined || isTable(existing))) {
      const child: TomlTable = isTable(existing) ? existing : {}
      into[key] = child
      fill(child, value, [...path, key], fragment, entries)
    } else if (existing === undefined) {
      into[key] = value
      entries.push({ key: [...path, key].join('.'), value, fragment })
    }
  }
}
