import type { AccessTokenStatus, NamedRef, PersonRef } from '@bailiwick/contracts'
import { type RawBuilder, sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

/** A token expires soon when it has so many days left. */
const soonDays = 14

export interface TokenRow {
  id: string
  grant_id: string
  workspace_id: string
  person_id: string
  owner: PersonRef & { kind: 'human' | 'service_account' }
  name: string
  hint: string
  created_by: PersonRef | null
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  last_used_by: string
  last_used_from: string
  revoked_at: Date | null
  revoked_by: string | null
  ended_at: Date | null
  end_reason: string | null
  status: AccessTokenStatus
  stale: boolean
  expiring_soon: boolean
  replaces: NamedRef | null
  replaced_by: (NamedRef & { used: boolean }) | null
}

/** What a reading is judged by: the time, who may not use Codex Local now, and what counts as unused. */
export interface Judging {
  now: Date
  /** Owners whose tokens are suspended. */
  suspended: readonly string[]
  unusedDays: number
}

/** Tokens with their status: told here and nowhere else. Live is active or suspended. */
function judged(workspaceId: string, { now, suspended, unusedDays }: Judging): RawBuilder<unknown> {
  const unusedSince = new Date(now.getTime() - unusedDays * 86_400_000)
  const soon = new Date(now.getTime() + soonDays * 86_400_000)
  return sql`
    select it.*, grant_.last_used_at, grant_.ended_at, grant_.end_reason,
      person.name as owner_name, person.email as owner_email, person.kind as owner_kind, state.status,
      state.status in ('active', 'suspended') as live,
      state.status in ('active', 'suspended') and coalesce(grant_.last_used_at, it.created_at) < ${unusedSince} as stale,
      state.status in ('active', 'suspended') and it.expires_at is not null and it.expires_at < ${soon} as expiring_soon,
      (select jsonb_build_object('id', other.id, 'name', other.name, 'used', other.first_used_at is not null)
        from access_token other where other.replaces = it.id and other.revoked_at is null
        order by other.created_at desc, other.id desc limit 1) as replaced_by
    from access_token it
    join client_grant grant_ on grant_.id = it.grant_id
    join person on person.id = it.person_id
    cross join lateral (select case
      when it.revoked_at is not null then 'revoked'
      when grant_.ended_at is not null and coalesce(grant_.end_reason, '') <> 'expired' then 'ended'
      when grant_.ended_at is not null or it.expires_at <= ${now} then 'expired'
      when it.person_id = any(${[...suspended]}::text[]) then 'suspended'
      else 'active' end as status) state
    where it.workspace_id = ${workspaceId}`
}

export interface FindTokens {
  tokenId?: string | undefined
  personId?: string | undefined
  kind?: 'human' | 'service_account' | undefined
  status?: AccessTokenStatus | undefined
  search?: string | undefined
  stale?: boolean | undefined
  neverUsed?: boolean | undefined
  expiringSoon?: boolean | undefined
  withoutExpiry?: boolean | undefined
  replaced?: boolean | undefined
  /** [created_at, id] of the last one seen. */
  after?: string[] | undefined
  limit?: number
}

/** Tokens, newest first; one more than the limit where there is more. */
export async function listTokens(
  db: Executor,
  workspaceId: string,
  judging: Judging,
  find: FindTokens = {},
): Promise<TokenRow[]> {
  const only = [
    find.tokenId !== undefined && sql`token.id = ${find.tokenId}`,
    find.personId !== undefined && sql`token.person_id = ${find.personId}`,
    find.kind !== undefined && sql`token.owner_kind = ${find.kind}`,
    find.status !== undefined && sql`token.status = ${find.status}`,
    find.stale === true && sql`token.stale`,
    find.neverUsed === true && sql`token.live and token.last_used_at is null`,
    find.expiringSoon === true && sql`token.expiring_soon`,
    find.withoutExpiry === true && sql`token.live and token.expires_at is null`,
    find.replaced === true && sql`token.live and token.replaced_by is not null`,
    find.search !== undefined && find.search !== '' && matches(find.search),
    find.after !== undefined && sql`(token.created_at, token.id) < (${find.after[0]}::timestamptz, ${find.after[1]})`,
  ].filter((it) => it !== false)
  const { rows } = await sql<TokenRow>`
    select token.id, token.grant_id, token.workspace_id, token.person_id, token.name, token.hint, token.created_at, token.expires_at,
      jsonb_build_object('id', token.person_id, 'name', token.owner_name, 'email', token.owner_email, 'kind', token.owner_kind) as owner,
      case when maker.id is not null then jsonb_build_object('id', maker.id, 'name', maker.name, 'email', maker.email) end as created_by,
      case when old.id is not null then jsonb_build_object('id', old.id, 'name', old.name) end as replaces,
      token.replaced_by, token.last_used_at, token.last_used_by, token.last_used_from, token.revoked_at, token.revoked_by,
      token.ended_at, token.end_reason, token.status, token.stale, token.expiring_soon
    from (${judged(workspaceId, judging)}) token
    left join person maker on maker.id = token.created_by
    left join access_token old on old.id = token.replaces
    ${only.length > 0 ? sql`where ${sql.join(only, sql` and `)}` : sql``}
    order by token.created_at desc, token.id desc
    ${find.limit === undefined ? sql`` : sql`limit ${find.limit + 1}`}`.execute(db)
  return rows
}

function matches(search: string) {
  const like = `%${search.replace(/[\\%_]/g, (it) => `\\${it}`)}%`
  const columns = ['token.name', 'token.owner_name', 'token.owner_email', 'token.hint']
  return sql`(${sql.join(
    columns.map((it) => sql`${sql.ref(it)} ilike ${like}`),
    sql` or `,
  )})`
}

export interface TokenCounts {
  active: number
  suspended: number
  stale: number
  neverUsed: number
  expiringSoon: number
  withoutExpiry: number
  replaced: number
  beyondLimit: number
  ofServiceAccounts: number
}

/** Live tokens in numbers. */
export async function countTokens(
  db: Executor,
  workspaceId: string,
  judging: Judging,
  maxDays: number | null,
): Promise<TokenCounts> {
  const { rows } = await sql<TokenCounts>`
    select count(*) filter (where status = 'active')::int as active,
      count(*) filter (where status = 'suspended')::int as suspended,
      count(*) filter (where stale)::int as stale,
      count(*) filter (where live and last_used_at is null)::int as "neverUsed",
      count(*) filter (where expiring_soon)::int as "expiringSoon",
      count(*) filter (where live and expires_at is null)::int as "withoutExpiry",
      count(*) filter (where live and replaced_by is not null)::int as replaced,
      count(*) filter (where live and ${maxDays}::int is not null
        and (expires_at is null or expires_at > created_at + make_interval(days => ${maxDays}::int)))::int as "beyondLimit",
      count(*) filter (where live and owner_kind = 'service_account')::int as "ofServiceAccounts"
    from (${judged(workspaceId, judging)}) token`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('a count answered no row')
  return counts
}

/** People and service accounts that have a token which has not ended. */
export async function listOwners(db: Executor, workspaceId: string, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('access_token')
    .select('person_id')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .execute()
  return rows.map((it) => it.person_id)
}

/** How many tokens of somebody have not ended. */
export async function countLive(db: Executor, workspaceId: string, personId: string, now: Date): Promise<number> {
  const { n } = await db
    .selectFrom('access_token')
    .innerJoin('client_grant', 'client_grant.id', 'access_token.grant_id')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('access_token.workspace_id', '=', workspaceId)
    .where('access_token.person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirstOrThrow()
  return n
}

export interface NewToken {
  id: string
  grant_id: string
  workspace_id: string
  person_id: string
  name: string
  hint: string
  token_hash: Buffer
  created_by: string | null
  created_at: Date
  expires_at: Date | null
  replaces: string | null
}

export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  await tx.insertInto('access_token').values(token).execute()
}

/**
 * Whether somebody is an active member, held until the transaction ends: whoever deactivates them waits, and is waited for, and so does
 * another token of theirs that is made at the same moment.
 */
export async function lockOwner(tx: Tx, workspaceId: string, personId: string): Promise<'active' | 'deactivated' | undefined> {
  const row = await tx
    .selectFrom('membership')
    .select('status')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row?.status
}

/** Marks a token revoked; undefined when it is unknown, or was over before. */
export async function setRevoked(tx: Tx, workspaceId: string, tokenId: string, by: { name: string; now: Date }) {
  return tx
    .updateTable('access_token')
    .from('client_grant')
    .set({ revoked_at: by.now, revoked_by: by.name })
    .whereRef('client_grant.id', '=', 'access_token.grant_id')
    .where('access_token.workspace_id', '=', workspaceId)
    .where('access_token.id', '=', tokenId)
    .where('revoked_at', 'is', null)
    .where('ended_at', 'is', null)
    .returning(['access_token.id', 'access_token.name', 'access_token.person_id', 'access_token.grant_id'])
    .executeTakeFirst()
}

/** Whose token it is; undefined when the workspace has no such token. */
export const findToken = (db: Executor, workspaceId: string, tokenId: string) =>
  db
    .selectFrom('access_token')
    .select(['id', 'name', 'person_id', 'revoked_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', tokenId)
    .executeTakeFirst()

/** The longest life of a new token in days; null is no limit. */
export async function readLimit(db: Executor, workspaceId: string): Promise<number | null> {
  const row = await db
    .selectFrom('workspace_security')
    .select('access_token_max_days')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row?.access_token_max_days ?? null
}

export async function putLimit(tx: Tx, workspaceId: string, maxDays: number | null): Promise<void> {
  await tx
    .insertInto('workspace_security')
    .values({ workspace_id: workspaceId, access_token_max_days: maxDays })
    .onConflict((it) => it.column('workspace_id').doUpdateSet({ access_token_max_days: maxDays }))
    .execute()
}
