import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new bearer secret: 256 random bits behind a prefix that tells a leak scanner what it found. */
export function newToken(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`
}

/** What is stored instead of a secret. The secrets have 256 random bits, so a plain SHA-256 is enough. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

/** Compares two strings in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hashToken(a), hashToken(b))
}
