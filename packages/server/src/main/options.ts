import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { isLoopback } from '../platform/http/index.ts'

/** What the operator said, by flag or environment; nothing is derived yet. */
export interface Options {
  host: string
  port: number
  data: string
  publicUrl?: string
  trustProxy?: string
  tls?: boolean
  tlsCert?: string
  tlsKey?: string
  demo?: boolean
  databaseUrl?: string
  logLevel: string
  dnsServers?: string
}

/** Adds the flags that every role understands. Each has an environment variable; the flag wins. */
export function withServerOptions(command: Command): Command {
  const number = (text: string) => Number.parseInt(text, 10)
  return command
    .addOption(new Option('--port <number>', 'port to listen on').env('BAILIWICK_PORT').default(8787).argParser(number))
    .addOption(new Option('--host <address>', 'address to listen on').env('BAILIWICK_HOST').default('127.0.0.1'))
    .addOption(
      new Option('--data <folder>', 'folder for the database, keys and certificates').env('BAILIWICK_DATA').default('data'),
    )
    .addOption(new Option('--public-url <url>', 'address that people and clients use').env('BAILIWICK_PUBLIC_URL'))
    .addOption(
      new Option('--trust-proxy <addresses>', 'proxies whose X-Forwarded-* headers count: addresses, ranges, or "loopback"').env(
        'BAILIWICK_TRUST_PROXY',
      ),
    )
    .addOption(new Option('--tls', 'serve HTTPS with a certificate from a local CA that Bailiwick makes').env('BAILIWICK_TLS'))
    .addOption(new Option('--tls-cert <file>', 'serve HTTPS with your own certificate chain (PEM)').env('BAILIWICK_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'the private key of --tls-cert (PEM)').env('BAILIWICK_TLS_KEY'))
    .addOption(new Option('--demo', 'fill the demo company and write <data>/demo.json').env('BAILIWICK_DEMO'))
    .addOption(new Option('--database-url <url>', 'your own PostgreSQL 15 or newer').env('DATABASE_URL'))
    .addOption(
      new Option('--dns-servers <addresses>', 'name servers that mail domains are looked up at; else those of the system').env(
        'BAILIWICK_DNS_SERVERS',
      ),
    )
    .addOption(
      new Option('--log-level <level>', 'fatal, error, warn, info, debug or silent').env('BAILIWICK_LOG_LEVEL').default('warn'),
    )
}

/** A refusal to start, in a sentence for the operator. */
export class CannotStart extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CannotStart'
  }
}

export interface Addresses {
  publicUrl: string
  dataDir: string
  trustProxy: false | string
  tls: 'none' | 'local' | 'own'
}

/**
 * Decides the public address and whether it is safe to serve it. Tokens travel in every request, so plain HTTP is refused off loopback:
 * either Bailiwick serves TLS itself, or a trusted proxy does.
 */
export function decideAddresses(options: Options): Addresses {
  const { host, port } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CannotStart('--port must be a number from 0 to 65535.')
  if (Boolean(options.tlsCert) !== Boolean(options.tlsKey))
    throw new CannotStart('--tls-cert and --tls-key belong together; give both.')
  const tls = options.tlsCert ? 'own' : options.tls ? 'local' : 'none'
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  const publicUrl = parsePublicUrl(options.publicUrl ?? `${tls === 'none' ? 'http' : 'https'}://${shownHost}:${port}`)
  const trustProxy = options.trustProxy ?? false
  if (tls === 'none' && !isLoopback(host) && !trustProxy) {
    throw new CannotStart(
      `Plain HTTP on ${host} would send sign-in tokens over the network in the clear. Add --tls (a local CA is made for you), ` +
        'or --tls-cert and --tls-key, or put a TLS proxy in front and name it with --trust-proxy and --public-url https://….',
    )
  }
  if (publicUrl.protocol === 'http:' && !isLoopback(publicUrl.hostname)) {
    throw new CannotStart(`--public-url ${publicUrl.origin} is plain HTTP off loopback. Use https.`)
  }
  if (tls !== 'none' && publicUrl.protocol === 'http:')
    throw new CannotStart('--public-url says http, but TLS is on. Use https in --public-url.')
  return { publicUrl: publicUrl.origin, dataDir: resolve(options.data), trustProxy, tls }
}

function parsePublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.pathname !== '/' || url.search || url.hash) {
    throw new CannotStart(`--public-url "${text}" must be like https://codex.example.com: scheme, host and port only.`)
  }
  return url
}
