import { type Invitation, RoleName } from '@bailiwick/contracts'
import type { InvitationRow } from './invitations.store.ts'

export function toInvitation(row: InvitationRow, now: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: RoleName.parse(row.role),
    groups: row.groups,
    invitedBy: row.inviter,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    status: statusOf(row, now),
  }
}

function statusOf(row: InvitationRow, now: Date): Invitation['status'] {
  if (row.accepted_at) return 'accepted'
  if (row.withdrawn_at) return 'withdrawn'
  return row.expires_at <= now ? 'expired' : 'open'
}
