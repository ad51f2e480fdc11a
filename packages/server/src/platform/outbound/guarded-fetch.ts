import { Agent, fetch as undiciFetch } from 'undici'
import { AddressRefused, guardedLookup, type Resolve, reachOf, systemResolve } from './address-guard.ts'

/** How long a service that an administrator named may take to answer, in milliseconds, and how much it may answer, in bytes. */
const patienceMs = 5_000
const largestAnswer = 1024 * 1024

/**
 * Fetches what an administrator named without becoming their hand inside the network: every connection goes to an address that was
 * checked, plain http stays on loopback and private networks, redirects are not followed, and an answer has a largest size.
 * Throws AddressRefused, or what fetch throws.
 */
export function guardedFetch(resolve: Resolve = systemResolve) {
  return async (address: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(address)
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new TypeError(`Only https and http are spoken, not ${url.protocol}`)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // The lookup is asked for names only, so an address is checked here.
    const literal = /^[\d.]+$/.test(host) || host.includes(':')
    const reach = literal ? reachOf(host) : undefined
    if (reach === 'forbidden' || (reach === 'public' && url.protocol === 'http:'))
      throw new AddressRefused(host, host, 'which is never called.')
    const dispatcher = new Agent({
      connect: { timeout: patienceMs, lookup: guardedLookup(url.protocol, resolve) },
      maxResponseSize: largestAnswer,
    })
    const options = { ...init, redirect: 'manual', signal: AbortSignal.timeout(patienceMs), dispatcher }
    try {
      // undici's types and the platform's name the same shapes apart.
      const answer = (await undiciFetch(address, options as never)) as unknown as Response
      const bytes = await answer.arrayBuffer()
      const bodyless = answer.status === 204 || answer.status === 304
      return new Response(bodyless ? null : bytes, { status: answer.status, headers: answer.headers })
    } finally {
      void dispatcher.close()
    }
  }
}
