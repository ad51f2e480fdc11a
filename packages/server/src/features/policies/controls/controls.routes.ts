import { controlRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readControls } from './controls.store.ts'
import { setControls } from './controls.ts'

export const controls = bind<Platform, typeof controlRoutes>(controlRoutes, {
  get: async ({ app, actor }) => readControls(app.db, actor.workspaceId),
  set: async ({ app, actor, body }) => setControls(app, actor, body),
})
