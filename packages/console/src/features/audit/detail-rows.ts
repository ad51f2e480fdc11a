/** One row of a fact's detail: a place, and its value before and after; `after` alone where nothing was there before. */
export interface DetailRow {
  name: string
  before: string | null
  after: string | null
  changed: boolean
}

/** Reads a fact's detail as a table: `before` and `after` side by side, whatever else belongs to the kind below. */
export function toDetailRows(detail: Record<string, unknown>): {
  compared: DetailRow[]
  further: [name: string, value: string][]
} {
  const { before, after, ...rest } = detail
  const was = flatten(before)
  const is = flatten(after)
  const names = [...new Set([...was.keys(), ...is.keys()])]
  return {
    compared: names.map((name) => {
      const [old, now] = [was.get(name) ?? null, is.get(name) ?? null]
      return { name: sayName(name), before: old, after: now, changed: old !== now }
    }),
    further: [...flatten(rest)].map(([name, value]) => [sayName(name), value]),
  }
}

function flatten(value: unknown, path = ''): Map<string, string> {
  if (value === undefined || value === null) return path && value === null ? new Map([[path, 'none']]) : new Map()
  if (Array.isArray(value)) {
    if (value.every((it) => it === null || typeof it !== 'object')) {
      return new Map([[path, value.length === 0 ? 'none' : value.map(sayValue).join('\n')]])
    }
    return new Map(value.flatMap((it: unknown, at) => [...flatten(it, join(path, String(at + 1)))]))
  }
  if (typeof value === 'object') return new Map(Object.entries(value).flatMap(([key, it]) => [...flatten(it, join(path, key))]))
  return new Map([[path || 'value', sayValue(value)]])
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key
}

function sayValue(value: unknown): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (value === null || value === '') return 'none'
  return String(value)
}

/** `expiresAt` → `Expires at`, `rules.1.group` → `Rules 1 group`. */
function sayName(path: string): string {
  const words = path
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[._]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
