import { auditRoutes } from '@bailiwick/contracts'
import { verifyChain } from '../../platform/facts/index.ts'
import { bind, readTimeCursor, toPage } from '../../platform/http/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { getFact, listFacts } from './audit.store.ts'
import { toFact, toKinds } from './audit.views.ts'

export const audit = bind<Platform, typeof auditRoutes>(auditRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await listFacts(app.db, actor.workspaceId, { ...query, after: readTimeCursor(query.cursor) })
    return toPage(rows, query.limit, (it) => [it.at.toISOString(), it.id], toFact)
  },
  get: async ({ app, actor, params }) => toFact(await getFact(app.db, actor.workspaceId, params.factId)),
  kinds: async () => toKinds(),
  verify: async ({ app, actor }) => verifyChain(app.db, actor.workspaceId),
})
