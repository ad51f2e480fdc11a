import type { Reading } from '../evaluate/reading.ts'
import type { RequirementKey } from '../schema/requirements.ts'
import { isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'

/** What a requirement does to users. `missing`: people expect a limit here, and this policy sets none. */
export type Effect = 'limits' | 'allows' | 'sets' | 'no_effect' | 'missing'

export interface Explained {
  /** Dotted, as written: `rules.prefix_rules[0]`. */
  key: string
  sentence: string
  effect: Effect
  /** Id of the bundle's fragment, when a bundle is explained. */
  fragment?: string
  /** Counts from 1; absent when the policy says nothing. */
  line?: number
}

/** Takes the sentences of one requirement. */
export type Add = (path: Path, effect: Effect, sentence: string) => void
/** Explains one top-level key; its value may be of a wrong type. */
export type Explainer = (value: TomlValue, add: Add) => void
export type Explainers = Partial<Record<RequirementKey, Explainer>>

export function collect(reading: Reading, into: Explained[]): Add {
  return (path, effect, sentence) => {
    const { key, fragment, line } = reading.place(path)
    into.push({ key, sentence, effect, ...(fragment === undefined ? {} : { fragment }), line })
  }
}

export const textsOf = (value: TomlValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((it) => typeof it === 'string') : []
export const tableOf = (value: TomlValue | undefined): TomlTable => (isTable(value) ? value : {})
export const tablesOf = (value: TomlValue | undefined): TomlTable[] => (Array.isArray(value) ? value.map(tableOf) : [])

/** A text short enough to be read aloud. */
export const short = (text: string, most = 80) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(items: readonly string[], most = 6): string {
  const shown = items.slice(0, items.length > most ? most - 1 : most).map((item) => short(item))
  const rest = items.length - shown.length
  const all = rest > 0 ? [...shown, `${rest} more`] : shown
  return all.length < 2 ? (all[0] ?? 'nothing') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
