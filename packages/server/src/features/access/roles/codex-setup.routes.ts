import { codexSetupRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { impactOfSetup, proposeSetup, setUpCodex } from './codex-setup.ts'

export const codexSetup = bind<Platform & { standing: Standing }, typeof codexSetupRoutes>(codexSetupRoutes, {
  get: async ({ app, actor }) => proposeSetup(app.db, actor),
  impact: async ({ app, actor, body }) => impactOfSetup(app, actor, body),
  set: async ({ app, actor, body }) => setUpCodex(app, actor, body),
})
