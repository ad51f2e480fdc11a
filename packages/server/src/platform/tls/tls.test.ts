import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type LocalAuthority, localAuthority, ownCertificate } from './index.ts'

const host = 'bailiwick.example.com'
const days = (count: number) => new Date(Date.now() + count * 24 * 60 * 60_000)
let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bailiwick-tls-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

test.each([host, 'localhost', '127.0.0.1', '::1'])('a client that trusts the authority gets through to %s', async (name) => {
  const made = await localAuthority({ dir, hosts: [host] })
  expect(await handshake(made, name)).toBe('authorized')
})

test('a client refuses it for another host, and without the authority', async () => {
  const made = await localAuthority({ dir, hosts: [host] })
  expect(await handshake(made, 'other.example.com')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  expect(
    await handshake({ ...made, caPem: (await localAuthority({ dir: join(dir, 'other'), hosts: [host] })).caPem }, host),
  ).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/)
})

test('openssl accepts the chain strictly for the host, and the parts clients insist on are there', async () => {
  const made = await localAuthority({ dir, hosts: [host, '192.0.2.7'] })
  const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', made.caPath]
  expect(openssl(...verify, '-verify_hostname', host, join(dir, 'server.pem'))).toContain('OK')
  expect(openssl(...verify, '-verify_ip', '192.0.2.7', join(dir, 'server.pem'))).toContain('OK')
  const text = openssl('x509', '-in', join(dir, 'server.pem'), '-noout', '-text')
  for (const part of [
    'Version: 3',
    'TLS Web Server Authentication',
    'Authority Key Identifier',
    'Subject Key Identifier',
    'CA:FALSE',
  ]) {
    expect(text).toContain(part)
  }
  expect(openssl('x509', '-in', made.caPath, '-noout', '-text')).toMatch(
    /Name Constraints: critical\s+Permitted:\s+DNS:bailiwick/,
  )
})

test('a certificate that the authority signs for another site is refused', async () => {
  await localAuthority({ dir, hosts: [host] })
  const forged = forge('www.example.org')
  expect(() => openssl('verify', '-CAfile', join(dir, 'ca.pem'), forged)).toThrow(/permitted subtree violation/)
})

test('keys are readable by their owner only, and the next start changes nothing', async () => {
  const first = await localAuthority({ dir, hosts: [host] })
  for (const name of ['ca-key.pem', 'server-key.pem']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
  expect(await localAuthority({ dir, hosts: [host] })).toEqual({ ...first, caIsNew: false })
  const above = join(dir, 'data')
  await localAuthority({ dir: join(above, 'tls'), hosts: [host] })
  expect([above, join(above, 'tls')].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o777 & ~process.umask(), 0o700])
})

test('the certificate is renewed when fewer than 30 days are left, under the same authority', async () => {
  const first = await localAuthority({ dir, hosts: [host] })
  const early = await localAuthority({ dir, hosts: [host], now: days(360) })
  const later = await localAuthority({ dir, hosts: [host], now: days(370) })
  expect(early.certPem).toBe(first.certPem)
  expect(later.certPem).not.toBe(first.certPem)
  expect(later.caPem).toBe(first.caPem)
  expect(new X509Certificate(later.certPem).validToDate.getTime()).toBeGreaterThan(days(760).getTime())
})

test('fewer hosts mean a new certificate at most, a new host a new authority', async () => {
  const both = await localAuthority({ dir, hosts: [host, 'second.example.com'] })
  const one = await localAuthority({ dir, hosts: [host] })
  const other = await localAuthority({ dir, hosts: ['moved.example.com'] })
  expect(one).toMatchObject({ caPem: both.caPem, caIsNew: false })
  expect(other.caIsNew).toBe(true)
  expect(await handshake(other, 'moved.example.com')).toBe('authorized')
})

test('the address for all interfaces is no host', async () => {
  await localAuthority({ dir, hosts: [host] })
  expect((await localAuthority({ dir, hosts: [host, '0.0.0.0', '[::]'] })).caIsNew).toBe(false)
})

test('an authority whose key is lost is not replaced in silence', async () => {
  await localAuthority({ dir, hosts: [host] })
  rmSync(join(dir, 'ca-key.pem'))
  await expect(localAuthority({ dir, hosts: [host] })).rejects.toMatchObject({ problem: 'authority_broken' })
})

test('an own certificate that fits is taken', async () => {
  const made = await localAuthority({ dir, hosts: [host] })
  const own = ownCertificate({ certFile: join(dir, 'server.pem'), keyFile: join(dir, 'server-key.pem'), host })
  expect(own).toMatchObject({ certPem: made.certPem, keyPem: made.keyPem })
})

test.each([
  ['unreadable', { certFile: 'missing.pem' }, 'does not exist'],
  ['malformed', { certFile: 'server-key.pem' }, 'no PEM certificate'],
  ['malformed', { keyFile: 'server.pem' }, 'no PEM private key'],
  ['malformed', { keyFile: 'locked-key.pem' }, 'passphrase'],
  ['mismatch', { keyFile: 'ca-key.pem' }, 'does not belong'],
  ['mismatch', { certFile: 'reversed.pem' }, 'put the server certificate first'],
  ['expired', { now: days(400) }, 'renew it'],
  ['not_yet_valid', { now: days(-5) }, 'clock'],
  ['wrong_host', { host: 'codex.example.org' }, 'DNS:bailiwick.example.com'],
  ['wrong_host', { host: '[2001:db8::1]' }, '--public-url'],
])('an own certificate is refused as %s (%j)', async (problem, change, words) => {
  const made = await localAuthority({ dir, hosts: [host] })
  openssl('pkcs8', '-topk8', '-in', join(dir, 'server-key.pem'), '-out', join(dir, 'locked-key.pem'), '-passout', 'pass:secret')
  writeFileSync(join(dir, 'reversed.pem'), made.caPem + made.certPem)
  const asked = { certFile: 'server.pem', keyFile: 'server-key.pem', host, ...change }
  const attempt = () => ownCertificate({ ...asked, certFile: join(dir, asked.certFile), keyFile: join(dir, asked.keyFile) })
  expect(attempt).toThrow(expect.objectContaining({ problem }))
  expect(attempt).toThrow(words)
})

/** What a client that trusts `caPem` and expects `name` says about the server. */
async function handshake(made: Pick<LocalAuthority, 'caPem' | 'certPem' | 'keyPem'>, name: string): Promise<string> {
  const server = createServer({ cert: made.certPem, key: made.keyPem })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return new Promise<string>((resolve) => {
    const client = connect({
      host: '127.0.0.1',
      port,
      ca: made.caPem,
      servername: /[a-z]/.test(name) ? name : '',
      checkServerIdentity: check(name),
    })
    client.on('secureConnect', () => resolve('authorized'))
    client.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    client.on('close', () => server.close())
    onTestFinished(() => {
      client.destroy()
      server.close()
    })
  })
}

/** Node checks the name it connects to; these tests connect to loopback and mean another name. */
function check(name: string) {
  return (_: string, certificate: { raw: Buffer }) => {
    const parsed = new X509Certificate(certificate.raw)
    const fits = /[a-z]/.test(name) ? parsed.checkHost(name, { subject: 'never' }) : parsed.checkIP(name)
    return fits ? undefined : Object.assign(new Error('wrong name'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  }
}

function forge(name: string): string {
  const path = (file: string) => join(dir, file)
  openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    path('forged-key.pem'),
    '-out',
    path('forged.csr'),
    '-subj',
    `/CN=${name}`,
  )
  writeFileSync(path('forged.ext'), `subjectAltName=DNS:${name}\n`)
  openssl(
    'x509',
    '-req',
    '-in',
    path('forged.csr'),
    '-CA',
    path('ca.pem'),
    '-CAkey',
    path('ca-key.pem'),
    '-CAcreateserial',
    '-extfile',
    path('forged.ext'),
    '-out',
    path('forged.pem'),
    '-days',
    '30',
  )
  expect(readFileSync(path('forged.pem'), 'utf8')).toContain('BEGIN CERTIFICATE')
  return path('forged.pem')
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
