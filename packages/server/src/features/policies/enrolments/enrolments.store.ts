import type { Executor, Tx } from '../../../platform/db/db.ts'

const selectEnrolments = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('enrolment')
    .leftJoin('member_group', 'member_group.id', 'enrolment.group_id')
    .leftJoin('person', 'person.id', 'enrolment.created_by')
    .select([
      'enrolment.id',
      'enrolment.name',
      'enrolment.hint',
      'enrolment.group_id',
      'member_group.name as group_name',
      'enrolment.created_at',
      'enrolment.created_by',
      'person.name as created_by_name',
      'person.email as created_by_email',
      'enrolment.last_used_at',
      'enrolment.revoked_at',
    ])
    .where('enrolment.workspace_id', '=', workspaceId)

export type EnrolmentRow = Awaited<ReturnType<typeof listEnrolments>>[number]

/** Enrolment addresses, newest first; revoked ones stay in the list. */
export const listEnrolments = (db: Executor, workspaceId: string) =>
  selectEnrolments(db, workspaceId).orderBy('enrolment.created_at', 'desc').orderBy('enrolment.id', 'desc').execute()

export const findEnrolment = (db: Executor, workspaceId: string, id: string) =>
  selectEnrolments(db, workspaceId).where('enrolment.id', '=', id).executeTakeFirst()

export interface NewEnrolment {
  id: string
  workspace_id: string
  name: string
  group_id: string | null
  token_hash: Buffer
  hint: string
  created_by: string | null
  created_at: Date
}

export async function insertEnrolment(tx: Tx, row: NewEnrolment): Promise<void> {
  await tx.insertInto('enrolment').values(row).execute()
}

/** Revokes an address; false when it is unknown or was revoked before. */
export async function revokeEnrolment(tx: Tx, workspaceId: string, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('enrolment')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Live addresses; all of them, or those named. */
export const loadEnrolments = (db: Executor, ids?: string[]) =>
  db
    .selectFrom('enrolment')
    .select(['id', 'workspace_id', 'group_id', 'token_hash'])
    .where('revoked_at', 'is', null)
    .$if(ids !== undefined, (it) => it.where('id', 'in', ids ?? []))
    .execute()

export async function touchEnrolments(db: Executor, uses: [id: string, at: Date][]): Promise<void> {
  for (const [id, at] of uses) await db.updateTable('enrolment').set({ last_used_at: at }).where('id', '=', id).execute()
}
