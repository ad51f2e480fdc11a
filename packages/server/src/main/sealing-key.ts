import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './options.ts'

export interface SealingKeys {
  current: Buffer
  previous?: Buffer
  /** Writes a freshly made key to its file, once it has proved to open the database. */
  keep(): void
}

/**
 * The operator's sealing key: BAILIWICK_SEALING_KEY (32 bytes as base64 or hex), else `<data>/sealing.key`, else a new one. A new key is
 * written only after it opened the database, so losing the file of a database with secrets stops the start instead of replacing the key.
 */
export function findSealingKeys(dataDir: string, env: NodeJS.ProcessEnv): SealingKeys {
  const previous = env.BAILIWICK_SEALING_KEY_PREVIOUS
    ? parseKey('BAILIWICK_SEALING_KEY_PREVIOUS', env.BAILIWICK_SEALING_KEY_PREVIOUS)
    : undefined
  const path = join(dataDir, 'sealing.key')
  if (env.BAILIWICK_SEALING_KEY)
    return { current: parseKey('BAILIWICK_SEALING_KEY', env.BAILIWICK_SEALING_KEY), previous, keep: () => undefined }
  if (existsSync(path)) return { current: parseKey(path, readFileSync(path, 'utf8')), previous, keep: () => undefined }
  const current = randomBytes(32)
  return {
    current,
    previous,
    keep() {
      mkdirSync(dataDir, { recursive: true })
      writeFileSync(path, `${current.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    },
  }
}

function parseKey(source: string, text: string): Buffer {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (key.length !== 32)
    throw new CannotStart(
      `${source} is not a key: it needs 32 bytes as base64 or hex (make one with \`openssl rand -base64 32\`).`,
    )
  return key
}
