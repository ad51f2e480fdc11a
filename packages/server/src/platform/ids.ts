import { randomFillSync, randomUUID } from 'node:crypto'

const prefixes = {
  person: 'user',
  session: 'sess',
  factor: 'fac',
  challenge: 'chal',
  invitation: 'inv',
  group: 'grp',
  role: 'role',
  accessToken: 'tok',
  serviceAccount: 'svc',
  adminKey: 'key',
  directory: 'dir',
  identityProvider: 'idp',
  domain: 'dom',
  ssoAttempt: 'sso',
  syncRun: 'sync',
  syncProblem: 'prob',
  policy: 'pol',
  policyVersion: 'polv',
  revision: 'rev',
  rule: 'rule',
  draft: 'draft',
  rollout: 'roll',
  exception: 'exc',
  heldChange: 'held',
  enrolment: 'enr',
  device: 'dev',
  evaluation: 'eval',
  upstream: 'ups',
  grant: 'client',
  turn: 'turn',
  fact: 'fact',
  request: 'req',
} as const

// Every request gets an id, so the random bits are drawn for many at once.
const pool = Buffer.alloc(10 * 512)
let drawn = pool.length

/** A new id such as `grp_01j…`: the noun, then a time-ordered random part (48 bits of milliseconds, 80 random bits). */
export function newId(noun: keyof typeof prefixes): string {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  const bytes = Buffer.allocUnsafe(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  pool.copy(bytes, 6, drawn, drawn + 10)
  drawn += 10
  return `${prefixes[noun]}_${base32(bytes)}`
}

/** Workspaces carry a UUID, because it stands in API paths (WS-01). */
export const newWorkspaceId = (): string => randomUUID()

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 16 bytes as 26 characters of five bits, the highest bits first, so that texts sort as the bytes do. */
function base32(bytes: Buffer): string {
  let text = ''
  let bits = 0
  let waiting = 2 // 26 characters hold two bits more than 16 bytes; they stand in front as zeros
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0x1fff
    waiting += 8
    while (waiting >= 5) {
      waiting -= 5
      text += alphabet[(bits >> waiting) & 31]
    }
  }
  return text
}
