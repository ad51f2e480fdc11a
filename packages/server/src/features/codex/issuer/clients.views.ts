import type { SignedInClient } from '@bailiwick/contracts'
import type { GrantRow } from './grants.store.ts'

/** A sign-in as its member sees it. */
export function toSignedInClient(row: GrantRow): SignedInClient {
  return {
    id: row.id,
    surface: row.surface === 'browser' ? 'browser' : 'device_code', // access tokens have no working refresh token, so they are not listed
    clientId: row.client_id,
    address: row.address,
    userAgent: row.user_agent,
    signedInAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
