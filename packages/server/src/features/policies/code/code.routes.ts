import { codeRoutes } from '@bailiwick/contracts'
import { type BoundRoutes, bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { applyFolder, planFolder } from './apply.ts'
import { openPlanTurns } from './plan-turns.ts'
import { pullFolder } from './pull.ts'

type App = Platform & { standing: Standing }

export const policyCode: BoundRoutes<App> = (server, app, gate) => {
  const inTurn = openPlanTurns(app.clock)
  const routes = bind<App, typeof codeRoutes>(codeRoutes, {
    pull: async ({ app, actor }) => pullFolder(app.db, actor.workspaceId),
    plan: async ({ app, actor, body }) => inTurn(actor, () => planFolder(app, actor, body.folder)),
    apply: async ({ app, actor, body }) => applyFolder(app, actor, body),
  })
  routes(server, app, gate)
}
