import { isIPv6 } from 'node:net'

/** The network that an address counts for: one customer usually has a whole /64 of IPv6; IPv4 counts by itself. */
export function networkOf(address: string | null): string {
  if (address === null) return 'none'
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '')
  const [head = '', tail = ''] = address.split('::')
  const first = head.split(':').filter(Boolean)
  const last = tail.split(':').filter(Boolean)
  const middle = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return [...first, ...middle, ...last].slice(0, 4).join(':')
}
