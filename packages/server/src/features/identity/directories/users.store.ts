import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import type { DirectoryTables } from '../../../platform/db/directory-schema.ts'
import { Failure } from '../../../platform/failure.ts'

export type DirectoryUserRow = Selectable<DirectoryTables['directory_user']>

/** What a directory says of a user, read from its own words. */
export interface UserInput {
  userName: string
  externalId: string | null
  active: boolean
  /** Who the person is here. */
  email: string
  /** Every address, in lower case. */
  emails: string[]
  /** The name shown here. */
  displayName: string
  attributes: Record<string, unknown>
}

export const toColumns = (input: UserInput) => ({
  user_name: input.userName,
  external_id: input.externalId,
  email: input.email,
  emails: input.emails,
  display_name: input.displayName,
  active: input.active,
  attributes: JSON.stringify(input.attributes),
})

/** Locks a user of a directory, so that its changes take turns. Fails: directory.user_not_found. */
export async function lockUser(tx: Tx, directoryId: string, personId: string): Promise<DirectoryUserRow> {
  const row = await tx
    .selectFrom('directory_user')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .where('person_id', '=', personId)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw new Failure('directory.user_not_found')
  return row
}

/** What is left of a user whom a directory of this workspace had before, or has now. */
export const lockProvisioned = (tx: Tx, workspaceId: string, personId: string): Promise<DirectoryUserRow | undefined> =>
  tx
    .selectFrom('directory_user')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .forNoKeyUpdate()
    .executeTakeFirst()

/** Fails: directory.user_exists. */
export async function putUser(
  tx: Tx,
  row: { workspace_id: string; person_id: string; directory_id: string } & ReturnType<typeof toColumns> & {
      deactivated_by_directory: boolean
      made_person: boolean
      created_at: Date
      updated_at: Date
    },
): Promise<DirectoryUserRow> {
  const { workspace_id: _, person_id: __, ...again } = row
  const put = await tx
    .insertInto('directory_user')
    .values(row)
    .onConflict((it) =>
      it
        .columns(['workspace_id', 'person_id'])
        .doUpdateSet({ ...again, deleted_at: null, version: sql`directory_user.version + 1` })
        .where('directory_user.deleted_at', 'is not', null),
    )
    .returningAll()
    .executeTakeFirst()
    .catch(nameTaken)
  // Somebody provisioned the same person at the same moment.
  if (!put) throw new Failure('directory.user_exists')
  return put
}

type Change = Partial<ReturnType<typeof toColumns>> & {
  deactivated_by_directory?: boolean
  deleted_at?: Date
  made_person?: boolean
}

/** Fails: directory.user_exists. */
export async function updateUser(tx: Tx, row: DirectoryUserRow, change: Change, now: Date): Promise<DirectoryUserRow> {
  return tx
    .updateTable('directory_user')
    .set({ ...change, version: sql`version + 1`, updated_at: now })
    .where('workspace_id', '=', row.workspace_id)
    .where('person_id', '=', row.person_id)
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(nameTaken)
}

function nameTaken(error: unknown): never {
  if (violates(error, 'directory_user_name_key')) throw new Failure('directory.user_exists')
  throw error
}

/** Makes somebody a member, if they are none yet; returns what the membership was before. */
export async function putMembership(
  tx: Tx,
  membership: { workspace_id: string; person_id: string; status: 'active' | 'deactivated'; joined_at: Date },
): Promise<{ role: string; status: 'active' | 'deactivated' } | undefined> {
  const made = await tx
    .insertInto('membership')
    .values({ ...membership, role: 'member' })
    .onConflict((it) => it.doNothing())
    .returning('person_id')
    .executeTakeFirst()
  return made ? undefined : getMembership(tx, membership.workspace_id, membership.person_id)
}

export const getMembership = (db: Executor, workspaceId: string, personId: string) =>
  db
    .selectFrom('membership')
    .select(['role', 'status'])
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()

/** Locks a person against becoming a member of anything meanwhile, and tells whether they are one elsewhere. */
export async function belongsElsewhere(tx: Tx, workspaceId: string, personId: string): Promise<boolean> {
  await tx.selectFrom('person').select('id').where('id', '=', personId).forUpdate().execute()
  const elsewhere = await tx
    .selectFrom('membership')
    .select('workspace_id')
    .where('person_id', '=', personId)
    .where('workspace_id', '<>', workspaceId)
    .limit(1)
    .executeTakeFirst()
  return elsewhere !== undefined
}

/** Fails: directory.user_exists, when the address belongs to somebody else. */
export async function setPerson(tx: Tx, personId: string, change: { name: string; email: string }): Promise<void> {
  await tx
    .updateTable('person')
    .set(change)
    .where('id', '=', personId)
    .execute()
    .catch((error: unknown) => {
      if (violates(error, 'person_email_key')) {
        throw new Failure('directory.user_exists', { detail: 'Another account has this e-mail address.' })
      }
      throw error
    })
}

/** Groups that no directory owns, of those that somebody is in. */
export async function manualGroupsOf(tx: Tx, workspaceId: string, personId: string): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('group_member')
    .innerJoin('member_group', 'member_group.id', 'group_member.group_id')
    .select('group_id')
    .where('group_member.workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('source', '=', 'manual')
    .execute()
  return new Set(rows.map((it) => it.group_id))
}

/** Takes somebody out of every group of a directory; returns how many. */
export async function leaveGroups(tx: Tx, directoryId: string, workspaceId: string, personId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('group_member')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('group_id', 'in', (eb) => eb.selectFrom('directory_group').select('group_id').where('directory_id', '=', directoryId))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Whether another workspace has proved that an address's domain is its own. */
export async function isDomainElsewhere(tx: Tx, workspaceId: string, email: string): Promise<boolean> {
  const row = await tx
    .selectFrom('mail_domain')
    .select('id')
    .where('name', '=', email.slice(email.lastIndexOf('@') + 1).toLowerCase())
    .where('verified_at', 'is not', null)
    .where('workspace_id', '<>', workspaceId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether somebody is the owner who gets in when the identity provider does not answer. */
export async function isSealed(tx: Tx, workspaceId: string, personId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('break_glass')
    .select('person_id')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether anything ties an account to this workspace: a membership, now or before, or a sign-in through one of its identity providers. */
export async function isTied(tx: Tx, workspaceId: string, personId: string): Promise<boolean> {
  const membership = tx.selectFrom('membership').select('person_id').where('workspace_id', '=', workspaceId)
  const link = tx
    .selectFrom('sso_link')
    .innerJoin('identity_provider', 'identity_provider.id', 'sso_link.provider_id')
    .select('person_id')
    .where('identity_provider.workspace_id', '=', workspaceId)
  const row = await membership
    .where('person_id', '=', personId)
    .union(link.where('person_id', '=', personId))
    .executeTakeFirst()
  return row !== undefined
}
