import type { ServiceAccount } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { type AccessSubject, mayUse, type Standing } from '../../standing/index.ts'
import { may } from './service-accounts.can.ts'
import type { AccountRow } from './service-accounts.store.ts'

/** An account as the API shows it, with what the reader may do. Whether Local is open to it is the decision that a model call asks. */
export function toServiceAccount({ standing }: { standing: Standing }, actor: Actor, row: AccountRow): ServiceAccount {
  const share = row.shares.find((it) => it.person.id === actor.personId)?.role
  const able = (ask: Parameters<typeof may>[2]) => may(actor.permissions, share, ask)
  const manage = able('manage')
  const active = row.status === 'active'
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    description: row.description,
    status: active ? 'active' : 'disabled',
    codexLocal: localOf(standing, actor.workspaceId, row),
    groups: row.groups,
    customRoles: row.roles,
    activeTokens: row.active_tokens,
    nextExpiryAt: row.next_expiry_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    shares: row.shares,
    can: {
      manage,
      configure: able('configure'),
      createTokens: able('tokens') && active,
      why: manage ? (active ? null : disabled) : (active ? '' : `${disabled} `) + shared(able('configure')),
    },
  }
}

const disabled = 'It is disabled; enable it before you make tokens.'
const shared = (configure: boolean): string =>
  configure
    ? 'It is shared with you to configure it and to make its tokens; owners and admins decide the rest.'
    : 'It is shared with you for its tokens; owners and admins decide the rest.'

/** Memory has not seen an account that was made a moment ago, so what the row says counts. */
function localOf(standing: Standing, workspaceId: string, row: AccountRow) {
  const subject: AccessSubject = {
    role: 'member',
    status: row.status,
    groupIds: new Set(row.groups.map((it) => it.id)),
    roleIds: row.roles.map((it) => it.id),
  }
  return mayUse(standing.workspace(workspaceId), subject, 'codex_local')
}
