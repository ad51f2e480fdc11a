import type { Lookup } from '@bailiwick/contracts'
import { type Bundle, effectiveRequirements, explainPolicy, isTable, parseToml, type TomlTable } from '@bailiwick/policy'

/** What the client makes of a bundle, each value with the name of what it comes from. */
export function effectOf(bundle: Bundle): Lookup['effective'] {
  const { toml, entries } = effectiveRequirements(bundle)
  const nameOf = namesIn(bundle)
  return {
    toml,
    entries: entries.map((it) => ({ key: it.key, value: toJson(it.value), origin: nameOf(it.fragment) })),
    bundle,
    defaults: defaultsOf(bundle),
  }
}

/** What it means, in plain sentences. */
export function meaningOf(bundle: Bundle): Lookup['sentences'] {
  const nameOf = namesIn(bundle)
  return explainPolicy(bundle).map(({ key, sentence, effect, fragment }) => ({
    key,
    sentence,
    effect,
    origin: fragment === undefined ? null : nameOf(fragment),
  }))
}

function namesIn({ requirements_toml: { enterprise_managed: fragments } }: Bundle): (id: string) => string {
  const names = new Map(fragments.map((it) => [it.id, it.name]))
  return (id) => names.get(id) ?? id
}

/** Managed defaults key by key; of two fragments that set a key the first counts. */
function defaultsOf({ config_toml: { enterprise_managed: fragments } }: Bundle): Lookup['effective']['defaults'] {
  const entries = new Map<string, Lookup['effective']['defaults'][number]>()
  for (const { name, contents } of fragments) {
    const parsed = parseToml(contents)
    for (const [key, value] of parsed.ok ? leavesOf(parsed.root) : []) {
      if (!entries.has(key)) entries.set(key, { key, value: toJson(value), origin: name })
    }
  }
  return [...entries.values()]
}

function leavesOf(table: TomlTable, before = ''): [key: string, value: unknown][] {
  return Object.entries(table).flatMap(([key, value]): [key: string, value: unknown][] => {
    const at = before === '' ? key : `${before}.${key}`
    return isTable(value) && Object.keys(value).length > 0 ? leavesOf(value, at) : [[at, value]]
  })
}

/** TOML's 64-bit integers as JSON numbers where those are exact, else as text; dates become text by themselves. */
const toJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, it: unknown) => {
      if (typeof it !== 'bigint') return it
      return Number.isSafeInteger(Number(it)) ? Number(it) : it.toString()
    }),
  )
