import { type AdminKey, Permission } from '@bailiwick/contracts'
import type { AdminKeyRow } from './admin-keys.store.ts'

/** A key as the API shows it: never its secret. A scope that this version does not know is left out. */
export function toAdminKey(row: AdminKeyRow, now: Date): AdminKey {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes.flatMap((it) => Permission.safeParse(it).data ?? []),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    status: statusOf(row, now),
  }
}

function statusOf(row: AdminKeyRow, now: Date): AdminKey['status'] {
  if (row.revoked_at) return 'revoked'
  return row.expires_at && row.expires_at <= now ? 'expired' : 'active'
}
