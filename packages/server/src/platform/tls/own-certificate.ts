import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { covers } from './hosts.ts'
import { TlsError } from './tls-error.ts'

export type OwnCertificate = {
  /** The server's certificate first, then whatever chain the file brought. */
  certPem: string
  keyPem: string
  expiresAt: Date
}

/**
 * Reads the operator's own certificate and refuses one that clients would refuse.
 * @throws TlsError
 */
export function ownCertificate({
  certFile,
  keyFile,
  host,
  now = new Date(),
}: {
  certFile: string
  keyFile: string
  /** The host of the public URL. */
  host: string
  now?: Date
}): OwnCertificate {
  const certPem = read(certFile, 'certificate')
  const keyPem = read(keyFile, 'private key')
  const certificate = parseCertificate(certPem, certFile)
  if (!certificate.checkPrivateKey(parseKey(keyPem, keyFile))) {
    const hint = certificate.ca ? ' The first certificate in it is an authority: put the server certificate first.' : ''
    throw new TlsError('mismatch', `The key in ${keyFile} does not belong to the certificate in ${certFile}.${hint}`)
  }
  const expiresAt = certificate.validToDate
  if (expiresAt <= now) throw new TlsError('expired', `The certificate in ${certFile} expired on ${day(expiresAt)}: renew it.`)
  if (certificate.validFromDate > now) {
    const from = day(certificate.validFromDate)
    throw new TlsError('not_yet_valid', `The certificate in ${certFile} is valid from ${from} only: check this machine's clock.`)
  }
  if (!covers(certificate, host)) {
    const names = certificate.subjectAltName ?? 'no names at all'
    throw new TlsError(
      'wrong_host',
      `The certificate in ${certFile} is not for ${host} (it has ${names}): choose a matching --public-url.`,
    )
  }
  return { certPem, keyPem, expiresAt }
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    throw new TlsError('unreadable', `The ${what} file ${path} ${reason}.`, { cause: error })
  }
}

function parseCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new TlsError('malformed', `${path} holds no PEM certificate.`, { cause: error })
  }
}

function parseKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    const why = /ENCRYPTED/.test(pem)
      ? 'is encrypted: remove its passphrase and protect the file instead'
      : 'holds no PEM private key'
    throw new TlsError('malformed', `${path} ${why}.`, { cause: error })
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
