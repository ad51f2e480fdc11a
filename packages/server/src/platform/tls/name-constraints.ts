import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * The value of a NameConstraints extension (RFC 5280 §4.2.1.10) that permits exactly these hosts, DER encoded. A stolen key of a
 * constrained authority is worth nothing for other sites, although devices trust it.
 */
export function nameConstraints(hosts: readonly string[]): Buffer {
  const permitted = hosts.map((host) => sequence(isIP(host) ? address(host) : element(0x82, Buffer.from(host, 'ascii'))))
  return sequence(element(0xa0, Buffer.concat(permitted)))
}

/** An address and its full mask, as [7] iPAddress. */
function address(host: string): Buffer {
  const bytes = Buffer.from(ipaddr.parse(host).toByteArray())
  return element(0x87, Buffer.concat([bytes, Buffer.alloc(bytes.length, 0xff)]))
}

function sequence(content: Buffer): Buffer {
  return element(0x30, content)
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}
