import type { NamedRef, PersonRef, ServiceAccountShareRole } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

export interface AccountRow {
  id: string
  name: string
  email: string
  /** The name as the list sorts it. */
  sort_name: string
  description: string
  status: 'active' | 'deactivated'
  created_by: PersonRef | null
  created_at: Date
  groups: NamedRef[]
  roles: NamedRef[]
  active_tokens: number
  next_expiry_at: Date | null
  last_used_at: Date | null
  shares: { person: PersonRef; role: ServiceAccountShareRole }[]
}

interface Find {
  accountId?: string
  /** Only those that are shared with this person. */
  sharedWith?: string | undefined
  search?: string | undefined
  /** [sort_name, id] of the last one seen. */
  after?: string[] | undefined
  limit?: number
}

/** Service accounts that were not deleted, by name; one more than the limit where there is more. */
export async function listAccounts(db: Executor, workspaceId: string, now: Date, find: Find): Promise<AccountRow[]> {
  const like = `%${(find.search ?? '').replace(/[\\%_]/g, (it) => `\\${it}`)}%`
  const only = [
    find.accountId !== undefined && sql`person.id = ${find.accountId}`,
    find.sharedWith !== undefined &&
      sql`exists (select from service_account_share where account_id = person.id and person_id = ${find.sharedWith})`,
    find.search !== undefined &&
      find.search !== '' &&
      sql`(person.name ilike ${like} or person.email ilike ${like} or description ilike ${like})`,
    find.after !== undefined && sql`(lower(person.name), person.id) > (${find.after[0]}, ${find.after[1]})`,
  ].filter((it) => it !== false)
  const { rows } = await sql<AccountRow>`
    select person.id, person.name, person.email, lower(person.name) as sort_name, account.description, membership.status, account.created_at,
      (select jsonb_build_object('id', maker.id, 'name', maker.name, 'email', maker.email) from person maker
        where maker.id = account.created_by) as created_by,
      (select coalesce(jsonb_agg(jsonb_build_object('id', member_group.id, 'name', member_group.name) order by lower(member_group.name)), '[]')
        from group_member join member_group on member_group.id = group_member.group_id
        where group_member.workspace_id = account.workspace_id and group_member.person_id = person.id) as groups,
      (select coalesce(jsonb_agg(jsonb_build_object('id', custom_role.id, 'name', custom_role.name) order by lower(custom_role.name)), '[]')
        from custom_role where custom_role.id in (
          select role_id from member_role where workspace_id = account.workspace_id and person_id = person.id
          union select group_role.role_id from group_member join group_role on group_role.group_id = group_member.group_id
            where group_member.workspace_id = account.workspace_id and group_member.person_id = person.id)) as roles,
      (select coalesce(jsonb_agg(jsonb_build_object('role', share.role, 'person',
          jsonb_build_object('id', holder.id, 'name', holder.name, 'email', holder.email)) order by lower(holder.name)), '[]')
        from service_account_share share join person holder on holder.id = share.person_id where share.account_id = person.id) as shares,
      tokens.*
    from service_account account
    join person on person.id = account.person_id
    join membership on membership.workspace_id = account.workspace_id and membership.person_id = account.person_id
    cross join lateral (
      select count(*) filter (where live)::int as active_tokens, min(expires_at) filter (where live) as next_expiry_at,
        max(last_used_at) as last_used_at
      from (select expires_at, last_used_at, ended_at is null and (expires_at is null or expires_at > ${now}) as live
        from access_token join client_grant on client_grant.id = access_token.grant_id where access_token.person_id = person.id) it) tokens
    where account.workspace_id = ${workspaceId} and account.deleted_at is null
      ${only.length > 0 ? sql`and ${sql.join(only, sql` and `)}` : sql``}
    order by lower(person.name), person.id
    ${find.limit === undefined ? sql`` : sql`limit ${find.limit + 1}`}`.execute(db)
  return rows.map((it) => ({ ...it, next_expiry_at: it.next_expiry_at && new Date(it.next_expiry_at) }))
}

/** What a share gives somebody; undefined when the account is not shared with them. */
export async function findShare(db: Executor, accountId: string, personId: string): Promise<ServiceAccountShareRole | undefined> {
  const row = await db
    .selectFrom('service_account_share')
    .select('role')
    .where('account_id', '=', accountId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.role
}

/** Whether another service account of the workspace has this name; the caller holds the workspace's lock. */
export async function isNameTaken(tx: Tx, workspaceId: string, name: string, except = ''): Promise<boolean> {
  const row = await tx
    .selectFrom('service_account')
    .innerJoin('person', 'person.id', 'service_account.person_id')
    .select('person.id')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where('person.id', '<>', except)
    .where(sql<string>`lower(person.name)`, '=', name.toLowerCase())
    .executeTakeFirst()
  return row !== undefined
}

export async function insertAccount(
  tx: Tx,
  account: { person_id: string; workspace_id: string; description: string; created_by: string | null; created_at: Date },
): Promise<void> {
  await tx.insertInto('service_account').values(account).execute()
  await tx
    .insertInto('membership')
    .values({
      workspace_id: account.workspace_id,
      person_id: account.person_id,
      role: 'member',
      status: 'active',
      joined_at: account.created_at,
    })
    .execute()
}

export async function setDescription(tx: Tx, accountId: string, description: string): Promise<void> {
  await tx.updateTable('service_account').set({ description }).where('person_id', '=', accountId).execute()
}

export async function setPerson(tx: Tx, accountId: string, change: { name?: string; email?: string }): Promise<void> {
  await tx.updateTable('person').set(change).where('id', '=', accountId).execute()
}

/** Takes an account out of everything that it is in; what it did stays under its id. */
export async function setDeleted(tx: Tx, workspaceId: string, accountId: string, now: Date): Promise<void> {
  const ofAccount = { workspace_id: workspaceId, person_id: accountId }
  await tx
    .deleteFrom('group_member')
    .where((eb) => eb.and(ofAccount))
    .execute()
  await tx
    .deleteFrom('member_role')
    .where((eb) => eb.and(ofAccount))
    .execute()
  await tx.deleteFrom('service_account_share').where('account_id', '=', accountId).execute()
  await tx.updateTable('service_account').set({ deleted_at: now }).where('person_id', '=', accountId).execute()
}

export async function putShare(
  tx: Tx,
  share: { account_id: string; person_id: string; role: ServiceAccountShareRole; created_by: string | null; created_at: Date },
): Promise<void> {
  await tx
    .insertInto('service_account_share')
    .values(share)
    .onConflict((it) => it.columns(['account_id', 'person_id']).doUpdateSet({ role: share.role }))
    .execute()
}

export async function deleteShare(tx: Tx, accountId: string, personId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('service_account_share')
    .where('account_id', '=', accountId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** A person of the workspace by address, service accounts left out. */
export const findHuman = (db: Executor, workspaceId: string, email: string) =>
  db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.id', 'person.name'])
    .where('membership.workspace_id', '=', workspaceId)
    .where('person.kind', '=', 'human')
    .where('membership.status', '=', 'active')
    .where(sql<string>`lower(person.email)`, '=', email.toLowerCase())
    .executeTakeFirst()

export const findName = (db: Executor, personId: string) =>
  db.selectFrom('person').select(['id', 'name']).where('id', '=', personId).executeTakeFirst()
