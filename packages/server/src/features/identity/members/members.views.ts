import { type Member, RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { rightsWhenActive } from '../../access/index.ts'
import { mayManage } from './members.can.ts'
import type { MemberRow } from './members.store.ts'

/** Rows as the API shows them, with what the reader may do. The last owner and other workspaces are asked when it is done. */
export async function toMembers(db: Executor, actor: Actor, rows: MemberRow[]): Promise<(row: MemberRow) => Member> {
  const ids = rows.map((it) => it.id)
  const rights = await rightsWhenActive(db, actor.workspaceId, ids)
  return (row) => toMember(actor, row, mayManage(actor, { role: row.role, permissions: rights.get(row.id) ?? new Set() }))
}

export const toOneMember = async (db: Executor, actor: Actor, row: MemberRow): Promise<Member> =>
  (await toMembers(db, actor, [row]))(row)

function toMember(actor: Actor, row: MemberRow, manage: boolean): Member {
  const changeRole = manage && actor.permissions.has('role.assign')
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: RoleName.parse(row.role),
    status: row.status,
    groups: row.groups,
    customRoles: row.custom_roles,
    directory: row.directory,
    joinedAt: row.joined_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    signedInClients: row.clients,
    can: { changeRole, deactivate: manage, resetPassword: manage, why: whyNot(actor, manage, changeRole) },
  }
}

function whyNot({ permissions }: Actor, manage: boolean, changeRole: boolean): string | null {
  if (!permissions.has('member.manage')) return 'Needs the permission member.manage.'
  if (!manage) return 'Only an owner may change somebody with these rights.'
  return changeRole ? null : 'Only an owner may change roles.'
}
