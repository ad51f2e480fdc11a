import { join } from 'node:path'
import { systemClock } from '../platform/clock.ts'
import { migrate } from '../platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../platform/embedded-postgres/index.ts'
import { openLog } from '../platform/log.ts'
import type { Config } from '../platform/platform.ts'
import { localAuthority, ownCertificate } from '../platform/tls/index.ts'
import { type OpenApp, openApp } from './app.ts'
import { type Addresses, CannotStart, decideAddresses, type Options } from './options.ts'
import { findSealingKeys } from './sealing-key.ts'

export interface Started extends OpenApp {
  config: Config
  close(): Promise<void>
}

type Tell = (message: string) => void

/**
 * Opens the control plane for one role: finds or starts the database, migrates when asked, opens secrets and memory. What was opened is
 * closed again when a later step fails.
 */
export async function startApp(
  options: Options,
  { migrateFirst, tell }: { migrateFirst: boolean; tell: Tell },
): Promise<Started> {
  const addresses = decideAddresses(options)
  const tls = await openTls(options, addresses)
  const database = await openDatabase(options, addresses, tell)
  try {
    if (migrateFirst) {
      const applied = await migrate(database.url)
      if (applied.length > 0) tell(`Database brought up to date (${applied.join(', ')})`)
    }
    const keys = findSealingKeys(addresses.dataDir, process.env)
    const config: Config = {
      host: options.host,
      port: options.port,
      publicUrl: addresses.publicUrl,
      dataDir: addresses.dataDir,
      trustProxy: addresses.trustProxy,
      tls,
      databaseUrl: database.url,
      logLevel: options.logLevel,
      ...(options.dnsServers && { dnsServers: options.dnsServers.split(/[\s,]+/).filter(Boolean) }),
      checkAnswers: false,
    }
    const log = openLog(options.logLevel)
    const opened = await openApp({ config, clock: systemClock, log, sealingKey: keys.current, previousSealingKey: keys.previous })
    keys.keep()
    return {
      ...opened,
      config,
      async close() {
        await opened.close()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}

async function openDatabase(
  options: Options,
  { dataDir }: Addresses,
  tell: Tell,
): Promise<{ url: string; stop(): Promise<void> }> {
  if (options.databaseUrl) return { url: options.databaseUrl, stop: async () => undefined }
  return startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), onProgress: tell })
}

async function openTls(options: Options, { tls, publicUrl, dataDir }: Addresses): Promise<Config['tls']> {
  const { hostname } = new URL(publicUrl)
  if (tls === 'local') {
    const { certPem, keyPem, caPem } = await localAuthority({ dir: join(dataDir, 'tls'), hosts: [hostname] })
    return { certPem, keyPem, caPem }
  }
  if (tls === 'own') {
    if (!options.tlsCert || !options.tlsKey) throw new CannotStart('--tls-cert and --tls-key belong together; give both.')
    const { certPem, keyPem } = await ownCertificate({ certFile: options.tlsCert, keyFile: options.tlsKey, host: hostname })
    return { certPem, keyPem, caPem: null }
  }
  return null
}
