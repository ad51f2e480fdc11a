import { Pool } from 'undici'
import { AddressRefused, guardedLookup, type Resolve, reachOf, systemResolve } from '../../../platform/outbound/address-guard.ts'
import type { UpstreamStanding } from './upstream-standing.ts'

/**
 * Limits of a call to an upstream, in milliseconds. A model may think for minutes before its first byte and between two events; the
 * client gives up after five silent minutes of its own and hangs up, which ends the call here too. So these only catch what nobody
 * waits for any more.
 */
const patience = { connectMs: 10_000, headersMs: 15 * 60_000, silenceMs: 15 * 60_000 }

/** One pool for each upstream: keep-alive, HTTP/1.1, TCP without delay (undici's default), as many connections as there are streams. */
export interface Connections {
  /** @throws AddressRefused when the address is one that was never allowed */
  of(upstream: UpstreamStanding): Pool
  /** Lets go of the pools whose upstream is gone or moved; what runs in them ends in peace. */
  keep(upstreams: Iterable<UpstreamStanding>): void
  close(): Promise<void>
}

export function openConnections(resolve: Resolve = systemResolve): Connections {
  const pools = new Map<string, { origin: string; pool: Pool }>()
  return {
    of(upstream) {
      const known = pools.get(upstream.id)
      if (known?.origin === upstream.origin) return known.pool
      const pool = openPool(upstream.origin, resolve)
      pools.set(upstream.id, { origin: upstream.origin, pool })
      known?.pool.close().catch(() => undefined)
      return pool
    },
    keep(upstreams) {
      const origins = new Map([...upstreams].map((it) => [it.id, it.origin]))
      for (const [id, { origin, pool }] of pools) {
        if (origins.get(id) === origin) continue
        pools.delete(id)
        pool.close().catch(() => undefined)
      }
    },
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()))
      pools.clear()
    },
  }
}

/** A pool whose every connection goes to an address that was checked when it was made. */
export function openPool(origin: string, resolve: Resolve = systemResolve): Pool {
  const url = new URL(origin)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // The lookup is asked for names only, so an address is checked here.
  const literal = /^[\d.]+$/.test(host) || host.includes(':')
  if (literal && (reachOf(host) === 'forbidden' || (url.protocol === 'http:' && reachOf(host) === 'public')))
    throw new AddressRefused(host, host, 'which a model upstream must not have.')
  return new Pool(origin, {
    connections: null,
    pipelining: 1,
    allowH2: false,
    headersTimeout: patience.headersMs,
    bodyTimeout: patience.silenceMs,
    connect: { timeout: patience.connectMs, lookup: guardedLookup(url.protocol, resolve) },
  })
}
