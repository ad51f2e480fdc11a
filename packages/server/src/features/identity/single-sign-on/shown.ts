/** Longest value and most names that the wizard keeps of what was asserted. */
const longest = 200
const most = 30

/** Named claims or attributes as text, cut short; what is not named is left out. */
export function show(values: Record<string, unknown>, names: readonly string[]): { name: string; value: string }[] {
  return names
    .filter((name) => values[name] !== undefined)
    .slice(0, most)
    .map((name) => {
      const value = values[name]
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      return { name: name.slice(0, longest), value: text.length > longest ? `${text.slice(0, longest)}…` : text }
    })
}
