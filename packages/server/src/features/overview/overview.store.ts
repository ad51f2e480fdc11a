import { sql } from 'kysely'
import type { Executor } from '../../platform/db/db.ts'

export interface Counts {
  active: number
  deactivated: number
  activeOwners: number
  invited: number
  groups: number
  policies: number
  enabledUpstreams: number
  signedInClients: number
  membersSignedIn: number
  clientsEver: boolean
  /** Active admin keys whose maker is deactivated here, or is no owner any more and could not make them now. */
  orphanedKeys: number
  /** Active admin keys that expire within a week. */
  expiringKeys: number
  /** Changes that the brake holds. */
  heldChanges: number
  /** Exceptions that members asked for and nobody decided. */
  askedExceptions: number
}

/** Every number of the overview that is a count, in one round trip. */
export async function countAll(db: Executor, workspaceId: string, now: Date): Promise<Counts> {
  const inAWeek = new Date(now.getTime() + 7 * 86_400_000)
  const { rows } = await sql<Counts>`
    select
      members.*, clients.*, keys.*,
      (select count(*)::int from invitation where workspace_id = ${workspaceId} and accepted_at is null and withdrawn_at is null
        and expires_at > ${now}) as invited,
      (select count(*)::int from member_group where workspace_id = ${workspaceId}) as groups,
      (select count(*)::int from policy where workspace_id = ${workspaceId} and deleted_at is null) as policies,
      (select count(*)::int from held_change where workspace_id = ${workspaceId} and state = 'held') as "heldChanges",
      (select count(*)::int from policy_exception where workspace_id = ${workspaceId} and state = 'requested'
        and until > ${now}) as "askedExceptions",
      (select count(*)::int from upstream where workspace_id = ${workspaceId} and enabled) as "enabledUpstreams"
    from
      (select count(*) filter (where status = 'active')::int as active,
          count(*) filter (where status = 'deactivated')::int as deactivated,
          count(*) filter (where status = 'active' and role = 'owner')::int as "activeOwners"
        from membership join person on person.id = membership.person_id and person.kind = 'human'
        where workspace_id = ${workspaceId}) members,
      (select count(*) filter (where ended_at is null)::int as "signedInClients",
          count(distinct person_id) filter (where ended_at is null)::int as "membersSignedIn",
          count(*) > 0 as "clientsEver"
        from client_grant where workspace_id = ${workspaceId} and surface <> 'access_token') clients,
      (select count(*) filter (where maker.status = 'deactivated' or maker.role <> 'owner')::int as "orphanedKeys",
          count(*) filter (where expires_at < ${inAWeek})::int as "expiringKeys"
        from admin_key
        left join membership maker on maker.workspace_id = admin_key.workspace_id and maker.person_id = admin_key.created_by
        where admin_key.workspace_id = ${workspaceId} and revoked_at is null and (expires_at is null or expires_at > ${now})) keys
  `.execute(db)
  const counts = rows[0]
  if (!counts) throw new Error('a query of aggregates answered no row')
  return counts
}

export interface HourRow {
  /** Hours since 1970, UTC. */
  hour: number
  completed: number
  refused: number
  failed: number
}

/** Turns by hour since then. What a person cancelled is neither done nor failed, so it stands in no column. */
export async function countTurns(db: Executor, workspaceId: string, since: Date): Promise<HourRow[]> {
  const { rows } = await sql<HourRow>`
    select floor(extract(epoch from at) / 3600)::int as hour,
      count(*) filter (where outcome = 'completed')::int as completed,
      count(*) filter (where outcome = 'refused')::int as refused,
      count(*) filter (where outcome in ('upstream_error', 'no_upstream'))::int as failed
    from turn where workspace_id = ${workspaceId} and at >= ${since}
    group by 1
  `.execute(db)
  return rows
}

/** What is told for a week after it happened: facts of one kind since then with their subject's name, the last first. */
export const listTold = (db: Executor, workspaceId: string, kind: 'owner.recovered' | 'break_glass.used', since: Date) =>
  db
    .selectFrom('fact')
    .leftJoin('person', 'person.id', 'fact.subject_id')
    .select(['fact.id', 'fact.at', 'person.name'])
    .where('fact.workspace_id', '=', workspaceId)
    .where('fact.kind', '=', kind)
    .where('fact.at', '>=', since)
    .orderBy('fact.at', 'desc')
    .execute()

/** Drafts whose time has passed without them, until somebody acts on them. */
export const listNotPublished = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('policy_draft')
    .select(['id', 'title', 'not_published_because as because'])
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('not_published_because', 'is not', null)
    .orderBy('updated_at', 'desc')
    .limit(20)
    .execute()

/** Staged rollouts that are halted. */
export const listHalted = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('policy_rollout')
    .innerJoin('policy_draft', 'policy_draft.id', 'policy_rollout.draft_id')
    .select(['policy_rollout.id', 'policy_draft.title', 'policy_rollout.halted_because as because'])
    .where('policy_rollout.workspace_id', '=', workspaceId)
    .where('policy_rollout.state', '=', 'halted')
    .execute()

/** Model calls since then without a policy fetch of the same sign-in in two hours; calls from before fetches were noted say no surface. */
export async function countUncovered(db: Executor, workspaceId: string, since: Date): Promise<number> {
  const { rows } = await sql<{ calls: number }>`
    select count(*)::int as calls from turn where workspace_id = ${workspaceId} and at >= ${since} and surface is not null
      and (policy_served_at is null or policy_served_at < at - interval '2 hours')`.execute(db)
  return rows[0]?.calls ?? 0
}
