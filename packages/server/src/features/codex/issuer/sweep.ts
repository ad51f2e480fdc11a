import { systemActor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Platform } from '../../../platform/platform.ts'
import { listExpiredTokens, listIdleGrants, lockGrant, markEnded } from './grants.store.ts'
import { endGrant } from './grants.ts'

/**
 * Ends sign-ins that nobody can use any more, and deletes what ran out more than a day ago: device and authorization codes, refresh
 * tokens, sessions, signing keys.
 */
export async function sweepExpired(app: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  await endIdleGrants(app)
  await endExpiredTokens(app)
  const dayAgo = new Date(app.clock.now().getTime() - 86_400_000)
  await app.db.deleteFrom('device_code').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('authorization_code').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('refresh_token').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('session').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('signing_key').where('verifies_until', '<', dayAgo).execute()
}

/** Ends sign-ins without a refresh token that still works: their clients stayed away, and nothing revives an expired token. */
async function endIdleGrants(app: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  for (const { id, workspace_id } of await listIdleGrants(app.db, app.clock.now())) {
    await app.db.transaction().execute(async (tx) => {
      const grant = await lockGrant(tx, id)
      if (grant) await endGrant(tx, app.clock, systemActor(workspace_id), grant, 'idle')
    })
  }
}

/** Ends the sign-ins of access tokens that have run out. Nobody does it and nothing changes for anybody, so it is no fact. */
async function endExpiredTokens(app: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  const now = app.clock.now()
  await app.db.transaction().execute(async (tx) => {
    for (const { id, grant_id, workspace_id } of await listExpiredTokens(tx, now)) {
      if (!(await markEnded(tx, grant_id, now, 'expired'))) continue
      await announce(tx, 'grant', workspace_id, grant_id)
      await announce(tx, 'access_token', workspace_id, id)
    }
  })
}
