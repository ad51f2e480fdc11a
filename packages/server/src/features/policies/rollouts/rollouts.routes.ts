import { rolloutRoutes } from '@bailiwick/contracts'
import { bind, readTimeCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { getRollout, listRollouts } from './rollouts.store.ts'
import { advanceRollout, haltRollout, rollBack } from './rollouts.ts'
import { toRollout } from './rollouts.views.ts'

type App = Platform & { standing: Standing }

export const rollouts = bind<App, typeof rolloutRoutes>(rolloutRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await listRollouts(app.db, actor.workspaceId, { ...query, after: readTimeCursor(query.cursor) })
    const shown = await Promise.all(rows.map(async (row) => ({ row, view: await toRollout(app, app.db, actor, row) })))
    return toPage(
      shown,
      query.limit,
      ({ row }) => [row.started_at.toISOString(), row.id],
      ({ view }) => view,
    )
  },
  get: async ({ app, actor, params }) => {
    const row = await getRollout(app.db, actor.workspaceId, params.rolloutId)
    return toRollout(app, app.db, actor, row)
  },
  advance: async ({ app, actor, params, body }) => {
    const row = await advanceRollout(app, actor, params.rolloutId, body.expectedStage)
    await app.feed.catchUp().catch(() => undefined)
    return toRollout(app, app.db, actor, row)
  },
  halt: async ({ app, actor, params, body }) =>
    toRollout(app, app.db, actor, await haltRollout(app, actor, params.rolloutId, body.reason)),
  rollBack: async ({ app, actor, params, body }) =>
    toRollout(app, app.db, actor, await rollBack(app, actor, params.rolloutId, body.reason)),
})
