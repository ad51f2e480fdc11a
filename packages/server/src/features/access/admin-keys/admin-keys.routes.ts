import { adminKeyRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { listKeys } from './admin-keys.store.ts'
import { createKey, revokeKey } from './admin-keys.ts'
import { toAdminKey } from './admin-keys.views.ts'

export const adminKeys = bind<Platform, typeof adminKeyRoutes>(adminKeyRoutes, {
  list: async ({ app, actor }) => (await listKeys(app.db, actor.workspaceId)).map((it) => toAdminKey(it, app.clock.now())),
  create: async ({ app, actor, body }) => {
    const { key, secret } = await createKey(app, actor, body)
    return { key: toAdminKey(key, app.clock.now()), secret }
  },
  revoke: async ({ app, actor, params }) => {
    await revokeKey(app, actor, params.keyId)
    return undefined
  },
})
