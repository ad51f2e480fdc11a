import type { PolicyProblem } from '@bailiwick/contracts'
import { isTable, type Path, type ProblemCode, parseToml, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'
import { stepsOf } from './reading.ts'
import { applyEdit } from './text/apply-edit.ts'
import type { Edit } from './text/edit.ts'
import { outlineOf } from './text/outline.ts'
import { keyToToml } from './text/to-toml.ts'

/** Something that a click can put right. */
export interface Fix {
  title: string
  /** The corrected text; undefined when it cannot be written. */
  apply: (text: string) => string | undefined
}

/** The correction of a remark, where what to write is certain. */
export function fixOf(problem: PolicyProblem, root: TomlTable): Fix | undefined {
  if (problem.key === undefined) return undefined
  const path = stepsOf(problem.key)
  const value = valueAt(root, path)
  const cure: Readonly<Record<string, (found: Found) => Fix | undefined>> = fixes
  return cure[problem.code]?.({ problem, path, value, root })
}

interface Found {
  problem: PolicyProblem
  path: Path
  value: TomlValue | undefined
  root: TomlTable
}

const edits = (title: string, ...all: Edit[]): Fix => ({
  title,
  apply: (text) =>
    all.reduce<string | undefined>((now, edit) => {
      const next = now === undefined ? undefined : applyEdit(now, edit)
      return next?.ok ? next.text : undefined
    }, text),
})
const set = (path: Path, value: TomlValue): Edit => ({ do: 'set', path, value })
const remove = (path: Path): Edit => ({ do: 'remove', path })
const takeAway = ({ path }: Found) => edits(`Remove ${String(path.at(-1))}`, remove(path))
const below = (path: Path, key: string, value: TomlValue) => edits(`Set ${key} = ${String(value)}`, set([...path, key], value))

const fixes = {
  rule_word_with_blank: ({ path, value }) => {
    if (typeof value !== 'string' || path.at(-1) !== 'token') return undefined
    const [first = '', ...rest] = value.trim().split(/\s+/)
    const item = path.slice(0, -1)
    const at = Number(item.at(-1))
    const list = item.slice(0, -1)
    const more = rest.map((token, index): Edit => ({ do: 'insert', path: list, at: at + 1 + index, value: { token } }))
    return edits(`Split into ${rest.length + 1} words`, set(path, first), ...more)
  },
  rule_decision_allow: ({ path }) => edits('Ask instead', set(path, 'prompt')),
  rule_decision_missing: ({ path }) => edits('Ask before it', set([...path, 'decision'], 'prompt')),
  rule_pattern: (found) => (found.path.at(-1) === 'justification' ? takeAway(found) : undefined),
  rule_empty: () => edits('Remove the empty list', remove(['rules', 'prefix_rules'])),
  sandbox_needs_read_only: ({ path }) => edits('Add "read-only"', { do: 'insert', path, at: 0, value: 'read-only' }),
  empty_list: ({ path }) => edits('Remove the empty list', remove(path)),
  guardian_blank: takeAway,
  cloud_ignored_key: takeAway,
  local_only_key: takeAway,
  mcp_identity: (found) => (found.value === '' ? undefined : takeAway(found)),
  feature_legacy_name: (found) => rename(found) ?? takeAway(found),
  feature_unknown: (found) => rename(found),
  unknown_key: (found) => rename(found) ?? takeAway(found),
  unknown_key_refused: (found) => rename(found) ?? takeAway(found),
  hook_event_unknown: (found) => rename(found),
  unknown_value: ({ problem, path }) => {
    const meant = /^Write "([^"]+)"\.$/.exec(problem.fix ?? '')?.[1]
    return meant ? edits(`Write "${meant}"`, set(path, meant)) : undefined
  },
  network_not_enabled: ({ path }) => below(path, 'enabled', true),
  network_allows_other_way_out: ({ path }) => below(path, 'managed_allowed_domains_only', true),
  network_wide_open: ({ path }) => edits(`Set ${String(path.at(-1))} = false`, set(path, false)),
  network_mixed_lists: ({ path, value, root }) => {
    const [table, access] = String(path.at(-1)).includes('socket') ? ['unix_sockets', 'allow'] : ['domains', 'allow']
    const meant = path.at(-1) === 'denied_domains' ? 'deny' : access
    const target = [...path.slice(0, -1), table]
    const there = valueAt(root, target)
    if (!Array.isArray(value) || !isTable(there)) return undefined
    const names = value.filter((it) => typeof it === 'string').filter((it) => !Object.hasOwn(there, it))
    return edits(`Move into ${table}`, ...names.map((name) => set([...target, name], meant)), remove(path))
  },
  misplaced_key: ({ path, value }) =>
    value === undefined ? undefined : edits('Move above the tables', remove(path), set(path.slice(-1), value)),
} satisfies Partial<Record<ProblemCode, (found: Found) => Fix | undefined>>

/** Writes another name over a key, in its place. */
function rename({ problem, path }: Found): Fix | undefined {
  const meant = /^(?:Write|Did you mean) ([\w-]+)[.?]$/.exec(problem.fix ?? '')?.[1]
  const last = path.at(-1)
  if (meant === undefined || typeof last !== 'string') return undefined
  return {
    title: `Write ${meant}`,
    apply: (text) => {
      const pair = outlineOf(text).at(path)?.pair
      const written = keyToToml(last)
      // A key in the middle of a dotted one is not at the start of its pair: that is left to the author.
      if (!pair || !text.startsWith(written, pair[0])) return undefined
      const renamed = text.slice(0, pair[0]) + keyToToml(meant) + text.slice(pair[0] + written.length)
      return parseToml(renamed).ok ? renamed : undefined
    },
  }
}
