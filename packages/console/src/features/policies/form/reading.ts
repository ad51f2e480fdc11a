import type { PolicyProblem } from '@bailiwick/contracts'
import { isTable, type Path, parseToml, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'
import type { Field, FormSection } from './field.ts'
import { type Outline, outlineOf } from './text/outline.ts'

/** What the form knows of a text that is valid TOML. */
export interface Reading {
  root: TomlTable
  outline: Outline
}

export type Read = { ok: true; reading: Reading } | { ok: false; line: number; column: number; message: string }

/** Reads the values of a text, with the client's own rules of TOML. */
export function readText(text: string): Read {
  const parsed = parseToml(text)
  if (!parsed.ok) return { ok: false, line: parsed.line, column: parsed.column, message: parsed.message }
  return { ok: true, reading: { root: parsed.root, outline: outlineOf(text) } }
}

/** Keys that have another name: the form writes on under the name that the document uses. */
const otherNames: readonly [name: string, other: Path][] = [
  ['features', ['feature_requirements']],
  ['experimental_network', ['network_proxy']],
  ['experimental_network', ['permissions', 'network']],
]

/** A path as this document spells it. */
export function spelled(root: TomlTable, path: Path): Path {
  const [top, ...below] = path
  if (top === undefined || root[top] !== undefined) return path
  const other = otherNames.find(([name, it]) => name === top && isTable(valueAt(root, it)))
  return other ? [...other[1], ...below] : path
}

/** Something that is written and that no control shows: the shortest path to it. */
export interface Leftover {
  path: Path
  value: TomlValue
}

/** What stands in the document beside all fields, by the section it is closest to. */
export function leftovers(root: TomlTable, sections: readonly FormSection[]): Map<string, Leftover[]> {
  const found = new Map<string, Leftover[]>()
  const fields = sections.flatMap((section) =>
    section.fields.map(({ path, control }) => ({ section: section.id, path: spelled(root, path), whole: control.is })),
  )
  const walk = (table: TomlTable, above: Path) => {
    for (const [key, value] of Object.entries(table)) {
      const path = [...above, key]
      if (fields.some((it) => startsWith(path, it.path))) continue
      const near = fields.filter((it) => it.path[0] === path[0])
      if (isTable(value) && near.some((it) => startsWith(it.path, path))) {
        walk(value, path)
        continue
      }
      const id = near[0]?.section ?? 'rest'
      found.set(id, [...(found.get(id) ?? []), { path, value }])
    }
  }
  walk(root, [])
  return found
}

export const startsWith = (path: Path, start: Path): boolean =>
  path.length >= start.length && start.every((step, index) => path[index] === step)

/** Reads `rules.prefix_rules[0]."odd key"` back into its steps. */
export function stepsOf(key: string): Path {
  return [...key.matchAll(/\[(\d+)\]|"((?:[^"\\]|\\.)*)"|([^.[\]"]+)/g)].map(([whole, index, , bare]) => {
    if (index !== undefined) return Number(index)
    return bare ?? String(JSON.parse(whole))
  })
}

/** The remarks about a path and what lies below it, each with its own path. */
export interface Remark {
  problem: PolicyProblem
  path: Path
}

export function remarksOf(problems: readonly PolicyProblem[]): Remark[] {
  return problems.flatMap((problem) => (problem.key === undefined ? [] : [{ problem, path: stepsOf(problem.key) }]))
}

/** The field of a section that a place in the text belongs to. */
export function fieldAt(
  root: TomlTable,
  sections: readonly FormSection[],
  path: Path,
): { section: string; field?: Field } | undefined {
  if (path.length === 0) return undefined
  let best: { section: string; field?: Field; length: number } | undefined
  for (const section of sections) {
    for (const field of section.fields) {
      const own = spelled(root, field.path)
      if (startsWith(path, own) && own.length > (best?.length ?? 0)) best = { section: section.id, field, length: own.length }
      else if (!best && own[0] === path[0]) best = { section: section.id, length: 0 }
    }
  }
  return best ?? { section: 'rest' }
}
