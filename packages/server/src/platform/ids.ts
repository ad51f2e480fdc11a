import { randomBytes, randomUUID } from 'node:crypto'

const prefixes = {
  person: 'user',
  session: 'sess',
  invitation: 'inv',
  group: 'grp',
  adminKey: 'key',
  policy: 'pol',
  policyVersion: 'polv',
  revision: 'rev',
  rule: 'rule',
  upstream: 'ups',
  grant: 'client',
  turn: 'turn',
  fact: 'fact',
  request: 'req',
} as const

/** A new id such as `grp_01j…`: the noun, then a time-ordered random part (48 bits of milliseconds, 80 random bits). */
export function newId(noun: keyof typeof prefixes): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  return `${prefixes[noun]}_${base32(bytes)}`
}

/** Workspaces carry a UUID, because it stands in API paths (WS-01). */
export const newWorkspaceId = (): string => randomUUID()

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function base32(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < 26; i++) {
    text = alphabet[Number(value & 31n)] + text
    value >>= 5n
  }
  return text
}
