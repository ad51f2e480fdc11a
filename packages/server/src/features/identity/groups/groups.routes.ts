import { groupRoutes } from '@bailiwick/contracts'
import { bind, readCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { impactOfGroupChange } from './group-change.ts'
import { getGroup, listGroupMembers, listGroups } from './groups.store.ts'
import { addMembers, createGroup, removeGroup, removeMember, updateGroup } from './groups.ts'
import { toGroup } from './groups.views.ts'

type App = Platform & { standing: Standing }

export const groups = bind<App, typeof groupRoutes>(groupRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await listGroups(app.db, actor.workspaceId, { ...query, after: readCursor(query.cursor, 2) })
    const workspace = app.standing.workspace(actor.workspaceId)
    return toPage(
      rows,
      query.limit,
      (it) => [it.name.toLowerCase(), it.id],
      (it) => toGroup(actor, workspace, it),
    )
  },
  get: async ({ app, actor, params }) =>
    toGroup(actor, app.standing.workspace(actor.workspaceId), await getGroup(app.db, actor.workspaceId, params.groupId)),
  create: async ({ app, actor, body }) =>
    toGroup(actor, app.standing.workspace(actor.workspaceId), await createGroup(app, actor, body)),
  update: async ({ app, actor, params, body }) =>
    toGroup(actor, app.standing.workspace(actor.workspaceId), await updateGroup(app, actor, params.groupId, body)),
  remove: async ({ app, actor, params }) => {
    await removeGroup(app, actor, params.groupId)
    return undefined
  },
  members: async ({ app, actor, params, query }) => {
    await getGroup(app.db, actor.workspaceId, params.groupId)
    const rows = await listGroupMembers(app.db, params.groupId, { ...query, after: readCursor(query.cursor, 2) })
    return toPage(
      rows,
      query.limit,
      (it) => [it.name.toLowerCase(), it.id],
      (it) => it,
    )
  },
  impact: async ({ app, actor, params, body }) => impactOfGroupChange(app, actor, params.groupId, body),
  addMembers: async ({ app, actor, params, body }) => addMembers(app, actor, params.groupId, body.emails),
  removeMember: async ({ app, actor, params }) => {
    await removeMember(app, actor, params.groupId, params.personId)
    return undefined
  },
})
