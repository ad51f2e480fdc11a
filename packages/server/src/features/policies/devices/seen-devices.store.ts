import type { deviceStates } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'
import type { WouldGet } from './would-get.ts'

export type DeviceState = (typeof deviceStates)[number]

/** A device with what its sign-in was served last: the surfaces of one sign-in share the policy that one of them fetched (client 0.169.0). */
export interface SeenDevice {
  id: string
  person_id: string | null
  person_name: string | null
  person_email: string | null
  enrolment_id: string | null
  enrolment_name: string | null
  token_id: string | null
  token_name: string | null
  surface: string
  client_version: string
  system: string
  installation_id: string | null
  first_seen_at: Date
  seen_at: Date
  used_at: Date | null
  fetches: number
  calls: number
  calls_since: number
  own_served_at: Date | null
  served_at: Date | null
  served_by: string | null
  policy_since: Date | null
  policy_version_id: string | null
  policy_id: string | null
  policy_name: string | null
  policy_version: number | null
  revision_number: number | null
  state: DeviceState
}

interface Find {
  /** Only these devices. */
  deviceIds?: string[] | undefined
  state?: DeviceState | undefined
  personId?: string | undefined
  policyId?: string | undefined
  search?: string | undefined
  /** [seen_at, id] of the last one seen. */
  after?: string[] | undefined
  limit: number
}

const dayMs = 86_400_000

/**
 * Devices with their state: every device once, as a table that others select from. The state is told here and nowhere else.
 *
 * - unserved: nobody saw its sign-in fetch a policy
 * - behind: what its sign-in fetched last is not what it would get now
 * - silent: it was used before that fetch and not since, for a day
 * - used: a model call came after that fetch; served: none did yet
 */
function seen(workspaceId: string, would: WouldGet, now: Date) {
  const owners = [...would.keys()]
  const versions = [...would.values()].map((it) => it?.versionId ?? null)
  return sql`
    select device.*, last.served_at as last_served_at, last.surface as last_surface, last.policy_since as last_since,
      last.policy_version_id as last_version_id, last.revision_number as last_revision,
      case
        when last.served_at is null then 'unserved'
        when last.policy_version_id is distinct from would.version_id then 'behind'
        when device.used_at >= last.served_at then 'used'
        when device.used_at is not null and last.served_at < ${new Date(now.getTime() - dayMs)} then 'silent'
        else 'served'
      end as state
    from device
    left join unnest(${owners}::text[], ${versions}::text[]) as would (owner_id, version_id)
      on would.owner_id = coalesce(device.person_id, device.enrolment_id)
    left join lateral (
      select it.served_at, it.surface, it.policy_since, it.policy_version_id, it.revision_number from device it
      where it.served_at is not null and (it.id = device.id or it.grant_id = device.grant_id)
      order by it.served_at desc limit 1) last on true
    where device.workspace_id = ${workspaceId}`
}

/** Devices, the last seen first. */
export async function listSeen(db: Executor, workspaceId: string, would: WouldGet, now: Date, find: Find): Promise<SeenDevice[]> {
  const only = [
    find.deviceIds !== undefined && sql`seen.id = any(${find.deviceIds}::text[])`,
    find.state !== undefined && sql`seen.state = ${find.state}`,
    find.personId !== undefined && sql`seen.person_id = ${find.personId}`,
    find.policyId !== undefined && sql`policy.id = ${find.policyId}`,
    find.search !== undefined && find.search !== '' && matches(find.search),
    find.after !== undefined && sql`(seen.seen_at, seen.id) < (${find.after[0]}::timestamptz, ${find.after[1]})`,
  ].filter((it) => it !== false)
  const { rows } = await sql<SeenDevice>`
    select seen.id, seen.person_id, person.name as person_name, person.email as person_email, seen.enrolment_id,
      enrolment.name as enrolment_name, token.id as token_id, token.name as token_name, seen.surface, seen.client_version, seen.system, seen.installation_id, seen.first_seen_at,
      seen.seen_at, seen.used_at, seen.fetches, seen.calls, seen.calls_since, seen.served_at as own_served_at,
      seen.last_served_at as served_at, seen.last_surface as served_by, seen.last_since as policy_since,
      seen.last_version_id as policy_version_id, policy.id as policy_id, policy.name as policy_name,
      policy_version.number as policy_version, seen.last_revision as revision_number, seen.state
    from (${seen(workspaceId, would, now)}) seen
    left join person on person.id = seen.person_id
    left join enrolment on enrolment.id = seen.enrolment_id
    left join access_token token on token.grant_id = seen.grant_id
    left join policy_version on policy_version.id = seen.last_version_id
    left join policy on policy.id = policy_version.policy_id
    ${only.length > 0 ? sql`where ${sql.join(only, sql` and `)}` : sql``}
    order by seen.seen_at desc, seen.id desc limit ${find.limit}`.execute(db)
  return rows
}

function matches(search: string) {
  const like = `%${search.replace(/[\\%_]/g, (it) => `\\${it}`)}%`
  const columns = [
    'person.name',
    'person.email',
    'enrolment.name',
    'token.name',
    'seen.surface',
    'seen.system',
    'seen.client_version',
  ]
  return sql`(${sql.join(
    [...columns.map((it) => sql`${sql.ref(it)} ilike ${like}`), sql`seen.installation_id = ${search}`],
    sql` or `,
  )})`
}

export interface StateCount {
  state: DeviceState
  client_version: string
  devices: number
  /** The last moment in which one of them may still use what it fetched before: an hour after the fetch. */
  last_served_at: Date | null
}

/** Devices by state and client version. */
export async function countStates(db: Executor, workspaceId: string, would: WouldGet, now: Date): Promise<StateCount[]> {
  const { rows } = await sql<StateCount>`
    select state, client_version, count(*)::int as devices, max(last_served_at) as last_served_at
    from (${seen(workspaceId, would, now)}) seen group by 1, 2`.execute(db)
  return rows
}

/** When devices that have been served came to have what they would get now: how many in each of so many equal parts of a time. */
export async function countArrivals(
  db: Executor,
  workspaceId: string,
  would: WouldGet,
  { now, from, parts }: { now: Date; from: Date; parts: number },
): Promise<{ part: number; arrived: number; known: number }[]> {
  const [low, high] = [from.getTime() / 1000, now.getTime() / 1000]
  const part = (column: string) =>
    sql`least(greatest(width_bucket(extract(epoch from ${sql.ref(column)})::float8, ${low}::float8, ${high}::float8, ${parts}), 0), ${parts})`
  const { rows } = await sql<{ part: number; arrived: number; known: number }>`
    with seen as (${seen(workspaceId, would, now)}),
    arrived as (select ${part('last_since')} as part, count(*)::int as n from seen where state in ('used', 'served', 'silent') group by 1),
    known as (select ${part('first_seen_at')} as part, count(*)::int as n from seen where last_served_at is not null group by 1)
    select part, coalesce(arrived.n, 0) as arrived, coalesce(known.n, 0) as known
    from arrived full join known using (part)`.execute(db)
  return rows
}
