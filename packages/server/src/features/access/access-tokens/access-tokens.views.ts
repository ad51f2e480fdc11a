import { type AccessToken, staleAfterDays } from '@bailiwick/contracts'
import type { Platform } from '../../../platform/platform.ts'
import { mayUse, type Standing } from '../../standing/index.ts'
import { type FindTokens, type Judging, listOwners, listTokens, type TokenRow } from './access-tokens.store.ts'

type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/** What to judge tokens by now: suspended is computed, from the decision that a model call asks (AU-10). */
export async function judgingNow(app: App, workspaceId: string, unusedDays: number = staleAfterDays): Promise<Judging> {
  const now = app.clock.now()
  const owners = await listOwners(app.db, workspaceId, now)
  const suspended = owners.filter((id) => !localOf(app, workspaceId, id).allowed)
  return { now, suspended, unusedDays }
}

/** Tokens as the API shows them, newest first. */
export async function listAccessTokens(app: App, workspaceId: string, find: FindTokens): Promise<AccessToken[]> {
  const rows = await listTokens(app.db, workspaceId, await judgingNow(app, workspaceId), find)
  return rows.map((it) => toAccessToken(app, it))
}

/** Whether somebody may use Codex Local now, and why. */
const localOf = ({ standing }: Pick<App, 'standing'>, workspaceId: string, personId: string) =>
  mayUse(standing.workspace(workspaceId), standing.member(workspaceId, personId), 'codex_local')

/** A token as the API shows it, never its text. Whoever sees it here may revoke it. */
export function toAccessToken(app: Pick<App, 'standing'>, row: TokenRow): AccessToken {
  const live = row.status === 'active' || row.status === 'suspended'
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    owner: row.owner,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    lastUsedBy: row.last_used_by,
    lastUsedFrom: row.last_used_from,
    status: row.status,
    because: because(app, row),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBy: row.revoked_by,
    stale: row.stale,
    expiringSoon: row.expiring_soon,
    replaces: row.replaces,
    replacedBy: row.replaced_by && { id: row.replaced_by.id, name: row.replaced_by.name },
    reminder: live ? reminder(row) : null,
    can: { revoke: live, why: live ? null : 'It is over already.' },
  }
}

function because(app: Pick<App, 'standing'>, row: TokenRow): string {
  switch (row.status) {
    case 'active':
      return ''
    case 'suspended':
      return `Its owner may not use Codex Local now; it works again once they may. ${localOf(app, row.workspace_id, row.person_id).because}`
    case 'expired':
      return `It expired on ${dayOf(row.expires_at)}.`
    case 'revoked':
      return `${row.revoked_by ?? 'Somebody'} revoked it on ${dayOf(row.revoked_at)}.`
    case 'ended':
      return `${endings[row.end_reason ?? ''] ?? 'Its sign-in has ended'}, on ${dayOf(row.ended_at)}; that is for good.`
  }
}

/** Why a sign-in ended, where nobody revoked the token itself. */
const endings: Record<string, string> = {
  deactivated: 'Its owner was deactivated',
  password_reset: "Its owner's password was reset",
  password_changed: 'Its owner changed the password and signed every client out',
}

const dayOf = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? 'an unknown day'

/** What is left of a rotation: make the new one, use it, revoke the old one. */
function reminder(row: TokenRow): string | null {
  if (row.replaced_by) {
    return row.replaced_by.used
      ? `“${row.replaced_by.name}” replaces it and is in use. Revoke this one.`
      : `“${row.replaced_by.name}” replaces it and was not used yet. Put that one in place, then revoke this one.`
  }
  return row.expiring_soon ? `It runs out on ${dayOf(row.expires_at)}. Make the token that replaces it before that.` : null
}
