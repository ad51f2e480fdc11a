import type { TomlValue } from '../toml/parse-toml.ts'

/** A value inside a sentence. Tables of the parser have no text of their own, so `String` would throw. */
export const textOf = (value: TomlValue | undefined): string =>
  typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'a table') : String(value)

/** `a`, `a and b`, `a, b and c`. */
export function named(list: readonly TomlValue[]): string {
  const words = list.map(textOf)
  return words.length < 2 ? (words[0] ?? 'none') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
