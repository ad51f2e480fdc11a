import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** A host as certificates write it: lower case, an IPv6 address without the brackets of a URL. */
export function plainHost(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase()
}

/** Whether the certificate names this host as a subject alternative name; the common name counts for no current client. */
export function covers(certificate: X509Certificate, host: string): boolean {
  const name = plainHost(host)
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' })) !== undefined
}
