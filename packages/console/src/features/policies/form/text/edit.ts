import { isTable, type Path, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'

/** One act on the form, in terms of the document. */
export type Edit =
  | { do: 'set'; path: Path; value: TomlValue }
  /** What is left empty above goes with it, unless it means something when it is empty. */
  | { do: 'remove'; path: Path }
  | { do: 'insert'; path: Path; at: number; value: TomlValue }
  | { do: 'move'; path: Path; from: number; to: number }

/** Tables and lists that still say something with nothing in them: `[mcp_servers]` disables every server. */
function speaksWhenEmpty(path: Path): boolean {
  const last = path.at(-1)
  return last === 'mcp_servers' || (path.length === 1 && String(last).startsWith('allowed_'))
}

/** The path that an edit really removes: the highest one that would be left with nothing. */
export function removedPath(root: TomlTable, path: Path): Path {
  let gone = path
  while (gone.length > 1) {
    const above = gone.slice(0, -1)
    const holder = valueAt(root, above)
    const left = Array.isArray(holder) ? holder.length : isTable(holder) ? Object.keys(holder).length : 2
    if (left > 1 || speaksWhenEmpty(above)) return gone
    gone = above
  }
  return gone
}

/** What the document holds after an edit of exactly this path; the tables on the way there are made. Nothing given is changed. */
export function afterEdit(root: TomlTable, edit: Edit): TomlTable {
  return changed(root, edit.path, (value) => {
    if (edit.do === 'set') return edit.value
    if (edit.do === 'remove') return undefined
    const list = Array.isArray(value) ? [...value] : []
    if (edit.do === 'insert') list.splice(edit.at, 0, edit.value)
    else list.splice(edit.to, 0, ...list.splice(edit.from, 1))
    return list
  }) as TomlTable // the root is a table, and stays one: a path is never empty
}

function changed(
  value: TomlValue | undefined,
  path: Path,
  change: (value: TomlValue | undefined) => TomlValue | undefined,
): TomlValue | undefined {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  if (Array.isArray(value) && typeof step === 'number') {
    const next = changed(value[step], rest, change)
    return next === undefined ? value.toSpliced(step, 1) : value.toSpliced(step, 1, next)
  }
  const table = isTable(value) ? value : {}
  const { [String(step)]: existing, ...others } = table
  const next = changed(existing, rest, change)
  if (next === undefined) return others
  return { ...table, [String(step)]: next }
}

/** Whether two documents say the same; the order of keys says nothing, that of items does. */
export function sameValue(left: TomlValue | undefined, right: TomlValue | undefined): boolean {
  if (left === right) return true
  if (typeof left === 'number' && typeof right === 'number') return Object.is(left, right)
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]))
  }
  if (!isTable(left) || !isTable(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]))
  )
}
