// The X.509 library finds its algorithms by decorators, which need this polyfill before anything else.
import 'reflect-metadata'
import { KeyObject, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { nameConstraints } from './name-constraints.ts'

/** A certificate and its private key (PKCS #8), both PEM. */
export type Pair = { certPem: string; keyPem: string }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 60 * 60_000
const authorityDays = 3_650
/** Longer is refused by Apple's and Google's clients. */
const certificateDays = 397

/** A certificate authority for exactly these hosts. */
export async function issueAuthority(hosts: readonly string[], now: Date): Promise<Pair> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Bailiwick local authority ${randomBytes(3).toString('hex')}, O=Bailiwick`,
    ...validity(now, authorityDays),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension('2.5.29.30', true, new Uint8Array(nameConstraints(hosts))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certPem: pem(certificate), keyPem: keyPem(keys) }
}

/** A server certificate for these hosts, signed by the authority. */
export async function issueCertificate(authority: Pair, hosts: readonly string[], now: Date): Promise<Pair> {
  const issuer = new x509.X509Certificate(authority.certPem)
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Bailiwick, O=Bailiwick',
    issuer: issuer.subject,
    ...validity(now, certificateDays),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.keyPem),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certPem: pem(certificate), keyPem: keyPem(keys) }
}

/** Begins a day early, because clocks of devices run behind. */
function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(now.getTime() - dayMs)
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * dayMs) }
}

/** Positive and at most 20 octets (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function importKey(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', Buffer.from(key.replace(/-----[^-]+-----|\s/g, ''), 'base64'), algorithm, false, [
    'sign',
  ])
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`
}

function keyPem(keys: CryptoKeyPair): string {
  return KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()
}
