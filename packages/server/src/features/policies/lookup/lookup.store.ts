import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

/** Groups of a workspace among these ids, by id. */
export async function findGroupNames(db: Executor, workspaceId: string, groupIds: string[]): Promise<Map<string, NamedRef>> {
  const rows = await db
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${groupIds})`)
    .orderBy(sql`lower(name)`)
    .execute()
  return new Map(rows.map((it) => [it.id, it]))
}

/** The group that an enrolment address stands for; undefined when it stands for none. */
export const findEnrolmentGroup = (db: Executor, enrolmentId: string): Promise<NamedRef | undefined> =>
  db
    .selectFrom('enrolment')
    .innerJoin('member_group', 'member_group.id', 'enrolment.group_id')
    .select(['member_group.id', 'member_group.name'])
    .where('enrolment.id', '=', enrolmentId)
    .executeTakeFirst()
