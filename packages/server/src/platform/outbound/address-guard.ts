import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Where an address lies. `forbidden` is never a service to call: link-local, metadata services, multicast, unspecified, embedded addresses. */
export type Reach = 'public' | 'private' | 'forbidden'

// Metadata services that lie outside 169.254.0.0/16, where a server's own credentials can be read.
const metadata = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'])
const near = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'])

/** Classifies an IP address in any spelling; an IPv4 address inside an IPv6 one counts as what it is. */
export function reachOf(address: string): Reach {
  if (!ipaddr.isValid(address)) return 'forbidden'
  const parsed = ipaddr.process(address)
  if (metadata.has(parsed.toString())) return 'forbidden'
  const range = parsed.range()
  if (near.has(range)) return 'private'
  return range === 'unicast' ? 'public' : 'forbidden'
}

/** Thrown when a name leads to an address that nothing here calls. */
export class AddressRefused extends Error {
  constructor(host: string, address: string, why: string) {
    super(`${host} leads to ${address}, ${why}`)
    this.name = 'AddressRefused'
  }
}

const forbiddenWords = 'which is link-local, a metadata service, multicast or otherwise never a service to call.'
const plainWords = 'which is public: plain http is for loopback and private networks only. Use https.'

/** The sentence about an address that this protocol must not reach; undefined when it may. */
function refusalOf(address: string, protocol: string): string | undefined {
  const reach = reachOf(address)
  if (reach === 'forbidden') return forbiddenWords
  if (reach === 'public' && protocol === 'http:') return plainWords
  return undefined
}

/** Asks the name service for every address of a name. */
export type Resolve = (host: string, done: (error: NodeJS.ErrnoException | null, found: dns.LookupAddress[]) => void) => void
export const systemResolve: Resolve = (host, done) => dns.lookup(host, { all: true }, done)

/**
 * A `lookup` for connections: the connection is made to the very addresses that were checked, so a name that changes its mind between
 * check and connection (DNS rebinding) gains nothing. One bad address among several refuses them all.
 */
export function guardedLookup(protocol: string, resolve: Resolve = systemResolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, found) => {
      if (error) return done(error, '', 0)
      for (const { address } of found) {
        const why = refusalOf(address, protocol)
        if (why) return done(new AddressRefused(host, address, why), '', 0)
      }
      const first = found[0]
      if (options.all) return done(null, found)
      done(first ? null : new Error(`${host} has no address`), first?.address ?? '', first?.family ?? 0)
    })
  }
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/** Our own front doors: a model upstream there would call itself. */
export interface OwnAddress {
  publicUrl: string
  port: number
}

/**
 * Reads an upstream's base URL and gives it back without trailing slashes, or the sentence that refuses it. Names are resolved: one
 * that leads to a forbidden place is refused now, one that does not resolve is left to the connection, which checks again.
 */
export async function readBaseUrl(
  text: string,
  own: OwnAddress,
  resolve: Resolve = systemResolve,
): Promise<{ url: string } | { refused: string }> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return { refused: 'This is not a URL. Give one such as https://api.example.com/v1.' }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { refused: `Only https and http are spoken, not ${url.protocol.slice(0, -1)}.` }
  if (url.username || url.password) return { refused: 'Leave name and password out of the URL; the key has its own field.' }
  if (url.search || url.hash) return { refused: 'Leave out everything from ? or # on; /responses is appended to the path.' }
  if (isOwn(url, own)) return { refused: 'This is Bailiwick itself: model calls would go round in a circle.' }
  const why = await refusedHost(url, resolve)
  return why ? { refused: why } : { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}` }
}

function isOwn(url: URL, own: OwnAddress): boolean {
  if (URL.canParse(own.publicUrl) && url.origin === new URL(own.publicUrl).origin) return true
  const host = bare(url.hostname)
  const here = host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback')
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return here && port === own.port
}

async function refusedHost(url: URL, resolve: Resolve): Promise<string | undefined> {
  const host = bare(url.hostname)
  if (ipaddr.isValid(host)) {
    const why = refusalOf(host, url.protocol)
    return why && `The address is ${host}, ${why}`
  }
  const found = await new Promise<dns.LookupAddress[]>((done) => resolve(host, (error, all) => done(error ? [] : all)))
  for (const { address } of found) {
    const why = refusalOf(address, url.protocol)
    if (why) return new AddressRefused(host, address, why).message
  }
  return undefined
}
