import ipaddr from 'ipaddr.js'

/**
 * An address or a CIDR block as the block that it means (`10.1.2.3/8` is `10.0.0.0/8`, an address is its own block); undefined for what is
 * neither. IPv4 spelled as IPv6 is none: addresses that come in so are read as IPv4.
 */
export function readNetwork(text: string): string | undefined {
  const [address = '', bits, ...more] = text.split('/')
  if (more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return blockOf(address, bits ?? '32', 32)
  if (!ipaddr.IPv6.isValid(address) || address.includes('%') || ipaddr.IPv6.parse(address).isIPv4MappedAddress()) return undefined
  return blockOf(address, bits ?? '128', 128)
}

function blockOf(address: string, bits: string, most: 32 | 128): string | undefined {
  if (Number(bits) > most) return undefined
  const block = `${address}/${Number(bits)}`
  const network = most === 32 ? ipaddr.IPv4.networkAddressFromCIDR(block) : ipaddr.IPv6.networkAddressFromCIDR(block)
  return `${network.toString()}/${Number(bits)}`
}
