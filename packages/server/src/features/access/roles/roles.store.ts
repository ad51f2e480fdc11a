import type { NamedRef, Permission, PersonRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import { personRef } from '../../../platform/db/person-ref.ts'
import { Failure } from '../../../platform/failure.ts'

export interface RoleRow {
  id: string
  name: string
  description: string
  permissions: string[]
  version: number
  created_by: PersonRef | null
  created_at: Date
  updated_at: Date
  /** Groups that give it, by name, each with how many people are in it. */
  groups: (NamedRef & { members: number })[]
}

const selectRoles = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('custom_role')
    .select((eb) => [
      'id',
      'name',
      'description',
      'permissions',
      'version',
      'created_at',
      'updated_at',
      personRef('custom_role.created_by').as('created_by'),
      eb
        .selectFrom('group_role')
        .innerJoin('member_group', 'member_group.id', 'group_role.group_id')
        .select(
          sql<RoleRow['groups']>`coalesce(jsonb_agg(jsonb_build_object('id', member_group.id, 'name', member_group.name,
            'members', (select count(*) from group_member where group_member.group_id = member_group.id))
            order by lower(member_group.name)), '[]')`.as('groups'),
        )
        .whereRef('group_role.role_id', '=', 'custom_role.id')
        .$asScalar()
        .$notNull()
        .as('groups'),
    ])
    .where('workspace_id', '=', workspaceId)

/** Custom roles in order of name; `after` is the [lower(name), id] of the last one seen. */
export async function listRoles(
  db: Executor,
  workspaceId: string,
  find: { search?: string; after?: string[]; limit: number },
): Promise<RoleRow[]> {
  let query = selectRoles(db, workspaceId)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(find.limit + 1)
  if (find.search) query = query.where('name', 'ilike', `%${find.search.replace(/[\\%_]/g, '\\$&')}%`)
  if (find.after) query = query.where(sql<boolean>`(lower(name), id) > (${find.after[0]}, ${find.after[1]})`)
  return query.execute()
}

/** Fails: role.not_found. */
export async function getRole(db: Executor, workspaceId: string, roleId: string): Promise<RoleRow> {
  const role = await selectRoles(db, workspaceId).where('id', '=', roleId).executeTakeFirst()
  if (!role) throw new Failure('role.not_found')
  return role
}

export const findRoleByName = (db: Executor, workspaceId: string, name: string): Promise<RoleRow | undefined> =>
  selectRoles(db, workspaceId).where(sql`lower(name)`, '=', name.toLowerCase()).executeTakeFirst()

interface NewRole {
  id: string
  workspace_id: string
  name: string
  description: string
  permissions: Permission[]
  created_by: string | null
  created_at: Date
  updated_at: Date
}

/** Fails: role.name_taken. */
export async function insertRole(tx: Tx, role: NewRole): Promise<void> {
  await tx.insertInto('custom_role').values(role).execute().catch(nameTaken)
}

/** Fails: role.name_taken. */
export async function updateRole(
  tx: Tx,
  roleId: string,
  change: { name: string; description: string; permissions: string[]; version: number; updated_at: Date },
): Promise<void> {
  await tx.updateTable('custom_role').set(change).where('id', '=', roleId).execute().catch(nameTaken)
}

/** Deletes a role with everything that gives it; returns the people who had it directly. */
export async function deleteRole(tx: Tx, roleId: string): Promise<string[]> {
  const direct = await tx.deleteFrom('member_role').where('role_id', '=', roleId).returning('person_id').execute()
  await tx.deleteFrom('custom_role').where('id', '=', roleId).execute()
  return direct.map((it) => it.person_id)
}

function nameTaken(error: unknown): never {
  if (violates(error, 'custom_role_name_key')) throw new Failure('role.name_taken')
  throw error
}

/** Of these groups, those that the workspace has, by name; they stay while the transaction runs. */
export const lockGroups = (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<NamedRef[]> =>
  tx
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${ids})`)
    .orderBy(sql`lower(name)`)
    .forKeyShare()
    .execute()

/** Lets groups give a role; returns the ids of those that did not give it before. */
export async function giveToGroups(tx: Tx, workspaceId: string, roleId: string, groupIds: string[], at: Date): Promise<string[]> {
  if (groupIds.length === 0) return []
  const given = await tx
    .insertInto('group_role')
    .values(groupIds.map((group_id) => ({ group_id, role_id: roleId, workspace_id: workspaceId, assigned_at: at })))
    .onConflict((it) => it.doNothing())
    .returning('group_id')
    .execute()
  return given.map((it) => it.group_id)
}

/** Gives a role to members directly; returns the ids of those who did not have it so before. */
export async function giveToMembers(
  tx: Tx,
  workspaceId: string,
  roleId: string,
  personIds: string[],
  at: Date,
): Promise<string[]> {
  if (personIds.length === 0) return []
  const given = await tx
    .insertInto('member_role')
    .values(personIds.map((person_id) => ({ workspace_id: workspaceId, person_id, role_id: roleId, assigned_at: at })))
    .onConflict((it) => it.doNothing())
    .returning('person_id')
    .execute()
  return given.map((it) => it.person_id)
}

export async function takeFromGroup(tx: Tx, roleId: string, groupId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('group_role')
    .where('role_id', '=', roleId)
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function takeFromMember(tx: Tx, workspaceId: string, roleId: string, personId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('member_role')
    .where('workspace_id', '=', workspaceId)
    .where('role_id', '=', roleId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** How many open invitations lead into these groups. */
export async function countInvitationsInto(
  db: Executor,
  workspaceId: string,
  groupIds: readonly string[],
  now: Date,
): Promise<number> {
  if (groupIds.length === 0) return 0
  const { n } = await db
    .selectFrom('invitation')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .where(sql<boolean>`group_ids && ${groupIds}::text[]`)
    .executeTakeFirstOrThrow()
  return n
}
