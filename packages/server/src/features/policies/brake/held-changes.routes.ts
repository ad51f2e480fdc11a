import { heldChangeRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { type BoundRoutes, bind, readTimeCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readControls } from '../controls/index.ts'
import { type HeldRow, listHeld } from './held-changes.store.ts'
import { dismissHeld, impactOfHeld, type Releasers, releaseHeld } from './held-changes.ts'
import { toHeldChange } from './held-changes.views.ts'

/** The routes of held changes, with what each kind of operation needs to happen after all. */
export function heldChanges<A extends Platform>(releasers: Releasers<A>): BoundRoutes<A> {
  const view = async (app: A, actor: Actor) => {
    const { approvals } = await readControls(app.db, actor.workspaceId)
    return (row: HeldRow) => toHeldChange(actor, approvals, row)
  }
  return bind<A, typeof heldChangeRoutes>(heldChangeRoutes, {
    list: async ({ app, actor, query }) => {
      const rows = await listHeld(app.db, actor.workspaceId, { ...query, after: readTimeCursor(query.cursor) })
      return toPage(rows, query.limit, (it) => [it.at.toISOString(), it.id], await view(app, actor))
    },
    impact: async ({ app, actor, params }) => impactOfHeld(app, releasers, actor, params.heldId),
    decide: async ({ app, actor, params, body }) => {
      const { heldId } = params
      const row =
        body.decision === 'release'
          ? await releaseHeld(app, releasers, actor, heldId, body.note)
          : await dismissHeld(app, actor, heldId, body.note)
      return (await view(app, actor))(row)
    },
  })
}
