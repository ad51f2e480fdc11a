import { workspaceRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { getWorkspace } from '../founding/index.ts'
import { changeWorkspace, toWorkspace } from './workspaces.ts'

export const workspaces = bind<Platform, typeof workspaceRoutes>(workspaceRoutes, {
  get: async ({ app, actor }) => toWorkspace(await getWorkspace(app.db, actor.workspaceId)),
  update: async ({ app, actor, body }) => toWorkspace(await changeWorkspace(app, actor, body)),
})
