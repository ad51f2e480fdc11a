import { X509Certificate } from 'node:crypto'
import type { SigningCertificate } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'

const dayMs = 86_400_000

/** A certificate as PEM, from PEM or from the bare base64 of metadata. Fails: identity_provider.not_usable. */
export function readCertificate(text: string): string {
  const body = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '')
  const pem = `-----BEGIN CERTIFICATE-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
  try {
    return new X509Certificate(pem).toString()
  } catch {
    throw new Failure('identity_provider.not_usable', { detail: 'One of the certificates is no X.509 certificate.' })
  }
}

/** What a reader sees of a signing certificate, with the whole days that it still has. */
export function describeCertificate(pem: string, now: Date): SigningCertificate {
  const it = new X509Certificate(pem)
  return {
    subject: it.subject.replaceAll('\n', ', '),
    sha256: it.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: it.validFromDate.toISOString(),
    notAfter: it.validToDate.toISOString(),
    daysLeft: Math.floor((it.validToDate.getTime() - now.getTime()) / dayMs),
  }
}

/** Certificates that are valid now; a signature by any other is worth nothing. */
export const validCertificates = (pems: readonly string[], now: Date): string[] =>
  pems.filter((pem) => {
    const { validFromDate, validToDate } = new X509Certificate(pem)
    return validFromDate <= now && now < validToDate
  })

/** Days before the end at which people are told. */
const warnedDays = 30

/** Enabled providers whose last signing certificate ends within thirty days, or has ended. */
export async function listExpiringCertificates(app: Pick<Platform, 'db' | 'clock'>, workspaceId: string) {
  const rows = await app.db
    .selectFrom('identity_provider')
    .select(['name', 'certificates'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'saml')
    .where('enabled', '=', true)
    .execute()
  return rows
    .map(({ name, certificates }) => ({
      provider: name,
      daysLeft: Math.max(...certificates.map((pem) => describeCertificate(pem, app.clock.now()).daysLeft)),
    }))
    .filter(({ daysLeft }) => daysLeft <= warnedDays)
}
