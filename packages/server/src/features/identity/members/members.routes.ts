import { memberRoutes } from '@bailiwick/contracts'
import { bind, readCursor, requirePermission, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { getHuman, listMembers } from './members.store.ts'
import { changeMember, makeMemberResetLink } from './members.ts'
import { toMembers, toOneMember } from './members.views.ts'

type App = Platform & { standing: Standing }

export const members = bind<App, typeof memberRoutes>(memberRoutes, {
  list: async ({ app, actor, query }) => {
    if (query.secondFactor) requirePermission(actor, 'identity.read')
    const rows = await listMembers(app.db, actor.workspaceId, { ...query, after: readCursor(query.cursor, 2) })
    return toPage(rows, query.limit, (it) => [it.sort_name, it.id], await toMembers(app.db, actor, rows))
  },
  get: async ({ app, actor, params }) => toOneMember(app.db, actor, await getHuman(app.db, actor.workspaceId, params.personId)),
  update: async ({ app, actor, params, body }) =>
    toOneMember(app.db, actor, await changeMember(app, actor, params.personId, body)),
  resetPassword: async ({ app, actor, params }) => {
    const { url, expiresAt } = await makeMemberResetLink(app, actor, params.personId)
    return { url, expiresAt: expiresAt.toISOString() }
  },
})
