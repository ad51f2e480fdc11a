import { stringify } from 'smol-toml'
import { dotted, isTable, type Path, type TomlTable } from '../toml/parse-toml.ts'
import type { Bundle } from './bundle.ts'
import { type Merged, mergeFragments } from './merge-fragments.ts'
import { isReadable, readFragment } from './read-fragment.ts'

export interface EffectiveEntry {
  /** Dotted key; the items of lists that add up have an entry each. */
  key: string
  value: unknown
  /** Id of the fragment the value comes from. */
  fragment: string
}

/**
 * What the client makes of all fragments together (§7.1), and where each value comes from. Keys the client ignores in a bundle are
 * left out. Fragments that are not TOML are left out too: such a bundle is refused, as `checkBundle` says.
 */
export function effectiveRequirements(bundle: Bundle): { toml: string; entries: EffectiveEntry[] } {
  const [first, ...lower] = bundle.requirements_toml.enterprise_managed
    .map((fragment) => readFragment(fragment))
    .filter(isReadable)
  if (!first) return { toml: '', entries: [] }
  const merged = mergeFragments([first, ...lower])
  return {
    get toml() {
      return stringify(merged.root)
    },
    get entries() {
      return entriesOf(merged.root, [], merged)
    },
  }
}

function entriesOf(table: TomlTable, path: Path, merged: Merged): EffectiveEntry[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const at = [...path, key]
    if (isTable(value) && Object.keys(value).length > 0) return entriesOf(value, at, merged)
    if (Array.isArray(value) && value.length > 0 && merged.addsUp(at)) {
      return value.map((item, index) => entry([...at, index], item, merged))
    }
    return [entry(at, value, merged)]
  })
}

const entry = (path: Path, value: unknown, merged: Merged): EffectiveEntry => ({
  key: dotted(path),
  value,
  fragment: merged.locate(path).from.fragment.id,
})
