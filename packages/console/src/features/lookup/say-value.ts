/** A value in TOML's own spelling: strings quoted, tables inline. */
export function sayValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(sayValue).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    const parts = Object.entries(value).map(([key, inner]) => `${sayKey(key)} = ${sayValue(inner)}`)
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

const sayKey = (key: string) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))
