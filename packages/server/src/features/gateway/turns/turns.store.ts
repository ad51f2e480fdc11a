import type { turnOutcomes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

export type TurnOutcome = (typeof turnOutcomes)[number]

/** One model call: who, when, which model, how it ended. Never content. */
export interface TurnRow {
  id: string
  workspace_id: string
  at: Date
  person_id: string | null
  grant_id: string | null
  model: string
  upstream_id: string | null
  upstream_name: string | null
  outcome: TurnOutcome
  status: number
  input_tokens: number
  cached_tokens: number
  output_tokens: number
  reasoning_tokens: number
  first_byte_ms: number | null
  duration_ms: number
  user_agent: string
  session_id: string | null
  thread_id: string | null
  installation_id: string | null
  surface: string | null
  policy_version_id: string | null
  policy_served_at: Date | null
}

// One array for each column: a batch is one short statement, whatever its length, and building it holds up no call.
const columnTypes = {
  id: 'text',
  workspace_id: 'uuid',
  at: 'timestamptz',
  person_id: 'text',
  grant_id: 'text',
  model: 'text',
  upstream_id: 'text',
  upstream_name: 'text',
  outcome: 'text',
  status: 'int',
  input_tokens: 'int',
  cached_tokens: 'int',
  output_tokens: 'int',
  reasoning_tokens: 'int',
  first_byte_ms: 'float8',
  duration_ms: 'float8',
  user_agent: 'text',
  session_id: 'text',
  thread_id: 'text',
  installation_id: 'text',
  surface: 'text',
  policy_version_id: 'text',
  policy_served_at: 'timestamptz',
} as const satisfies Record<keyof TurnRow, string>
const columns = Object.keys(columnTypes) as (keyof TurnRow)[] // its own keys

/** Writes a batch; a row that stands already (an answer to an earlier try was lost) is left alone. */
export async function insertTurns(db: Executor, rows: TurnRow[]): Promise<void> {
  const arrays = columns.map((name) => sql`${rows.map((row) => row[name])}::${sql.raw(columnTypes[name])}[]`)
  await sql`insert into turn (${sql.join(columns.map((name) => sql.ref(name)))})
    select * from unnest(${sql.join(arrays)}) on conflict (id) do nothing`.execute(db)
}

interface FindTurns {
  personId?: string
  outcome?: TurnOutcome
  /** [at, id] of the last one seen. */
  after?: string[]
  limit: number
}

/** Turns, newest first, with the person's name. */
export async function listTurns(db: Executor, workspaceId: string, find: FindTurns) {
  let query = db
    .selectFrom('turn')
    .leftJoin('person', 'person.id', 'turn.person_id')
    .selectAll('turn')
    .select(['person.name as person_name', 'person.email as person_email'])
    .where('turn.workspace_id', '=', workspaceId)
    .orderBy('turn.at', 'desc')
    .orderBy('turn.id', 'desc')
    .limit(find.limit + 1)
  if (find.personId) query = query.where('turn.person_id', '=', find.personId)
  if (find.outcome) query = query.where('turn.outcome', '=', find.outcome)
  if (find.after) query = query.where(sql<boolean>`(turn.at, turn.id) < (${find.after[0]}::timestamptz, ${find.after[1]})`)
  return query.execute()
}

export type ListedTurn = Awaited<ReturnType<typeof listTurns>>[number]
