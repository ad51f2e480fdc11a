import type { exceptionStates } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { PolicyInForce } from '../../standing/index.ts'

export type ExceptionState = (typeof exceptionStates)[number]
export type ExceptionRow = Awaited<ReturnType<typeof listExceptions>>[number]

/** The state as the clock tells it: what was asked for or granted until a time that has come is over. */
const stateAt = (now: Date) =>
  sql<ExceptionState>`case when policy_exception.state in ('requested', 'granted') and policy_exception.until <= ${now}
    then 'ended' else policy_exception.state end`

/** What waits for a decision first, then what runs, then the rest. */
const rankAt = (now: Date) => sql<string>`case ${stateAt(now)} when 'requested' then '0' when 'granted' then '1' else '2' end`

const selectExceptions = (db: Executor, workspaceId: string, now: Date) =>
  db
    .selectFrom('policy_exception')
    .innerJoin('person', 'person.id', 'policy_exception.person_id')
    .innerJoin('policy', 'policy.id', 'policy_exception.policy_id')
    .leftJoin('person as requester', 'requester.id', 'policy_exception.requested_by')
    .leftJoin('person as decider', 'decider.id', 'policy_exception.decided_by')
    .select([
      'policy_exception.id',
      'policy_exception.person_id',
      'policy_exception.policy_id',
      'policy_exception.reason',
      'policy_exception.until',
      'policy_exception.requested_by',
      'policy_exception.requested_at',
      'policy_exception.decided_by',
      'policy_exception.decided_at',
      'policy_exception.decision_note',
      'person.name as person_name',
      'person.email as person_email',
      'policy.name as policy_name',
      'requester.name as requester_name',
      'requester.email as requester_email',
      'decider.name as decider_name',
      'decider.email as decider_email',
    ])
    .select([stateAt(now).as('state'), rankAt(now).as('rank')])
    .where('policy_exception.workspace_id', '=', workspaceId)

interface Find {
  state?: ExceptionState
  personId?: string
  /** The [rank, time, id] of the last one seen. */
  after?: string[]
  limit: number
}

/** Open ones first, the newest of each kind first. */
export async function listExceptions(db: Executor, workspaceId: string, now: Date, find: Find) {
  const { state, personId, after } = find
  const [rank, at, id] = after ?? []
  return selectExceptions(db, workspaceId, now)
    .orderBy('rank')
    .orderBy('requested_at', 'desc')
    .orderBy('policy_exception.id')
    .limit(find.limit + 1)
    .$if(state !== undefined, (it) => it.where(sql<boolean>`${stateAt(now)} = ${state}`))
    .$if(personId !== undefined, (it) => it.where('policy_exception.person_id', '=', personId ?? ''))
    .$if(rank !== undefined, (it) =>
      it.where(
        sql<boolean>`(${rankAt(now)} > ${rank} or (${rankAt(now)} = ${rank} and (requested_at < ${at}
          or (requested_at = ${at} and policy_exception.id > ${id}))))`,
      ),
    )
    .execute()
}

export async function getException(db: Executor, workspaceId: string, id: string, now: Date): Promise<ExceptionRow> {
  const row = await selectExceptions(db, workspaceId, now).where('policy_exception.id', '=', id).executeTakeFirst()
  if (!row) throw new Failure('exception.not_found')
  return row
}

/** What somebody has that waits or runs. */
export const listOpen = (tx: Tx, workspaceId: string, personId: string, now: Date) =>
  tx
    .selectFrom('policy_exception')
    .select(['id', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('state', 'in', ['requested', 'granted'])
    .where('until', '>', now)
    .execute()

export async function insertException(
  tx: Tx,
  row: {
    id: string
    workspace_id: string
    person_id: string
    policy_id: string
    reason: string
    until: Date
    state: 'requested' | 'granted'
    requested_by: string | null
    requested_at: Date
    decided_by: string | null
    decided_at: Date | null
  },
): Promise<void> {
  await tx
    .insertInto('policy_exception')
    .values({ ...row, decision_note: '' })
    .execute()
}

export async function setState(
  tx: Tx,
  id: string,
  change: {
    state: 'granted' | 'refused' | 'withdrawn' | 'revoked'
    decided_by: string | null
    decided_at: Date
    decision_note?: string
    until?: Date
  },
): Promise<void> {
  await tx.updateTable('policy_exception').set(change).where('id', '=', id).execute()
}

const selectPublished = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('policy')
    .innerJoin('policy_version', (join) =>
      join.onRef('policy_version.policy_id', '=', 'policy.id').onRef('policy_version.number', '=', 'policy.published_version'),
    )
    .where('policy.workspace_id', '=', workspaceId)
    .where('policy.deleted_at', 'is', null)

/** The policies that an exception may give, by name. */
export const listPublished = (db: Executor, workspaceId: string) =>
  selectPublished(db, workspaceId)
    .select(['policy.id', 'policy.name', 'policy.purpose'])
    .orderBy(sql`lower(policy.name)`)
    .execute()

/** A policy at its published version. Fails: policy.not_found, exception.not_published. */
export async function getPublished(db: Executor, workspaceId: string, policyId: string): Promise<PolicyInForce> {
  const row = await selectPublished(db, workspaceId)
    .select(['policy.id as policyId', 'policy.name', 'policy.owner', 'policy.purpose'])
    .select(['policy_version.id as versionId', 'policy_version.number as version'])
    .select(['policy_version.contents', 'policy_version.defaults'])
    .where('policy.id', '=', policyId)
    .executeTakeFirst()
  if (row) return row
  const policy = await db
    .selectFrom('policy')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', policyId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  throw policy ? new Failure('exception.not_published', { detail: `“${policy.name}” is not.` }) : new Failure('policy.not_found')
}

/** An active member. Fails: member.not_found. */
export async function requireActive(db: Executor, workspaceId: string, personId: string): Promise<{ name: string }> {
  const row = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.name', 'membership.status'])
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (!row) throw new Failure('member.not_found')
  if (row.status !== 'active') throw new Failure('member.not_found', { detail: `${row.name} is deactivated.` })
  return row
}

/** Whoever made an admin key. */
export async function makerOfKey(db: Executor, keyId: string): Promise<string | null> {
  const row = await db.selectFrom('admin_key').select('created_by').where('id', '=', keyId).executeTakeFirst()
  return row?.created_by ?? null
}
