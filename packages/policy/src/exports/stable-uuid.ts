const prime = 0x0000000001000000000000000000013bn
const basis = 0x6c62272e07bb014262b821756295c58dn
const width = (1n << 128n) - 1n

/**
 * A UUID (version 8, RFC 9562 §5.8) that depends on the text alone: the same profile installs as the same profile. FNV-1a over UTF-8, which
 * tells versions apart and protects nothing.
 */
export function stableUuid(text: string): string {
  let hash = basis
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * prime) & width
  const hex = hash.toString(16).padStart(32, '0')
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`.toUpperCase()
}
