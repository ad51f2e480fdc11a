import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

/** A call counts as covered when the same sign-in had fetched a policy in these two hours. */
const recently = sql`policy_served_at is not null and policy_served_at >= at - interval '2 hours'`

/** Model calls since then, and those without a recent policy fetch of the same sign-in. */
export async function countCalls(db: Executor, workspaceId: string, since: Date): Promise<{ calls: number; without: number }> {
  const { rows } = await sql<{ calls: number; without: number }>`
    select count(*)::int as calls, (count(*) filter (where not (${recently})))::int as without
    from turn where workspace_id = ${workspaceId} and at >= ${since}`.execute(db)
  return rows[0] ?? { calls: 0, without: 0 }
}

export interface CallsWithout {
  person_id: string | null
  name: string | null
  email: string | null
  surface: string | null
  calls: number
  last_at: Date
}

/** Who made calls without one, by surface, the most first. */
export async function listCallsWithout(db: Executor, workspaceId: string, since: Date): Promise<CallsWithout[]> {
  const { rows } = await sql<CallsWithout>`
    select turn.person_id, person.name, person.email, turn.surface, count(*)::int as calls, max(at) as last_at
    from turn left join person on person.id = turn.person_id
    where turn.workspace_id = ${workspaceId} and at >= ${since} and not (${recently})
    group by 1, 2, 3, 4 order by calls desc, last_at desc limit 100`.execute(db)
  return rows
}

/** When the revision in force was put there. */
export async function inForceSince(db: Executor, workspaceId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('fact')
    .innerJoin('workspace', 'workspace.revision_id', 'fact.subject_id')
    .select('fact.at')
    .where('workspace.id', '=', workspaceId)
    .where('fact.workspace_id', '=', workspaceId)
    .where('fact.kind', '=', 'revision.put_in_force')
    .orderBy('fact.at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

/** Live enrolment addresses. */
export const listEnrolments = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('enrolment')
    .select(['id', 'group_id'])
    .where('workspace_id', '=', workspaceId)
    .where('revoked_at', 'is', null)
    .execute()
