import type { Permission } from '@bailiwick/contracts'
import type { SessionMethod } from './db/access-schema.ts'

/** Where a call came from; stands in every fact. */
export interface Origin {
  address: string | null
  userAgent: string | null
  requestId: string | null
}

/** Who acts. Facts keep kind, id and name; nothing else here is stored. */
export interface Actor extends Origin {
  kind: 'person' | 'admin_key' | 'operator' | 'client' | 'system'
  id: string | null
  name: string
  workspaceId: string
  permissions: ReadonlySet<Permission>
  /** Set when a person acts through the console or a client. */
  personId: string | null
}

/** A signed-in person outside any workspace. */
export interface PersonCaller extends Origin {
  personId: string
  name: string
  email: string
  sessionId: string
  /** What this sign-in proved, and which workspace it opens; null is every one of the person. */
  session: { method: SessionMethod; workspaceId: string | null; authenticatedAt: Date; secondFactorAt: Date | null }
}

const nowhere: Origin = { address: null, userAgent: null, requestId: null }

/** Bailiwick itself, for things that happen by the clock. */
export function systemActor(workspaceId: string): Actor {
  return { kind: 'system', id: null, name: 'Bailiwick', workspaceId, permissions: new Set(), personId: null, ...nowhere }
}

/** Somebody with a shell on the host. */
export function operatorActor(workspaceId: string, name: string): Actor {
  return { kind: 'operator', id: null, name, workspaceId, permissions: new Set(), personId: null, ...nowhere }
}
