import { setupRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { giveSessionCookie } from '../sessions/index.ts'
import { finishSetup, isSetUp } from './setup.ts'

export const setup = bind<Platform, typeof setupRoutes>(setupRoutes, {
  state: async ({ app }) => ({ needed: !(await isSetUp(app)) }),
  finish: async ({ app, actor, body, reply }) => {
    const { workspaceId, slug, session } = await finishSetup(app, actor, body)
    giveSessionCookie(app, reply, session)
    return { workspaceId, slug }
  },
})
