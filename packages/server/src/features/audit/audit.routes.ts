import { auditRoutes } from '@bailiwick/contracts'
import { verifyChain } from '../../platform/facts/index.ts'
import { Failure } from '../../platform/failure.ts'
import { bind, readCursor, toPage } from '../../platform/http/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { getFact, listFacts } from './audit.store.ts'
import { toFact, toKinds } from './audit.views.ts'

export const audit = bind<Platform, typeof auditRoutes>(auditRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await listFacts(app.db, actor.workspaceId, { ...query, after: readFactCursor(query.cursor) })
    return toPage(rows, query.limit, (it) => [it.at.toISOString(), it.id], toFact)
  },
  get: async ({ app, actor, params }) => toFact(await getFact(app.db, actor.workspaceId, params.factId)),
  kinds: async () => toKinds(),
  verify: async ({ app, actor }) => verifyChain(app.db, actor.workspaceId),
})

function readFactCursor(cursor: string | undefined): string[] | undefined {
  const after = readCursor(cursor, 2)
  if (after && Number.isNaN(Date.parse(after[0] ?? ''))) {
    throw new Failure('request.invalid', { problems: [{ place: 'query.cursor', message: 'is not a cursor of this list' }] })
  }
  return after
}
