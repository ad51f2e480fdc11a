import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Db, Executor, Tx } from '../../../platform/db/db.ts'
import type { DirectoryTables } from '../../../platform/db/directory-schema.ts'
import { newId } from '../../../platform/ids.ts'

export type RunRow = Selectable<DirectoryTables['directory_run']>
export type ProblemRow = Selectable<DirectoryTables['directory_problem']>

/** How many runs and problems of one directory are kept; older ones are forgotten, what happened stays in the audit log. */
const kept = { runs: 200, problems: 500 }

/** Runs, newest first; `after` is the [time, id] of the last one seen. */
export async function listRuns(db: Executor, directoryId: string, find: { after?: string[]; limit: number }): Promise<RunRow[]> {
  return db
    .selectFrom('directory_run')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .$if(find.after !== undefined, (it) =>
      it.where(sql<boolean>`(started_at, id) < (${find.after?.[0]}::timestamptz, ${find.after?.[1]})`),
    )
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(find.limit + 1)
    .execute()
}

/** The last run of each of these directories, by directory. */
export async function lastRuns(db: Executor, directoryIds: string[]): Promise<ReadonlyMap<string, RunRow>> {
  const rows = await db
    .selectFrom('directory_run')
    .selectAll()
    .distinctOn('directory_id')
    .where('directory_id', '=', sql<string>`any(${directoryIds})`)
    .orderBy('directory_id')
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map((it) => [it.directory_id, it]))
}

/** Problems, newest first; `after` is the [position] of the last one seen. */
export async function listProblems(
  db: Executor,
  directoryId: string,
  find: { runId?: string; severity?: 'error' | 'warning'; after?: string[]; limit: number },
): Promise<ProblemRow[]> {
  return db
    .selectFrom('directory_problem')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .$if(find.runId !== undefined, (it) => it.where('run_id', '=', find.runId ?? ''))
    .$if(find.severity !== undefined, (it) => it.where('severity', '=', find.severity ?? 'error'))
    .$if(find.after !== undefined, (it) => it.where('position', '<', Number(find.after?.[0])))
    .orderBy('position', 'desc')
    .limit(find.limit + 1)
    .execute()
}

/** Calls less than ten minutes apart belong to one run. */
const apartMs = 10 * 60_000

export interface Counts {
  calls: number
  created: number
  updated: number
  deactivated: number
  reactivated: number
  groups: number
  membersAdded: number
  membersRemoved: number
  warnings: number
  errors: number
}

export interface NotedCall {
  at: Date
  method: string
  path: string
  status: number
  userAgent: string
  keyId: string
}

export interface NotedProblem
  extends Pick<ProblemRow, 'at' | 'severity' | 'method' | 'path' | 'resource' | 'status' | 'reason'> {}

/** What happened in one directory in a stretch of time without a pause of ten minutes. */
export interface Stretch {
  startedAt: Date
  lastAt: Date
  counts: Counts
  problems: NotedProblem[]
  lastCall: NotedCall
}

/** Adds a stretch to the run that it belongs to, or begins another one. Replicas that write at once take turns. */
export async function writeStretch(db: Db, directoryId: string, stretch: Stretch): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('directory').select('id').where('id', '=', directoryId).forNoKeyUpdate().execute()
    const runId = (await addToRun(tx, directoryId, stretch)) ?? (await beginRun(tx, directoryId, stretch))
    const call = {
      at: stretch.lastCall.at,
      method: stretch.lastCall.method,
      path: stretch.lastCall.path,
      status: stretch.lastCall.status,
      user_agent: stretch.lastCall.userAgent,
      key_id: stretch.lastCall.keyId,
    }
    await tx
      .insertInto('directory_call')
      .values({ directory_id: directoryId, ...call })
      .onConflict((it) => it.column('directory_id').doUpdateSet(call))
      .execute()
    if (stretch.problems.length > 0) await writeProblems(tx, directoryId, runId, stretch.problems)
  })
}

async function addToRun(tx: Tx, directoryId: string, { startedAt, lastAt, counts }: Stretch): Promise<string | undefined> {
  const since = new Date(startedAt.getTime() - apartMs)
  const open = await tx
    .selectFrom('directory_run')
    .select('id')
    .where('directory_id', '=', directoryId)
    .where('last_at', '>', since)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!open) return undefined
  await sql`update directory_run set last_at = greatest(last_at, ${lastAt}::timestamptz), calls = calls + ${counts.calls},
    created = created + ${counts.created}, updated = updated + ${counts.updated}, deactivated = deactivated + ${counts.deactivated},
    reactivated = reactivated + ${counts.reactivated}, groups = groups + ${counts.groups},
    members_added = members_added + ${counts.membersAdded}, members_removed = members_removed + ${counts.membersRemoved},
    warnings = warnings + ${counts.warnings}, errors = errors + ${counts.errors} where id = ${open.id}`.execute(tx)
  return open.id
}

async function beginRun(tx: Tx, directoryId: string, { startedAt, lastAt, counts }: Stretch): Promise<string> {
  const id = newId('syncRun')
  const { membersAdded: members_added, membersRemoved: members_removed, ...others } = counts
  await tx
    .insertInto('directory_run')
    .values({ id, directory_id: directoryId, started_at: startedAt, last_at: lastAt, members_added, members_removed, ...others })
    .execute()
  await sql`delete from directory_run where id in (select id from directory_run where directory_id = ${directoryId}
    order by started_at desc, id desc offset ${kept.runs})`.execute(tx)
  return id
}

async function writeProblems(tx: Tx, directoryId: string, runId: string, problems: NotedProblem[]): Promise<void> {
  const rows = problems
    .slice(-kept.problems)
    .map((it) => ({ id: newId('syncProblem'), directory_id: directoryId, run_id: runId, ...it }))
  await tx.insertInto('directory_problem').values(rows).execute()
  await sql`delete from directory_problem where id in (select id from directory_problem where directory_id = ${directoryId}
    order by position desc offset ${kept.problems})`.execute(tx)
}
