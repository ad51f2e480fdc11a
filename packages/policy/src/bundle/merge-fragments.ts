import { isTable, type Path, type TomlTable, type TomlValue, valueAt } from '../toml/parse-toml.ts'
import type { ReadFragment } from './read-fragment.ts'

/** All fragments as one document, and where each part of it was written. */
export interface Merged {
  root: TomlTable
  locate(path: Path): { from: ReadFragment; path: Path }
  /** Whether the list at this path is put together from all fragments. */
  addsUp(path: Path): boolean
}

/** Lists that add up instead of the highest fragment winning (client 0.169.0 §7.1). */
const addingUp: readonly Path[] = [
  ['rules', 'prefix_rules'],
  ['permissions', 'filesystem', 'deny_read'],
  ['auto_review', 'required_on_models'],
]

/** Tables that are replaced as a whole. */
const whole = ['otel.exporter', 'otel.trace_exporter', 'otel.metrics_exporter']

/**
 * Merges as the client does: tables by key, the first fragment wins, rules, hooks, deny lists and reviewed models add up.
 * `reads` has the highest priority first and at least one element.
 */
export function mergeFragments(reads: readonly [ReadFragment, ...ReadFragment[]]): Merged {
  const [first, ...lower] = reads
  if (lower.length === 0) return { root: first.root, locate: (path) => ({ from: first, path }), addsUp }
  const root: TomlTable = {}
  for (const read of reads) fill(root, read.root, [])
  keepOwnSandbox(root, reads)
  const items = new Map<string, { from: ReadFragment; path: Path }>()
  for (const path of addingUpIn(reads)) addUp(root, path, reads, items)
  return { root, locate: (path) => locate(path, reads, items), addsUp }
}

const addsUp = (path: Path) =>
  (path[0] === 'hooks' && path.length === 2) || addingUp.some((known) => known.join('.') === path.join('.'))

function fill(into: TomlTable, from: TomlTable, path: Path): void {
  for (const [key, value] of Object.entries(from)) {
    const existing = Object.hasOwn(into, key) ? into[key] : undefined
    const at = [...path, key]
    if (isTable(value) && !(at.length === 2 && whole.includes(at.join('.'))) && (existing === undefined || isTable(existing))) {
      const child: TomlTable = existing ?? {}
      set(into, key, child)
      fill(child, value, at)
    } else if (existing === undefined) {
      set(into, key, value)
    }
  }
}

/** Each fragment's host entries replace that fragment's own sandbox list only, so a higher list hides lower entries. */
function keepOwnSandbox(root: TomlTable, reads: readonly ReadFragment[]): void {
  delete root.remote_sandbox_config
  const deciding = reads.find(
    (read) => read.root.allowed_sandbox_modes !== undefined || read.root.remote_sandbox_config !== undefined,
  )
  if (!deciding) return
  const entries = reads
    .slice(0, reads.findIndex((read) => read.root.allowed_sandbox_modes !== undefined) + 1 || reads.length)
    .find((read) => read.root.remote_sandbox_config !== undefined)
  if (entries?.root.remote_sandbox_config !== undefined) root.remote_sandbox_config = entries.root.remote_sandbox_config
}

function* addingUpIn(reads: readonly ReadFragment[]): Generator<Path> {
  yield* addingUp
  const events = new Set(reads.flatMap((read) => (isTable(read.root.hooks) ? Object.keys(read.root.hooks) : [])))
  for (const event of events) yield ['hooks', event]
}

function addUp(
  root: TomlTable,
  path: Path,
  reads: readonly ReadFragment[],
  items: Map<string, { from: ReadFragment; path: Path }>,
): void {
  const total: TomlValue[] = []
  for (const read of reads) {
    const list = valueAt(read.root, path)
    if (!Array.isArray(list)) continue
    for (const [index, item] of list.entries()) {
      items.set(JSON.stringify([...path, total.length]), { from: read, path: [...path, index] })
      total.push(item)
    }
  }
  const parent = valueAt(root, path.slice(0, -1))
  const key = path.at(-1)
  if (isTable(parent) && typeof key === 'string' && Array.isArray(parent[key])) parent[key] = total
}

function locate(
  path: Path,
  reads: readonly [ReadFragment, ...ReadFragment[]],
  items: ReadonlyMap<string, { from: ReadFragment; path: Path }>,
) {
  const index = path.findIndex((step) => typeof step === 'number')
  const item = index < 0 ? undefined : items.get(JSON.stringify(path.slice(0, index + 1)))
  if (item) return { from: item.from, path: [...item.path, ...path.slice(index + 1)] }
  for (let length = path.length; length > 0; length--) {
    const from = reads.find((read) => valueAt(read.root, path.slice(0, length)) !== undefined)
    if (from) return { from, path }
  }
  return { from: reads[0], path }
}

/** Assigns without meeting `__proto__`. */
function set(table: TomlTable, key: string, value: TomlValue): void {
  Object.defineProperty(table, key, { value, enumerable: true, configurable: true, writable: true })
}
