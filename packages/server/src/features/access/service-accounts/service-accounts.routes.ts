import { serviceAccountRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { bind, readCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { listAccessTokens } from '../access-tokens/index.ts'
import { createAccountToken, revokeAccountToken } from './account-tokens.ts'
import { requireAccount } from './service-accounts.can.ts'
import { listAccounts } from './service-accounts.store.ts'
import { createAccount, removeAccount, updateAccount } from './service-accounts.ts'
import { toServiceAccount } from './service-accounts.views.ts'
import { shareAccount, unshareAccount } from './shares.ts'

type App = Platform & { standing: Standing }

/** Service accounts, for who manages them and for those they are shared with. */
export const serviceAccounts = bind<App, typeof serviceAccountRoutes>(serviceAccountRoutes, {
  list: async ({ app, actor, query }) => {
    const create = actor.permissions.has('service_account.manage')
    const rows = await listAccounts(app.db, actor.workspaceId, app.clock.now(), {
      search: query.search,
      limit: query.limit,
      after: readCursor(query.cursor, 2),
      sharedWith: create ? undefined : (actor.personId ?? ''),
    })
    const page = toPage(
      rows,
      query.limit,
      (it) => [it.sort_name, it.id],
      (it) => toServiceAccount(app, actor, it),
    )
    return { ...page, can: { create, why: create ? null : 'Owners and admins create service accounts.' } }
  },
  get: ({ app, actor, params }) => get(app, actor, params.serviceAccountId),
  create: async ({ app, actor, body }) => get(app, actor, await createAccount(app, actor, body)),
  update: async ({ app, actor, params, body }) => {
    await updateAccount(app, actor, params.serviceAccountId, body)
    return get(app, actor, params.serviceAccountId)
  },
  remove: async ({ app, actor, params }) => {
    await removeAccount(app, actor, params.serviceAccountId)
    return undefined
  },
  tokens: async ({ app, actor, params }) => {
    const { id } = await requireAccount(app.db, actor, params.serviceAccountId, 'tokens', app.clock.now())
    return listAccessTokens(app, actor.workspaceId, { personId: id })
  },
  createToken: async ({ app, actor, params, body }) => {
    const { tokenId, secret } = await createAccountToken(app, actor, params.serviceAccountId, body)
    const [token] = await listAccessTokens(app, actor.workspaceId, { tokenId })
    if (!token) throw new Failure('access_token.not_found')
    return { token, secret }
  },
  revokeToken: async ({ app, actor, params }) => {
    await revokeAccountToken(app, actor, params.serviceAccountId, params.tokenId)
    return undefined
  },
  share: async ({ app, actor, params, body }) => {
    await shareAccount(app, actor, params.serviceAccountId, body)
    return get(app, actor, params.serviceAccountId)
  },
  unshare: async ({ app, actor, params }) => {
    await unshareAccount(app, actor, params.serviceAccountId, params.personId)
    return get(app, actor, params.serviceAccountId)
  },
})

const get = async (app: App, actor: Actor, accountId: string) =>
  toServiceAccount(app, actor, await requireAccount(app.db, actor, accountId, 'tokens', app.clock.now()))
