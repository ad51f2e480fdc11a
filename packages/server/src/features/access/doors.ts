import type { Obstacle } from '@bailiwick/contracts'
import ipaddr from 'ipaddr.js'
import type { SessionMethod } from '../../platform/db/access-schema.ts'
import type { Executor } from '../../platform/db/db.ts'
import { Failure } from '../../platform/failure.ts'

/** What a sign-in proved, and which workspace it opens (null is every one of its person). */
export interface ProvenSession {
  method: SessionMethod
  workspaceId: string | null
  secondFactorAt: Date | null
}

/** What a workspace asks of whoever comes in. */
export interface Doors {
  mfa_required: boolean
  sso_enforced: boolean
  ip_allowlist: string[]
}

const open: Doors = { mfa_required: false, sso_enforced: false, ip_allowlist: [] }

export async function readDoors(db: Executor, workspaceId: string): Promise<Doors> {
  const row = await db
    .selectFrom('workspace_security')
    .select(['mfa_required', 'sso_enforced', 'ip_allowlist'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ?? open
}

const fromIdentityProvider: readonly SessionMethod[] = ['oidc', 'saml']

/** Whether an identity provider vouches for a sign-in. */
export const isFromIdentityProvider = ({ method }: Pick<ProvenSession, 'method'>): boolean =>
  fromIdentityProvider.includes(method)

/** What stands between a session and a workspace of its person; null when nothing does. */
export function obstacleFor(doors: Doors, session: ProvenSession, workspaceId: string) {
  const sso = isFromIdentityProvider(session)
  if (session.workspaceId !== null && session.workspaceId !== workspaceId) return 'session.other_workspace' as const
  if (doors.sso_enforced && !sso && session.method !== 'break_glass') return 'session.sso_needed' as const
  // An identity provider's own requirement is asked for at its sign-in.
  if (doors.mfa_required && !sso && session.secondFactorAt === null) return 'session.mfa_needed' as const
  return null
}

/**
 * Lets a session into a workspace of its person (AU-02, AU-17).
 * Fails: access.address_not_allowed, session.other_workspace, session.sso_needed, session.mfa_needed.
 */
export function requireOpenDoor(doors: Doors, workspaceId: string, session: ProvenSession, address: string | null): void {
  requireAllowedAddress(doors, address)
  const obstacle = obstacleFor(doors, session, workspaceId)
  if (obstacle) throw new Failure(obstacle)
}

/** What `requireOpenDoor` would refuse with; null where it lets in. */
export async function findObstacle(
  db: Executor,
  workspaceId: string,
  session: ProvenSession,
  address: string | null,
): Promise<Obstacle | null> {
  const doors = await readDoors(db, workspaceId)
  return isAllowedAddress(doors, address) ? obstacleFor(doors, session, workspaceId) : 'access.address_not_allowed'
}

const isAllowedAddress = ({ ip_allowlist }: Pick<Doors, 'ip_allowlist'>, address: string | null): boolean =>
  ip_allowlist.length === 0 || isListed(ip_allowlist, address)

/** Fails: access.address_not_allowed. */
export function requireAllowedAddress(doors: Pick<Doors, 'ip_allowlist'>, address: string | null): void {
  if (!isAllowedAddress(doors, address)) {
    throw new Failure('access.address_not_allowed', { detail: `You come from ${address ?? 'an unknown address'}.` })
  }
}

/** Whether an address is one of these, or within one of these CIDR blocks. IPv4 in IPv6 is IPv4. */
export function isListed(list: readonly string[], address: string | null): boolean {
  if (address === null || !ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return list.some((entry) => {
    const [block, bits] = ipaddr.parseCIDR(
      entry.includes('/') ? entry : `${entry}/${ipaddr.parse(entry).kind() === 'ipv4' ? 32 : 128}`,
    )
    return block.kind() === parsed.kind() && parsed.match(block, bits)
  })
}
