import { type AdminKey, Permission } from '@bailiwick/contracts'
import type { AdminKeyRow } from './admin-keys.store.ts'

const unusedAfterMs = 90 * 86_400_000

/**
 * A key as the API shows it: never its secret. A scope that this version does not know is left out.
 * @param ofMaker what its maker may now; undefined for a key that was made on the host and keeps its scopes
 */
export function toAdminKey(row: AdminKeyRow, now: Date, ofMaker: ReadonlySet<Permission> | undefined): AdminKey {
  const scopes = row.scopes.flatMap((it) => Permission.safeParse(it).data ?? [])
  const status = statusOf(row, now)
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes,
    withoutEffect: ofMaker ? scopes.filter((it) => !ofMaker.has(it)) : [],
    createdBy: row.created_by,
    directory: row.directory,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    unused: status === 'active' && (row.last_used_at ?? row.created_at).getTime() + unusedAfterMs <= now.getTime(),
    status,
  }
}

function statusOf(row: AdminKeyRow, now: Date): AdminKey['status'] {
  if (row.revoked_at) return 'revoked'
  return row.expires_at && row.expires_at <= now ? 'expired' : 'active'
}
