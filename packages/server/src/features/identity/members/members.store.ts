import type { MemberStatus, NamedRef, RoleName } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

type Status = z.infer<typeof MemberStatus>

export interface MemberRow {
  id: string
  name: string
  email: string
  /** The name as the list sorts it. */
  sort_name: string
  role: string
  status: Status
  joined_at: Date
  last_seen_at: Date | null
  groups: NamedRef[]
  clients: number
  custom_roles: (NamedRef & { direct: boolean; groups: NamedRef[] })[]
  directory: (NamedRef & { active: boolean }) | null
}

const selectMembers = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select((eb) => [
      'person.id',
      'person.name',
      'person.email',
      sql<string>`lower(person.name)`.as('sort_name'),
      'membership.role',
      'membership.status',
      'membership.joined_at',
      'membership.last_seen_at',
      eb
        .selectFrom('group_member')
        .innerJoin('member_group', 'member_group.id', 'group_member.group_id')
        .select(
          sql<NamedRef[]>`coalesce(jsonb_agg(jsonb_build_object('id', member_group.id, 'name', member_group.name)
            order by lower(member_group.name)), '[]')`.as('groups'),
        )
        .whereRef('group_member.workspace_id', '=', 'membership.workspace_id')
        .whereRef('group_member.person_id', '=', 'membership.person_id')
        .$asScalar()
        .$notNull()
        .as('groups'),
      eb
        .selectFrom('client_grant')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('client_grant.workspace_id', '=', 'membership.workspace_id')
        .whereRef('client_grant.person_id', '=', 'membership.person_id')
        .where('client_grant.surface', '<>', 'access_token')
        .where('ended_at', 'is', null)
        .$asScalar()
        .$notNull()
        .as('clients'),
      sql<MemberRow['custom_roles']>`(
        select coalesce(jsonb_agg(jsonb_build_object('id', held.id, 'name', held.name, 'direct', held.direct, 'groups', held.groups)
          order by lower(held.name)), '[]')
        from (
          select custom_role.id, custom_role.name, bool_or(way.group_id is null) as direct,
            coalesce(jsonb_agg(jsonb_build_object('id', way.group_id, 'name', way.group_name) order by lower(way.group_name))
              filter (where way.group_id is not null), '[]') as groups
          from (
            select role_id, null as group_id, null as group_name from member_role
              where member_role.workspace_id = membership.workspace_id and member_role.person_id = membership.person_id
            union all
            select group_role.role_id, member_group.id, member_group.name from group_member
              join group_role on group_role.group_id = group_member.group_id
              join member_group on member_group.id = group_member.group_id
              where group_member.workspace_id = membership.workspace_id and group_member.person_id = membership.person_id
          ) way
          join custom_role on custom_role.id = way.role_id
          group by custom_role.id
        ) held)`.as('custom_roles'),
      eb
        .selectFrom('directory_user')
        .innerJoin('directory', 'directory.id', 'directory_user.directory_id')
        .select(
          sql<NamedRef & { active: boolean }>`jsonb_build_object('id', directory.id, 'name', directory.name,
            'active', directory_user.active)`.as('it'),
        )
        .whereRef('directory_user.workspace_id', '=', 'membership.workspace_id')
        .whereRef('directory_user.person_id', '=', 'membership.person_id')
        .where('directory_user.deleted_at', 'is', null)
        .$asScalar()
        .as('directory'),
    ])
    .where('membership.workspace_id', '=', workspaceId)

export interface FindMembers {
  search?: string
  status?: Status
  role?: RoleName
  groupId?: string
  /** A custom role that they have, directly or through a group. */
  customRoleId?: string
  /** Whether they have a second factor here. */
  secondFactor?: 'some' | 'none'
  /** The [lower(name), id] of the last one seen. */
  after?: string[]
  limit: number
}

/** People in order of name; search matches name and e-mail. Service accounts are none, and stand in their own list. */
export async function listMembers(db: Executor, workspaceId: string, find: FindMembers): Promise<MemberRow[]> {
  let query = selectMembers(db, workspaceId)
    .where('person.kind', '=', 'human')
    .orderBy(sql`lower(person.name)`)
    .orderBy('person.id')
    .limit(find.limit + 1)
  if (find.search) {
    const like = `%${escapeLike(find.search)}%`
    query = query.where((eb) => eb.or([eb('person.name', 'ilike', like), eb('person.email', 'ilike', like)]))
  }
  if (find.status) query = query.where('membership.status', '=', find.status)
  if (find.role) query = query.where('membership.role', '=', find.role)
  if (find.groupId) {
    const { groupId } = find
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('group_member')
          .select('group_id')
          .where('group_id', '=', groupId)
          .whereRef('group_member.workspace_id', '=', 'membership.workspace_id')
          .whereRef('group_member.person_id', '=', 'membership.person_id'),
      ),
    )
  }
  if (find.customRoleId) {
    query = query.where(sql<boolean>`(
      exists (select from member_role where role_id = ${find.customRoleId}
        and member_role.workspace_id = membership.workspace_id and member_role.person_id = membership.person_id)
      or exists (select from group_role join group_member on group_member.group_id = group_role.group_id
        where role_id = ${find.customRoleId} and group_member.workspace_id = membership.workspace_id
          and group_member.person_id = membership.person_id))`)
  }
  if (find.secondFactor) {
    const has = sql<boolean>`exists (select from factor where factor.person_id = person.id)`
    query = query.where(find.secondFactor === 'some' ? has : sql<boolean>`not ${has}`)
  }
  if (find.after) query = query.where(sql<boolean>`(lower(person.name), person.id) > (${find.after[0]}, ${find.after[1]})`)
  return query.execute()
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** One person; a service account is none. */
export async function getHuman(db: Executor, workspaceId: string, personId: string): Promise<MemberRow> {
  const row = await selectMembers(db, workspaceId)
    .where('person.id', '=', personId)
    .where('person.kind', '=', 'human')
    .executeTakeFirst()
  if (!row) throw new Failure('member.not_found')
  return row
}

/** One member, be it a person or a service account. */
export async function getMember(db: Executor, workspaceId: string, personId: string): Promise<MemberRow> {
  const row = await selectMembers(db, workspaceId).where('person.id', '=', personId).executeTakeFirst()
  if (!row) throw new Failure('member.not_found')
  return row
}

export const countActiveOwners = async (tx: Tx, workspaceId: string, except: string): Promise<number> => {
  const { n } = await tx
    .selectFrom('membership')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'owner')
    .where('status', '=', 'active')
    .where('person_id', '<>', except)
    .executeTakeFirstOrThrow()
  return n
}

export async function setMembership(
  tx: Tx,
  workspaceId: string,
  personId: string,
  change: { role: RoleName; status: Status },
): Promise<void> {
  await tx
    .updateTable('membership')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .execute()
}

/** Ends the client sign-ins of a member in one workspace; returns their ids. */
export async function endGrants(tx: Tx, workspaceId: string, personId: string, now: Date, reason: string): Promise<string[]> {
  const ended = await tx
    .updateTable('client_grant')
    .set({ ended_at: now, end_reason: reason })
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute()
  return ended.map((it) => it.id)
}

/** Withdraws every open invitation that somebody made. */
export async function withdrawInvitationsOf(tx: Tx, workspaceId: string, personId: string, now: Date) {
  const withdrawn = await tx
    .updateTable('invitation')
    .set({ withdrawn_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('invited_by', '=', personId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning('email')
    .execute()
  return withdrawn.map((it) => it.email)
}
