import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { covers, plainHost } from './hosts.ts'
import { issueAuthority, issueCertificate, type Pair } from './issue.ts'
import { TlsError } from './tls-error.ts'

export type LocalAuthority = {
  /** The authority's certificate, which devices have to trust. */
  caPem: string
  caPath: string
  certPem: string
  keyPem: string
  /** true when the authority was made just now: devices that trusted an earlier one must be given this one. */
  caIsNew: boolean
}

const loopback = ['localhost', '127.0.0.1', '::1']
/** What a server listens on to be reached at all addresses; nobody connects to it. */
const unspecified = ['0.0.0.0', '::']
const renewBeforeMs = 30 * 24 * 60 * 60_000

/**
 * A certificate for the public hosts and this machine, signed by an authority that lives in `dir` and is made once. The certificate is
 * renewed when fewer than 30 days are left or the hosts changed: ask again daily while running. The authority may sign for its hosts
 * only, so a new public host means a new authority.
 * @throws TlsError authority_broken
 */
export async function localAuthority({
  dir,
  hosts,
  now = new Date(),
}: {
  dir: string
  hosts: string[]
  now?: Date
}): Promise<LocalAuthority> {
  // Only the folder itself is closed: the ones above it may hold things that other accounts use.
  mkdirSync(dirname(dir), { recursive: true })
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const names = [...new Set([...hosts.map(plainHost), ...loopback])].filter((name) => !unspecified.includes(name))
  const stored = loadAuthority(dir)
  const reusable = stored !== undefined && lasts(stored, now) && mayName(dir, names)
  const authority = reusable ? stored : await makeAuthority(dir, names, now)
  const certificate =
    (reusable ? usableCertificate(dir, authority, names, now) : undefined) ?? (await issueCertificate(authority, names, now))
  save(dir, 'server', certificate)
  return { ...certificate, caPem: authority.certPem, caPath: resolve(dir, 'ca.pem'), caIsNew: !reusable }
}

async function makeAuthority(dir: string, names: string[], now: Date): Promise<Pair> {
  const authority = await issueAuthority(names, now)
  save(dir, 'ca', authority)
  write(join(dir, 'ca-hosts.json'), `${JSON.stringify(names)}\n`, 0o600)
  return authority
}

function loadAuthority(dir: string): Pair | undefined {
  const path = join(dir, 'ca.pem')
  if (!existsSync(path)) return undefined
  try {
    const authority = load(dir, 'ca')
    if (new X509Certificate(authority.certPem).checkPrivateKey(createPrivateKey(authority.keyPem))) return authority
    throw new Error('ca-key.pem is the key of another certificate')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TlsError(
      'authority_broken',
      `The local authority in ${dir} cannot be used (${reason}). Bring ca.pem and ca-key.pem back, or remove ca.pem to make a new authority, which every device has to trust again.`,
      { cause: error },
    )
  }
}

/** The constraints of the authority, as they were when it was made. */
function mayName(dir: string, names: string[]): boolean {
  try {
    const permitted: unknown = JSON.parse(readFileSync(join(dir, 'ca-hosts.json'), 'utf8'))
    return Array.isArray(permitted) && names.every((name) => permitted.includes(name))
  } catch {
    return false
  }
}

function usableCertificate(dir: string, authority: Pair, names: string[], now: Date): Pair | undefined {
  try {
    const stored = load(dir, 'server')
    const certificate = new X509Certificate(stored.certPem)
    const fits =
      lasts(stored, now) &&
      names.every((name) => covers(certificate, name)) &&
      certificate.verify(new X509Certificate(authority.certPem).publicKey) &&
      certificate.checkPrivateKey(createPrivateKey(stored.keyPem))
    return fits ? stored : undefined
  } catch {
    // Missing or damaged: making another costs nothing.
    return undefined
  }
}

function lasts({ certPem }: Pair, now: Date): boolean {
  return new X509Certificate(certPem).validToDate.getTime() - now.getTime() > renewBeforeMs
}

function load(dir: string, name: 'ca' | 'server'): Pair {
  return { certPem: readFileSync(join(dir, `${name}.pem`), 'utf8'), keyPem: readFileSync(join(dir, `${name}-key.pem`), 'utf8') }
}

/** The key goes first: a certificate without its key would look like a broken authority. */
function save(dir: string, name: 'ca' | 'server', { certPem, keyPem }: Pair): void {
  write(join(dir, `${name}-key.pem`), keyPem, 0o600)
  write(join(dir, `${name}.pem`), certPem, 0o644)
}

function write(path: string, content: string, mode: number): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return
  writeFileSync(`${path}.new`, content, { mode })
  renameSync(`${path}.new`, path)
}
