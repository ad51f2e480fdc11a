import { type Directory, DirectoryPreset, type DirectoryToken, type SyncProblem, type SyncRun } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { DirectoryRow } from './directories.store.ts'
import type { ProblemRow, RunRow } from './history.store.ts'
import type { TokenRow } from './tokens.store.ts'

/** Where identity providers call; what they name the tenant URL, the SCIM base URL or the endpoint. */
export const scimBaseUrl = ({ config }: Pick<Platform, 'config'>): string => `${config.publicUrl}/scim/v2`

export function toDirectory(app: Pick<Platform, 'config'>, actor: Actor, row: DirectoryRow, run: RunRow | undefined): Directory {
  const manage = actor.permissions.has('identity.manage')
  return {
    id: row.id,
    name: row.name,
    preset: DirectoryPreset.catch('generic').parse(row.preset),
    baseUrl: scimBaseUrl(app),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    users: row.users,
    groups: row.groups,
    activeTokens: row.active_tokens,
    lastCall: toCall(row),
    lastRun: run ? toRun(run) : null,
    can: { manage, why: manage ? null : 'Needs the permission identity.manage.' },
  }
}

function toCall(row: DirectoryRow): Directory['lastCall'] {
  const { call_at, call_method, call_path, call_status, call_user_agent, call_key_id } = row
  if (!call_at) return null
  return {
    at: call_at.toISOString(),
    method: call_method ?? '',
    path: call_path ?? '',
    status: call_status ?? 0,
    userAgent: call_user_agent ?? '',
    tokenId: call_key_id ?? '',
  }
}

/** A token as the API shows it: never its secret. */
export function toDirectoryToken(row: TokenRow, now: Date): DirectoryToken {
  const expired = row.expires_at !== null && row.expires_at <= now
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    createdBy: row.made_by,
    makerLeft: row.made_by !== null && row.maker_status !== 'active',
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    status: row.revoked_at ? 'revoked' : expired ? 'expired' : 'active',
  }
}

export const toRun = (row: RunRow): SyncRun => ({
  id: row.id,
  startedAt: row.started_at.toISOString(),
  lastAt: row.last_at.toISOString(),
  calls: row.calls,
  created: row.created,
  updated: row.updated,
  deactivated: row.deactivated,
  reactivated: row.reactivated,
  groups: row.groups,
  membersAdded: row.members_added,
  membersRemoved: row.members_removed,
  warnings: row.warnings,
  errors: row.errors,
})

export const toProblem = (row: ProblemRow): SyncProblem => ({
  id: row.id,
  at: row.at.toISOString(),
  runId: row.run_id,
  severity: row.severity,
  method: row.method,
  path: row.path,
  resource: row.resource,
  status: row.status,
  reason: row.reason,
})
