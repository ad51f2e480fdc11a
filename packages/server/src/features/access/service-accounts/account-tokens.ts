import type { BodyOf, serviceAccountRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { lockOwner, makeToken, revokeToken } from '../access-tokens/index.ts'
import { requireAccount } from './service-accounts.can.ts'
import type { App } from './service-accounts.ts'

/**
 * Makes a token of a service account; it always ends, after at most a year. Fails: service_account.not_found,
 * service_account.not_active, access_token.lives_too_long, access_token.too_many, access_token.not_found.
 */
export async function createAccountToken(
  app: App,
  actor: Actor,
  accountId: string,
  wanted: BodyOf<(typeof serviceAccountRoutes)['createToken']>,
) {
  return app.db.transaction().execute(async (tx) => {
    const status = await lockOwner(tx, actor.workspaceId, accountId)
    await requireAccount(tx, actor, accountId, 'tokens', app.clock.now())
    if (status !== 'active') throw new Failure('service_account.not_active')
    return makeToken(tx, app, actor, accountId, wanted)
  })
}

/** Fails: service_account.not_found, access_token.not_found. */
export async function revokeAccountToken(app: App, actor: Actor, accountId: string, tokenId: string): Promise<void> {
  await requireAccount(app.db, actor, accountId, 'tokens', app.clock.now())
  await revokeToken(app, actor, tokenId, accountId)
}
