import { sql } from 'kysely'
import type { Platform } from '../../../platform/platform.ts'

/** Sign-ins that were used since the last write, by grant id: when, and by which client. */
export type GrantUses = Map<string, { at: Date; userAgent: string }>

/**
 * Writes when sign-ins were last used, many in one statement, so that a call never waits for it. A device sign-in names no program; the
 * first one that uses it is kept. What could not be written stays for the next time.
 */
export async function writeGrantUses(app: Pick<Platform, 'db'> & { grantUses: GrantUses }): Promise<void> {
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
  for (const [id] of uses) app.grantUses.delete(id)
}
