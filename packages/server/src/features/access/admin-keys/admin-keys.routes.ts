import { adminKeyRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { createKey, revokeKey, showKeys, updateKey } from './admin-keys.ts'

export const adminKeys = bind<Platform, typeof adminKeyRoutes>(adminKeyRoutes, {
  list: ({ app, actor, query }) => showKeys(app, actor.workspaceId, query),
  create: ({ app, actor, body }) => createKey(app, actor, body),
  update: ({ app, actor, params, body }) => updateKey(app, actor, params.keyId, body),
  revoke: async ({ app, actor, params }) => {
    await revokeKey(app, actor, params.keyId)
    return undefined
  },
})
