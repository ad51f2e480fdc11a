import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

interface Since {
  workspaceId: string
  /** When the stage began. */
  since: Date
  now: Date
}

interface DevicesSeen {
  served: number
  used: number
  silent: number
}

/**
 * Sign-ins of these people that fetched a policy since the stage began, by what came after. The surfaces of one sign-in count as one,
 * because they share the policy that one of them fetched (client 0.169.0). Its time begins when it was first served what it has, or with
 * the stage; silent is who was used before that and not since, for more than an hour, the last fetch being ten minutes old.
 * @param rolloutId those served on the new side of it; null: served anything
 */
export async function countDevices(
  db: Executor,
  { workspaceId, since, now }: Since,
  personIds: string[],
  rolloutId: string | null,
): Promise<DevicesSeen> {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
  const { rows } = await sql<DevicesSeen>`
    with sign_in as (
      select max(device.served_at) as served_at, max(device.used_at) as used_at,
        greatest((array_agg(device.policy_since order by device.served_at desc nulls last))[1], ${since}) as base,
        (array_agg(device.on_new order by device.served_at desc nulls last))[1] as on_new,
        (array_agg(device.rollout_id order by device.served_at desc nulls last))[1] as rollout_id
      from device join unnest(${personIds}::text[]) as moved (person_id) using (person_id)
      where device.workspace_id = ${workspaceId} and device.grant_id is not null
      group by device.grant_id
      having max(device.served_at) >= ${since})
    select count(*)::int as served,
      (count(*) filter (where used_at >= base))::int as used,
      (count(*) filter (where used_at < base and base < ${ago(60)} and served_at < ${ago(10)}))::int as silent
    from sign_in
    where ${rolloutId}::text is null or (on_new and rollout_id = ${rolloutId})`.execute(db)
  return rows[0] ?? { served: 0, used: 0, silent: 0 }
}

interface CallsSeen {
  /** Since the stage began. */
  since: number
  /** In the same time before. */
  before: number
  /** Of those since, under one of the versions that are asked for. */
  judged: number
  failed: number
}

/**
 * Model calls of these people since the stage began, and in the same time before it.
 * @param versions counts and failures are of calls under one of these policy versions ('' is none); null: of all
 */
export async function countCalls(
  db: Executor,
  { workspaceId, since, now }: Since,
  personIds: string[],
  versions: string[] | null,
): Promise<CallsSeen> {
  const from = new Date(2 * since.getTime() - now.getTime())
  const judged = sql`at >= ${since} and (${versions}::text[] is null or coalesce(policy_version_id, '') = any(${versions}::text[]))`
  const { rows } = await sql<CallsSeen>`
    select (count(*) filter (where at >= ${since}))::int as since,
      (count(*) filter (where at < ${since}))::int as before,
      (count(*) filter (where ${judged}))::int as judged,
      (count(*) filter (where ${judged} and outcome not in ('completed', 'cancelled')))::int as failed
    from turn join unnest(${personIds}::text[]) as moved (person_id) using (person_id)
    where turn.workspace_id = ${workspaceId} and at >= ${from} and at <= ${now}`.execute(db)
  return rows[0] ?? { since: 0, before: 0, judged: 0, failed: 0 }
}
