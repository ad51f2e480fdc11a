import { type Member, RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { mayManage } from './members.can.ts'
import type { MemberRow } from './members.store.ts'

/** A row as the API shows it, with what the reader may do. The last owner and other workspaces are asked when it is done. */
export function toMember(actor: Actor, row: MemberRow): Member {
  const manage = mayManage(actor, row.role)
  const changeRole = manage && actor.permissions.has('role.assign')
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: RoleName.parse(row.role),
    status: row.status,
    groups: row.groups,
    joinedAt: row.joined_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    signedInClients: row.clients,
    can: { changeRole, deactivate: manage, resetPassword: manage, why: whyNot(actor, manage, changeRole) },
  }
}

function whyNot({ permissions }: Actor, manage: boolean, changeRole: boolean): string | null {
  if (!permissions.has('member.manage')) return 'Needs the permission member.manage.'
  if (!manage) return 'Only an owner may change somebody with this role.'
  return changeRole ? null : 'Only an owner may change roles.'
}
