import { isTable, type Path, type TomlValue } from '../toml/parse-toml.ts'

/** `moved`: written elsewhere, with the same meaning. `no_effect`: the client takes no notice of it before or after. */
export type ChangeEffect = 'tightened' | 'loosened' | 'changed' | 'moved' | 'no_effect'

export interface Change {
  /** Dotted key. */
  key: string
  effect: ChangeEffect
  /** The values in a few words; null where there is none. */
  before: string | null
  after: string | null
  sentence: string
}

type Value = TomlValue | undefined
export type Report = (path: Path, effect: ChangeEffect, before: string | null, after: string | null, sentence: string) => void
/** Compares one top-level key, which differs. What it says of (a, b) and of (b, a) must mirror each other. */
export type Comparer = (before: Value, after: Value, report: Report) => void

/** A text that is the same for values of the same meaning: tables in any order. */
export function canonical(value: Value): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isTable(value)) return `${typeof value}:${JSON.stringify(typeof value === 'string' ? value : String(value))}`
  const keys = Object.keys(value).toSorted()
  return `{${keys.map((key) => `${JSON.stringify(key)}=${canonical(value[key])}`).join()}}`
}

/** Several directions at once: only when all agree there is one. */
export function together(effects: readonly ChangeEffect[]): ChangeEffect {
  const telling = new Set(effects.filter((effect) => effect !== 'no_effect' && effect !== 'moved'))
  const [first] = telling
  if (telling.size > 1) return 'changed'
  return first ?? 'no_effect'
}
