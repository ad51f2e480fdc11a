import type { NamedRef, PersonRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { personRef } from '../../../platform/db/person-ref.ts'
import { Failure } from '../../../platform/failure.ts'

export interface InvitationRow {
  id: string
  email: string
  role: string
  /** Those of the groups named that still exist, by name. */
  groups: NamedRef[]
  inviter: PersonRef | null
  created_at: Date
  expires_at: Date
  accepted_at: Date | null
  withdrawn_at: Date | null
}

const selectInvitations = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('invitation')
    .select((eb) => [
      'invitation.id',
      'invitation.email',
      'invitation.role',
      'invitation.created_at',
      'invitation.expires_at',
      'invitation.accepted_at',
      'invitation.withdrawn_at',
      eb
        .selectFrom('member_group')
        .select(
          sql<NamedRef[]>`coalesce(jsonb_agg(jsonb_build_object('id', member_group.id, 'name', member_group.name)
            order by lower(member_group.name)), '[]')`.as('groups'),
        )
        .whereRef('member_group.workspace_id', '=', 'invitation.workspace_id')
        .where(sql<boolean>`member_group.id = any(invitation.group_ids)`)
        .$asScalar()
        .$notNull()
        .as('groups'),
      personRef('invitation.invited_by').as('inviter'),
    ])
    .where('invitation.workspace_id', '=', workspaceId)

/** Invitations, newest first; `after` is the [created_at, id] of the last one seen. */
export async function listInvitations(
  db: Executor,
  workspaceId: string,
  find: { search?: string; after?: string[]; limit: number },
): Promise<InvitationRow[]> {
  let query = selectInvitations(db, workspaceId)
    .orderBy('invitation.created_at', 'desc')
    .orderBy('invitation.id', 'desc')
    .limit(find.limit + 1)
  if (find.search) query = query.where('invitation.email', 'ilike', `%${find.search.replace(/[\\%_]/g, '\\$&')}%`)
  const [at, id] = find.after ?? []
  if (at !== undefined && id !== undefined) {
    const last = new Date(at)
    query = query.where((eb) =>
      eb.or([
        eb('invitation.created_at', '<', last),
        eb.and([eb('invitation.created_at', '=', last), eb('invitation.id', '<', id)]),
      ]),
    )
  }
  return query.execute()
}

export async function getInvitation(db: Executor, workspaceId: string, invitationId: string): Promise<InvitationRow> {
  const row = await selectInvitations(db, workspaceId).where('invitation.id', '=', invitationId).executeTakeFirst()
  if (!row) throw new Failure('invitation.not_found')
  return row
}

export interface NewInvitation {
  id: string
  workspace_id: string
  email: string
  role: string
  group_ids: string[]
  token_hash: Buffer
  invited_by: string | null
  created_at: Date
  expires_at: Date
}

export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  await tx.insertInto('invitation').values(invitation).execute()
}

/** Withdraws what is open: one invitation by its id, or every one for an address. Returns how many. */
export async function withdrawOpen(
  tx: Tx,
  workspaceId: string,
  which: { id: string } | { email: string },
  now: Date,
): Promise<number> {
  const open = tx
    .updateTable('invitation')
    .set({ withdrawn_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
  const chosen =
    'id' in which ? open.where('id', '=', which.id) : open.where(sql<string>`lower(email)`, '=', which.email.toLowerCase())
  const { numUpdatedRows } = await chosen.executeTakeFirst()
  return Number(numUpdatedRows)
}

const selectOpen = (db: Executor, tokenHash: Buffer, now: Date) =>
  db
    .selectFrom('invitation')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)

export type OpenInvitation = NonNullable<Awaited<ReturnType<typeof findOpen>>>

/** The invitation behind a link, while it may be accepted. */
export const findOpen = (db: Executor, tokenHash: Buffer, now: Date) => selectOpen(db, tokenHash, now).executeTakeFirst()

/** The same, locked: of two who accept at the same moment one finds it. */
export const lockOpen = (tx: Tx, tokenHash: Buffer, now: Date) => selectOpen(tx, tokenHash, now).forUpdate().executeTakeFirst()

export async function setAccepted(tx: Tx, invitationId: string, now: Date): Promise<void> {
  await tx.updateTable('invitation').set({ accepted_at: now }).where('id', '=', invitationId).execute()
}

/** Those of these groups that exist in the workspace. */
export async function findGroups(db: Executor, workspaceId: string, ids: string[]): Promise<NamedRef[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .forKeyShare()
    .execute()
}

export const findMembership = (db: Executor, workspaceId: string, email: string) =>
  db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.name', 'membership.status'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<string>`lower(person.email)`, '=', email.toLowerCase())
    .executeTakeFirst()

/** Makes somebody a member; false when they are or were one already. */
export async function insertMembership(
  tx: Tx,
  membership: { workspace_id: string; person_id: string; role: string; joined_at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('membership')
    .values({ ...membership, status: 'active' })
    .onConflict((it) => it.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function joinGroups(tx: Tx, workspaceId: string, personId: string, groupIds: string[], now: Date): Promise<void> {
  if (groupIds.length === 0) return
  await tx
    .insertInto('group_member')
    .values(groupIds.map((group_id) => ({ group_id, person_id: personId, workspace_id: workspaceId, added_at: now })))
    .execute()
}
