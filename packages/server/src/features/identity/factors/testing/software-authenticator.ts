import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Json = Record<string, unknown>

/** What an attacker, or a broken authenticator, does otherwise. */
interface Bent {
  origin?: string
  rpId?: string
  challenge?: string
  counter?: number
  userVerified?: boolean
  userHandle?: string | null
  credentialId?: string
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

/** A passkey of ES256 in software, with the browser around it (WebAuthn, sections 6.1 and 6.5.1). */
export function softwareAuthenticator(page: { origin: string; rpId: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(16)
  const id = credentialId.toString('base64url')
  let counter = 0
  let userHandle: string | null = null

  const authenticatorData = ({ rpId = page.rpId, userVerified = true }: Bent, at: number, attested?: Buffer) => {
    const head = Buffer.alloc(37)
    sha256(rpId).copy(head)
    head.writeUInt8(0x01 | (userVerified ? 0x04 : 0) | (attested ? 0x40 : 0), 32)
    head.writeUInt32BE(at, 33)
    return attested ? Buffer.concat([head, attested]) : head
  }
  const clientData = (type: string, challenge: unknown, bent: Bent) =>
    Buffer.from(
      JSON.stringify({ type, challenge: bent.challenge ?? challenge, origin: bent.origin ?? page.origin, crossOrigin: false }),
    )

  return {
    id,
    /** What `navigator.credentials.create` gives for these options. */
    create(options: Json, bent: Bent = {}): Json {
      userHandle = (options.user as { id: string }).id // base64url, by the options' own shape
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const key = new Map<number, number | Buffer>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, credentialId.length]), credentialId, cbor(key)])
      const authData = authenticatorData(bent, bent.counter ?? counter, attested)
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ])
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, bent).toString('base64url'),
          attestationObject: cbor(attestation).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    /** What `navigator.credentials.get` gives for these options. */
    get(options: Json, bent: Bent = {}): Json {
      counter = bent.counter ?? counter + 1
      const data = authenticatorData(bent, counter)
      const client = clientData('webauthn.get', options.challenge, bent)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      const handle = bent.userHandle === undefined ? userHandle : bent.userHandle
      const named = bent.credentialId ?? id
      return {
        id: named,
        rawId: named,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(handle !== null && { userHandle: handle }),
        },
      }
    },
  }
}

/** The little of CBOR (RFC 8949) that an attestation needs: integers, bytes, texts and maps. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? headOf(1, -1 - value) : headOf(0, value)
  if (Buffer.isBuffer(value)) return Buffer.concat([headOf(2, value.length), value])
  if (typeof value === 'string') return Buffer.concat([headOf(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Map) {
    return Buffer.concat([headOf(5, value.size), ...[...value].flatMap(([key, it]) => [cbor(key), cbor(it)])])
  }
  throw new Error(`no CBOR for ${String(value)}`)
}

function headOf(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument])
  if (argument < 256) return Buffer.from([(major << 5) | 24, argument])
  return Buffer.from([(major << 5) | 25, argument >> 8, argument & 255])
}
