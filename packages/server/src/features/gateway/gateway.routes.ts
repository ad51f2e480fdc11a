import { gatewayRoutes } from '@bailiwick/contracts'
import { bind, readTimeCursor, toPage } from '../../platform/http/index.ts'
import type { GatewayApp } from './gateway.ts'
import { listTurns } from './turns/turns.store.ts'
import { toTurn } from './turns/turns.views.ts'
import { tryUpstream } from './upstreams/try-upstream.ts'
import { listUpstreams } from './upstreams/upstreams.store.ts'
import { createUpstream, removeUpstream, updateUpstream } from './upstreams/upstreams.ts'
import { toUpstream } from './upstreams/upstreams.views.ts'

export const gateway = bind<GatewayApp, typeof gatewayRoutes>(gatewayRoutes, {
  list: async ({ app, actor }) =>
    (await listUpstreams(app.db, actor.workspaceId)).map((it) => toUpstream(it, app.gateway.health.of(it.id))),
  create: async ({ app, actor, body }) => {
    const row = await createUpstream(app, actor, body)
    return toUpstream(row, app.gateway.health.of(row.id))
  },
  update: async ({ app, actor, params, body }) =>
    toUpstream(await updateUpstream(app, actor, params.upstreamId, body), app.gateway.health.of(params.upstreamId)),
  remove: async ({ app, actor, params }) => {
    await removeUpstream(app, actor, params.upstreamId)
    return undefined
  },
  test: async ({ app, actor, params, body }) => tryUpstream(app, actor.workspaceId, params.upstreamId, body.model),
  turns: async ({ app, actor, query }) => {
    const rows = await listTurns(app.db, actor.workspaceId, { ...query, after: readTimeCursor(query.cursor) })
    return toPage(rows, query.limit, (it) => [it.at.toISOString(), it.id], toTurn)
  },
})
