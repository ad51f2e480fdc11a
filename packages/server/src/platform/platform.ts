import type { Feed } from './changes/changes.ts'
import type { Clock } from './clock.ts'
import type { Sealing } from './crypto/sealing.ts'
import type { Db } from './db/db.ts'
import type { Evidence } from './facts/index.ts'
import type { Log } from './log.ts'

/** How this process was started; read once, from flags and environment. */
export interface Config {
  host: string
  port: number
  /** Where people and clients reach us, without a trailing slash: `https://codex.example.com`. */
  publicUrl: string
  dataDir: string
  /** Fastify's trustProxy: false, or the proxies whose X-Forwarded-* count. */
  trustProxy: boolean | string
  tls: { certPem: string; keyPem: string; caPem: string | null } | null
  databaseUrl: string
  logLevel: string
  /** Name servers that mail domains are looked up at, `ip` or `ip:port`; without them, those of the system. */
  dnsServers?: string[]
  /** Checks every answer against its contract; on in tests. */
  checkAnswers: boolean
}

/** What every room may use. Rooms that need more name it: `Platform & { standing: Standing }`. */
export interface Platform {
  config: Config
  db: Db
  clock: Clock
  log: Log
  sealing: Sealing
  /** What keeps this process's memory in step with the database. */
  feed: Feed
  /** Refusals of known actors, and counts of unknown ones. */
  evidence: Evidence
}

export const servesHttps = (config: Config): boolean => config.publicUrl.startsWith('https:')
