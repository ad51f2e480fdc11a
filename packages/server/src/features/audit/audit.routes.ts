import { Readable } from 'node:stream'
import { auditRoutes } from '@bailiwick/contracts'
import { verifyChain } from '../../platform/facts/index.ts'
import { bind, readTimeCursor, toPage } from '../../platform/http/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { getFact, listFacts, listNoise } from './audit.store.ts'
import { toFact, toNoise } from './audit.views.ts'
import { startExport } from './export.ts'
import { toKinds } from './kinds.ts'
import { noteReading } from './note-reading.ts'

export const audit = bind<Platform, typeof auditRoutes>(auditRoutes, {
  list: async ({ app, actor, query }) => {
    await noteReading(app, actor)
    const rows = await listFacts(app.db, actor.workspaceId, { ...query, after: readTimeCursor(query.cursor) })
    return toPage(rows, query.limit, (it) => [it.at.toISOString(), it.id], toFact)
  },
  get: async ({ app, actor, params }) => {
    await noteReading(app, actor)
    return toFact(await getFact(app.db, actor.workspaceId, params.factId))
  },
  kinds: async () => toKinds(),
  verify: async ({ app, actor }) => verifyChain(app.db, actor.workspaceId),
  noise: async ({ app }) => {
    await app.evidence.flush()
    return (await listNoise(app.db, new Date(app.clock.now().getTime() - 30 * 86_400_000))).map(toNoise)
  },
  export: async ({ app, actor, query, reply }) => {
    const { parts, filename } = await startExport(app, actor, query)
    reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${filename}"`)
      .type(`${query.format === 'csv' ? 'text/csv' : 'application/jsonl'}; charset=utf-8`)
      .send(Readable.from(parts, { objectMode: true, highWaterMark: 2 }))
    return undefined
  },
})
