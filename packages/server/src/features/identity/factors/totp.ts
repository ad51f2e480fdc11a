import { Secret, TOTP } from 'otpauth'
import type { Tx } from '../../../platform/db/db.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockTotps, updateFactor } from './factors.store.ts'

/** RFC 6238 as every authenticator app knows it. */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const

/** 160 random bits, base32, as RFC 4226 (R6) recommends. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

/** What a QR code holds. */
export const totpUri = (secret: string, email: string, host: string): string =>
  new TOTP({ ...form, issuer: `Bailiwick (${host})`, label: email, secret }).toString()

/** The time step whose code this is, at most one before or after now (RFC 6238, section 5.2); null when it is none. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const delta = new TOTP({ ...form, secret }).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / form.period) + delta
}

/** Accepts a code of one of a person's authenticator apps, once: its step and all before it are spent. */
export async function useTotp(
  tx: Tx,
  app: Pick<Platform, 'clock' | 'sealing'>,
  personId: string,
  code: string,
): Promise<boolean> {
  const now = app.clock.now()
  for (const factor of await lockTotps(tx, personId)) {
    const step = factor.secret_sealed && stepOfCode(app.sealing.open(factor.secret_sealed), code, now)
    if (step === null || (factor.last_step !== null && step <= factor.last_step)) continue
    await updateFactor(tx, factor.id, { last_step: step, last_used_at: now })
    return true
  }
  return false
}
