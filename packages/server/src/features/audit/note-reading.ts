import { sql } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import { record } from '../../platform/facts/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { hasFactSince } from './audit.store.ts'

const hour = 3_600_000

/**
 * An admin key that reads the log leaves a fact, at most one an hour (CO-18). People who look leave none: a console reads it with every
 * page. When the fact cannot be written, nothing is read.
 */
export async function noteReading(app: Pick<Platform, 'db' | 'clock'>, actor: Actor): Promise<void> {
  const { kind, id, workspaceId } = actor
  if (kind !== 'admin_key' || id === null) return
  const noted = () => hasFactSince(app.db, workspaceId, id, 'audit.read_by_key', new Date(app.clock.now().getTime() - hour))
  if (await noted()) return
  await app.db.transaction().execute(async (tx) => {
    // Two calls at once leave one fact: the second waits here and finds it.
    await sql`select pg_advisory_xact_lock(hashtext(${`bailiwick.reading.${id}`}))`.execute(tx)
    const since = new Date(app.clock.now().getTime() - hour)
    if (await hasFactSince(tx, workspaceId, id, 'audit.read_by_key', since)) return
    await record(tx, app.clock, actor, { kind: 'audit.read_by_key', subject: { type: 'admin_key', id, name: actor.name } })
  })
}
