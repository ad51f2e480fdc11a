import { createHash, randomInt } from 'node:crypto'
import type { Sealing } from '../../../platform/crypto/sealing.ts'

// No I, O, 0 and 1: 32 signs, so eight of them are 40 bits (RFC 8628 §6.1: easy to read and to type).
const signs = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A code for a person to type, such as `ABCD-EFGH`. */
export function newUserCode(): string {
  const drawn = Array.from({ length: 8 }, () => signs[randomInt(signs.length)]).join('')
  return `${drawn.slice(0, 4)}-${drawn.slice(4)}`
}

/** What is stored of a user code: 40 bits can be searched, so the hash is keyed. Case, blanks and hyphens do not matter. */
export function hashUserCode(sealing: Sealing, typed: string): Buffer {
  return sealing.derive('user_code', typed.toUpperCase().replace(/[^0-9A-Z]/g, ''))
}

/**
 * The authorization code that belongs to a request, derived instead of stored: a repeated question gets the same answer, and the database
 * alone gives nothing away.
 */
export function authorizationCodeOf(sealing: Sealing, flow: 'device' | 'browser', requestId: string): string {
  return `bwc_${sealing.derive(`authorization_code.${flow}`, requestId).toString('base64url')}`
}

/** The PKCE verifier that the device flow hands to the client (RFC 7636 §4.1: 43 unreserved characters). */
export function codeVerifierOf(sealing: Sealing, requestId: string): string {
  return sealing.derive('code_verifier', requestId).toString('base64url')
}

/** RFC 7636 §4.2, S256. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
