import { sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../founding/index.ts'
import { isReady, listSealed } from './break-glass.ts'
import { listDomains } from './domains.ts'
import { isEnforced } from './is-enforced.ts'
import { listProviders } from './providers.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** What stands against making the identity providers the only way in; null when nothing does. */
export async function whyNotEnforce(db: Executor, workspaceId: string): Promise<string | null> {
  const providers = (await listProviders(db, workspaceId)).filter((it) => it.enabled)
  if (providers.length === 0) return 'No identity provider is enabled.'
  if (!providers.some((it) => it.last_success_at))
    return 'No enabled identity provider has worked yet: test one, or sign in with it.'
  if (!(await listDomains(db, workspaceId)).some((it) => it.verified_at)) return 'No mail domain is verified.'
  if (!isReady(await listSealed(db, workspaceId))) return 'No owner is sealed for emergencies: name one who has a passkey.'
  return null
}

/** Makes the providers the only way in, or takes that back; sessions that the door no longer lets in stay for other workspaces. */
export async function enforce(app: App, actor: Actor, enforced: boolean): Promise<void> {
  const { workspaceId } = actor
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    if ((await isEnforced(tx, workspaceId)) === enforced) return
    const obstacle = enforced ? await whyNotEnforce(tx, workspaceId) : null
    if (obstacle) throw new Failure('single_sign_on.not_ready', { detail: obstacle })
    await tx
      .insertInto('workspace_security')
      .values({ workspace_id: workspaceId, sso_enforced: enforced, access_token_max_days: null })
      .onConflict((it) => it.column('workspace_id').doUpdateSet({ sso_enforced: enforced }))
      .execute()
    await record(tx, app.clock, actor, { kind: enforced ? 'single_sign_on.enforced' : 'single_sign_on.relaxed' })
  })
}

/** Active people whose address is in no verified domain of the workspace. */
export async function countOutside(db: Executor, workspaceId: string): Promise<number> {
  const { n } = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('membership.workspace_id', '=', workspaceId)
    .where('membership.status', '=', 'active')
    .where('person.kind', '=', 'human')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('mail_domain')
            .select('mail_domain.id')
            .whereRef('mail_domain.workspace_id', '=', 'membership.workspace_id')
            .where('verified_at', 'is not', null)
            .where(sql<boolean>`mail_domain.name = lower(split_part(person.email, '@', 2))`),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return n
}
