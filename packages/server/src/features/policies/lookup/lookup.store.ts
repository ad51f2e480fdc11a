import type { NamedRef } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'

/** The group that an enrolment address stands for; undefined when it stands for none. */
export const findEnrolmentGroup = (db: Executor, enrolmentId: string): Promise<NamedRef | undefined> =>
  db
    .selectFrom('enrolment')
    .innerJoin('member_group', 'member_group.id', 'enrolment.group_id')
    .select(['member_group.id', 'member_group.name'])
    .where('enrolment.id', '=', enrolmentId)
    .executeTakeFirst()
