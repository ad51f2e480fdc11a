import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'
import type { Fetch, Sighting } from './sighting.ts'

/** The id of a device: every replica makes the same one of the same subject and surface. */
const deviceId = (key: string): string => `dev_${createHash('sha256').update(key).digest('hex').slice(0, 26)}`

const columns: Record<string, readonly [type: string, value: (it: Sighting) => unknown]> = {
  id: ['text', (it) => deviceId(it.key)],
  workspace_id: ['uuid', (it) => it.workspaceId],
  person_id: ['text', (it) => it.personId],
  grant_id: ['text', (it) => it.grantId],
  enrolment_id: ['text', (it) => it.enrolmentId],
  config_server: ['bool', (it) => it.configServer],
  surface: ['text', (it) => it.surface],
  client_version: ['text', (it) => it.version],
  system: ['text', (it) => it.system],
  installation_id: ['text', (it) => it.installationId],
  policy_version_id: ['text', (it) => it.fetch?.policyVersionId ?? null],
  revision_number: ['int', (it) => it.fetch?.revision ?? null],
  bundle_sha256: ['text', (it) => it.fetch?.sha256 ?? null],
  rollout_id: ['text', (it) => it.fetch?.rolloutId ?? null],
  on_new: ['bool', (it) => it.fetch?.onNew ?? null],
  first_seen_at: ['timestamptz', (it) => it.firstAt],
  seen_at: ['timestamptz', (it) => it.lastAt],
  served_at: ['timestamptz', (it) => it.fetch?.at ?? null],
  policy_since: ['timestamptz', (it) => it.since],
  used_at: ['timestamptz', (it) => it.usedAt],
  fetches: ['int', (it) => it.fetches],
  calls: ['int', (it) => it.calls],
  calls_since: ['int', (it) => it.callsSince],
}
const names = Object.keys(columns)

/** What a fetch brings, when it is later than the one that stands: the last one by time wins, whichever replica writes first. */
const served = ['policy_version_id', 'revision_number', 'bundle_sha256', 'rollout_id', 'on_new', 'served_at']

/** Adds sightings to their devices, in one statement. Each key may stand in it once. */
export async function writeSightings(db: Executor, sightings: Sighting[]): Promise<void> {
  const arrays = Object.values(columns).map(([type, value]) => sql`${sightings.map(value)}::${sql.raw(type)}[]`)
  const newer = sql`(excluded.served_at is not null and (device.served_at is null or excluded.served_at >= device.served_at))`
  const later = sql`excluded.seen_at >= device.seen_at`
  const ofFetch = served.map((name) => choose(name, newer))
  const ofClient = ['client_version', 'system'].map((name) => choose(name, later))
  await sql`insert into device (${sql.join(names.map((name) => sql.ref(name)))})
    select * from unnest(${sql.join(arrays)})
    on conflict (id) do update set ${sql.join([...ofFetch, ...ofClient])},
      policy_since = case when not ${newer} then device.policy_since
        when device.served_at is not null and device.policy_version_id is not distinct from excluded.policy_version_id
          then device.policy_since
        else excluded.policy_since end,
      calls_since = excluded.calls_since + case when ${newer} then 0 else device.calls_since end,
      installation_id = coalesce(excluded.installation_id, device.installation_id),
      first_seen_at = least(device.first_seen_at, excluded.first_seen_at),
      seen_at = greatest(device.seen_at, excluded.seen_at),
      used_at = greatest(device.used_at, excluded.used_at),
      fetches = device.fetches + excluded.fetches,
      calls = device.calls + excluded.calls`.execute(db)
}

const choose = (name: string, when: ReturnType<typeof sql>) =>
  sql`${sql.ref(name)} = case when ${when} then ${sql.ref(`excluded.${name}`)} else ${sql.ref(`device.${name}`)} end`

export interface StoredFetch extends Fetch {
  workspaceId: string
  grantId: string
  personId: string
  configServer: boolean
}

const selectFetches = (db: Executor) =>
  db
    .selectFrom('device')
    .select([
      'workspace_id',
      'grant_id',
      'person_id',
      'config_server',
      'policy_version_id',
      'revision_number',
      'bundle_sha256',
      'rollout_id',
      'on_new',
      'served_at',
    ])
    .where('served_at', 'is not', null)

type FetchRow = Awaited<ReturnType<ReturnType<typeof selectFetches>['execute']>>[number]

/** Fetches by signed-in people since then, the earliest first; at most so many, of which the latest. */
export async function listFetches(db: Executor, since: Date, limit: number): Promise<StoredFetch[]> {
  const rows = await selectFetches(db)
    .where('grant_id', 'is not', null)
    .where('served_at', '>', since)
    .orderBy('served_at', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map(toFetch)
}

/** The last fetch of a sign-in, or of the same person from the config server. */
export async function findLastFetch(
  db: Executor,
  { grantId, personId, workspaceId }: { grantId: string; personId: string; workspaceId: string },
): Promise<StoredFetch | undefined> {
  const row = await selectFetches(db)
    .where((eb) =>
      eb.or([
        eb('grant_id', '=', grantId),
        eb.and([eb('workspace_id', '=', workspaceId), eb('person_id', '=', personId), eb('config_server', '=', true)]),
      ]),
    )
    .orderBy('served_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toFetch(row)
}

const toFetch = (row: FetchRow): StoredFetch => ({
  workspaceId: row.workspace_id,
  grantId: row.grant_id ?? '',
  personId: row.person_id ?? '',
  configServer: row.config_server,
  at: row.served_at ?? new Date(0), // selected to be there
  policyVersionId: row.policy_version_id,
  revision: row.revision_number,
  sha256: row.bundle_sha256 ?? '',
  rolloutId: row.rollout_id,
  onNew: row.on_new,
})
