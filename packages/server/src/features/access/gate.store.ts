import type { Db, Executor } from '../../platform/db/db.ts'

/** The live session behind a cookie. */
export async function findSession(db: Db, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.person_id')
    .select(['session.id', 'session.person_id as personId', 'session.last_seen_at as lastSeenAt', 'person.name', 'person.email'])
    .select([
      'method',
      'workspace_id as workspaceId',
      'authenticated_at as authenticatedAt',
      'second_factor_at as secondFactorAt',
    ])
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

export async function touchSession(db: Db, sessionId: string, personId: string, now: Date): Promise<void> {
  await db.updateTable('session').set({ last_seen_at: now }).where('id', '=', sessionId).execute()
  await db.updateTable('membership').set({ last_seen_at: now }).where('person_id', '=', personId).execute()
}

/**
 * The admin key behind a bearer token with what its maker is there now, unless it has expired or was revoked. A directory's token opens
 * its own addresses only (SCIM), so here it is unknown.
 */
export async function findAdminKey(db: Db, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('admin_key')
    .leftJoin('membership as maker', (join) =>
      join.onRef('maker.workspace_id', '=', 'admin_key.workspace_id').onRef('maker.person_id', '=', 'admin_key.created_by'),
    )
    .select(['id', 'admin_key.workspace_id as workspaceId', 'name', 'scopes', 'created_by as makerId'])
    .select('maker.status as makerStatus')
    .where('token_hash', '=', tokenHash)
    .where('directory_id', 'is', null)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()
}

/** The scopes and the maker of a key that is not revoked. */
export const findLiveKey = (db: Executor, workspaceId: string, keyId: string) =>
  db
    .selectFrom('admin_key')
    .select(['scopes', 'created_by as makerId'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()

/** Notes the use of a key, at most once a minute. */
export async function touchAdminKey(db: Db, keyId: string, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - 60_000)
  await db
    .updateTable('admin_key')
    .set({ last_used_at: now })
    .where('id', '=', keyId)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', minuteAgo)]))
    .execute()
}
