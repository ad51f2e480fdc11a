import { systemActor } from '../../../platform/actor.ts'
import type { Platform } from '../../../platform/platform.ts'
import { listIdleGrants, lockGrant } from './grants.store.ts'
import { endGrant } from './grants.ts'

/**
 * Ends sign-ins that nobody can use any more, and deletes what ran out more than a day ago: device and authorization codes, refresh
 * tokens, sessions, signing keys.
 */
export async function sweepExpired(app: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  await endIdleGrants(app)
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
