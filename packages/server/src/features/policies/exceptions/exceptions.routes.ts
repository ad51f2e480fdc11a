import { exceptionRoutes } from '@bailiwick/contracts'
import { bind, readTimeCursor, requirePerson, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { decide } from '../delivery/index.ts'
import { impactOfException } from './exception-impact.ts'
import { type ExceptionRow, getException, listExceptions, listPublished } from './exceptions.store.ts'
import { decideException, grantException, requestException, revokeException, withdrawException } from './exceptions.ts'
import { toException } from './exceptions.views.ts'

type App = Platform & { standing: Standing }

/** A member sees this many of their own, the open ones first. */
const mineShown = 50

const place = (it: ExceptionRow): string[] => [it.rank, it.requested_at.toISOString(), it.id]

export const exceptions = bind<App, typeof exceptionRoutes>(exceptionRoutes, {
  list: async ({ app, actor, query }) => {
    const { state, personId, limit } = query
    const find = { limit, after: readTimeCursor(query.cursor, 1), ...(state && { state }), ...(personId && { personId }) }
    const rows = await listExceptions(app.db, actor.workspaceId, app.clock.now(), find)
    return toPage(rows, limit, place, (it) => toException(actor, it))
  },
  impact: async ({ app, actor, params }) => {
    const row = await getException(app.db, actor.workspaceId, params.exceptionId, app.clock.now())
    return impactOfException(app, actor.workspaceId, row)
  },
  grantFor: async ({ app, actor, body }) => toException(actor, await grantException(app, actor, body)),
  decide: async ({ app, actor, params, body }) => toException(actor, await decideException(app, actor, params.exceptionId, body)),
  revoke: async ({ app, actor, params, body }) =>
    toException(actor, await revokeException(app, actor, params.exceptionId, body.note)),
  mine: async ({ app, actor }) => {
    const find = { personId: requirePerson(actor), limit: mineShown }
    const rows = await listExceptions(app.db, actor.workspaceId, app.clock.now(), find)
    const gets = policyNow(app, actor.workspaceId, find.personId)
    const policies = (await listPublished(app.db, actor.workspaceId)).filter((it) => it.id !== gets)
    return { items: rows.slice(0, mineShown).map((it) => toException(actor, it)), policies }
  },
  request: async ({ app, actor, body }) => toException(actor, await requestException(app, actor, requirePerson(actor), body)),
  withdraw: async ({ app, actor, params }) => {
    await withdrawException(app, actor, requirePerson(actor), params.exceptionId)
    return undefined
  },
})

/** The id of the policy that somebody gets already: nobody needs an exception for that one. */
function policyNow(app: App, workspaceId: string, personId: string): string | undefined {
  const workspace = app.standing.workspace(workspaceId)
  const member = app.standing.member(workspaceId, personId)
  return workspace && member && decide(workspace, member, app.clock.now()).policy?.policyId
}
