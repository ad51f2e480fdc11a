import type { Platform } from '../../../platform/platform.ts'

/** Deletes counts whose window is over, and tickets and challenges that ran out more than a day ago. */
export async function sweepSignIns({ db, clock }: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  const now = clock.now()
  const dayAgo = new Date(now.getTime() - 86_400_000)
  await db.deleteFrom('attempt').where('until', '<=', now).execute()
  await db.deleteFrom('sign_in_ticket').where('expires_at', '<', dayAgo).execute()
  await db.deleteFrom('challenge').where('expires_at', '<', dayAgo).execute()
}
