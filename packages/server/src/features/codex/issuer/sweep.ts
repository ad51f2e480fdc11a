import type { Platform } from '../../../platform/platform.ts'

/** Deletes what ran out more than a day ago: device and authorization codes, refresh tokens, sessions, signing keys. */
export async function sweepExpired(app: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  const dayAgo = new Date(app.clock.now().getTime() - 86_400_000)
  await app.db.deleteFrom('device_code').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('authorization_code').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('refresh_token').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('session').where('expires_at', '<', dayAgo).execute()
  await app.db.deleteFrom('signing_key').where('verifies_until', '<', dayAgo).execute()
}
