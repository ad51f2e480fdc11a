const numbers = new Intl.NumberFormat()
const lists = new Intl.ListFormat(undefined, { type: 'conjunction' })

/** "1 member", "12 members". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${numbers.format(n)} ${n === 1 ? one : many}`
}

export function formatNumber(n: number): string {
  return numbers.format(n)
}

/** "a, b and c"; beyond `most` the rest is counted. */
export function sayList(names: string[], most = 5): string {
  if (names.length <= most) return lists.format(names)
  return lists.format([...names.slice(0, most), `${names.length - most} more`])
}

/** A browser or client by its user-agent, in a word or two. */
export function sayUserAgent(agent: string): string {
  const browser = /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(agent)
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(agent)?.[0].replace('Mac OS X', 'macOS')
  if (agent.startsWith('Mozilla/') && browser) {
    return `${browser[1] === 'Edg' ? 'Edge' : browser[1]} ${browser[2]}${system ? ` on ${system}` : ''}`
  }
  return agent || 'Unknown client'
}
