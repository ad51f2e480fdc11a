import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { clientActor } from './grants.ts'

/** Sign-ins that were used since the last write, by grant id: when, by which client, and from where. */
export type GrantUses = Map<string, { at: Date; userAgent: string; address: string }>

/**
 * Writes when sign-ins were last used, many in one statement, so that a call never waits for it. A device sign-in names no program; the
 * first one that uses it is kept, and of an access token the last one. What could not be written stays for the next time.
 */
export async function writeGrantUses(app: Pick<Platform, 'db' | 'clock'> & { grantUses: GrantUses }): Promise<void> {
  const uses = [...app.grantUses]
  if (uses.length === 0) return
  const ids = uses.map(([id]) => id)
  const times = uses.map(([, use]) => use.at)
  const agents = uses.map(([, use]) => use.userAgent)
  await sql`
    with used as (select * from unnest(${ids}::text[], ${times}::timestamptz[], ${agents}::text[]) as it (id, at, agent)),
    touched as (
      update client_grant set last_used_at = used.at, user_agent = case when user_agent = '' then used.agent else user_agent end
      from used where client_grant.id = used.id and (last_used_at is null or last_used_at < used.at)
      returning workspace_id, person_id, used.at)
    update membership set last_seen_at = greatest(last_seen_at, seen.at)
    from (select workspace_id, person_id, max(at) as at from touched group by 1, 2) seen
    where membership.workspace_id = seen.workspace_id and membership.person_id = seen.person_id`.execute(app.db)
  await noteTokenUses(app.db, uses)
  await recordFirstUses(app, uses)
  for (const [id] of uses) app.grantUses.delete(id)
}

type Uses = [grantId: string, use: { at: Date; userAgent: string; address: string }][]

const unnested = (uses: Uses) => sql`unnest(${uses.map(([id]) => id)}::text[], ${uses.map(([, it]) => it.at)}::timestamptz[],
  ${uses.map(([, it]) => it.userAgent)}::text[], ${uses.map(([, it]) => it.address)}::text[]) as used (grant_id, at, agent, address)`

async function noteTokenUses(db: Db, uses: Uses): Promise<void> {
  await sql`update access_token set last_used_by = used.agent, last_used_from = used.address
    from ${unnested(uses)} where access_token.grant_id = used.grant_id`.execute(db)
}

/** The first use of a token is a fact, once, whichever replica writes it; every further one is a note. */
async function recordFirstUses(app: Pick<Platform, 'db' | 'clock'>, uses: Uses): Promise<void> {
  const unused = await app.db
    .selectFrom('access_token')
    .select('id')
    .where('grant_id', '=', sql<string>`any(${uses.map(([id]) => id)})`)
    .where('first_used_at', 'is', null)
    .execute()
  if (unused.length > 0) await app.db.transaction().execute((tx) => recordFirst(tx, app, uses))
}

async function recordFirst(tx: Tx, app: Pick<Platform, 'clock'>, uses: Uses): Promise<void> {
  const { rows } = await sql<FirstUse>`
    update access_token set first_used_at = used.at from ${unnested(uses)}, person
    where access_token.grant_id = used.grant_id and first_used_at is null and person.id = access_token.person_id
    returning access_token.id, access_token.name, access_token.workspace_id, access_token.person_id,
      person.name as person_name, person.email, used.agent, used.address`.execute(tx)
  for (const it of rows) {
    const origin = { address: it.address || null, userAgent: it.agent || null, requestId: null }
    const owner = { workspaceId: it.workspace_id, personId: it.person_id, name: it.person_name }
    await record(tx, app.clock, clientActor(origin, owner), {
      kind: 'access_token.first_used',
      subject: { type: 'access_token', id: it.id, name: it.name },
      detail: { owner: it.email },
    })
  }
}

interface FirstUse {
  id: string
  name: string
  workspace_id: string
  person_id: string
  person_name: string
  email: string
  agent: string
  address: string
}
