import type { Config } from '../packages/server/src/platform/platform.ts'

/** The configuration of a server on this machine that listens where its process says. */
export const scaleConfig = (databaseUrl: string, folder: string): Config => ({
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://127.0.0.1:8787',
  dataDir: folder,
  trustProxy: false,
  tls: null,
  databaseUrl,
  logLevel: 'warn',
  checkAnswers: false,
})
