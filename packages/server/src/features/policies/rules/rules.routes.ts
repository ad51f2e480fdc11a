import { ruleRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { findRevision, listRevisions, readNames, readNumberCursor } from '../revisions/index.ts'
import { readChanges, readOrigins } from './history.ts'
import { replaceRules } from './rules.ts'
import { toRevision, toRevisionDetail } from './rules.views.ts'
import { rulesInForce } from './rules-in-force.ts'

type App = Platform & { standing: Standing }

export const rules = bind<App, typeof ruleRoutes>(ruleRoutes, {
  get: async ({ app, actor }) => rulesInForce(app, app.db, actor.workspaceId),
  replace: async ({ app, actor, body }) => replaceRules(app, actor, body),
  revisions: async ({ app, actor, query }) => {
    const before = readNumberCursor(query.cursor)
    const rows = await listRevisions(app.db, actor.workspaceId, { before, limit: query.limit })
    const originsOf = await readOrigins(app.db, rows)
    return toPage(
      rows,
      query.limit,
      (it) => [String(it.number)],
      (it) => toRevision(it, originsOf),
    )
  },
  revision: async ({ app, actor, params }) => {
    const revision = /^\d{1,9}$/.test(params.number)
      ? await findRevision(app.db, actor.workspaceId, Number(params.number))
      : undefined
    if (!revision) throw new Failure('revision.not_found')
    const [names, originsOf] = [await readNames(app.db, [revision]), await readOrigins(app.db, [revision])]
    return { ...toRevisionDetail(revision, names, originsOf), ...(await readChanges(app.db, actor.workspaceId, revision)) }
  },
})
