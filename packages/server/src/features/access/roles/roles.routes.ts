import { roleRoutes } from '@bailiwick/contracts'
import { bind, readCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { listRoleHolders } from './holders.store.ts'
import { impactOfRoleChange } from './hypothesis.ts'
import { getRole, listRoles } from './roles.store.ts'
import { createRole, removeRole, updateRole } from './roles.ts'
import { countPeople, toDefaultRole, toRole } from './roles.views.ts'
import { assignRole, takeFromGroup, takeFromMember } from './take-and-give.ts'

type App = Platform & { standing: Standing }

export const roles = bind<App, typeof roleRoutes>(roleRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await listRoles(app.db, actor.workspaceId, { ...query, after: readCursor(query.cursor, 2) })
    const people = countPeople(app.standing, actor.workspaceId)
    return toPage(
      rows,
      query.limit,
      (it) => [it.name.toLowerCase(), it.id],
      (it) => toRole(actor, people, it),
    )
  },
  get: async ({ app, actor, params }) =>
    toRole(actor, countPeople(app.standing, actor.workspaceId), await getRole(app.db, actor.workspaceId, params.roleId)),
  byDefault: async ({ app, actor }) => toDefaultRole(app.standing, actor),
  holders: async ({ app, actor, params, query }) => {
    await getRole(app.db, actor.workspaceId, params.roleId)
    const find = { ...query, after: readCursor(query.cursor, 2) }
    const rows = await listRoleHolders(app.db, actor.workspaceId, params.roleId, find)
    return toPage(
      rows,
      query.limit,
      (it) => [it.sort_name, it.id],
      ({ sort_name: _, ...it }) => it,
    )
  },
  impact: async ({ app, actor, body }) => impactOfRoleChange(app, actor, body),
  create: async ({ app, actor, body }) => shown(app, actor, await createRole(app, actor, body)),
  update: async ({ app, actor, params, body }) => shown(app, actor, await updateRole(app, actor, params.roleId, body)),
  remove: async ({ app, actor, params, query }) => removeRole(app, actor, params.roleId, query.version),
  assign: async ({ app, actor, params, body }) => shown(app, actor, await assignRole(app, actor, params.roleId, body)),
  takeFromGroup: async ({ app, actor, params }) =>
    shown(app, actor, await takeFromGroup(app, actor, params.roleId, params.groupId)),
  takeFromMember: async ({ app, actor, params }) =>
    shown(app, actor, await takeFromMember(app, actor, params.roleId, params.personId)),
})

/** A role after a change: memory counts the people, so it reads its own change first. */
async function shown(app: App, actor: Parameters<typeof toRole>[0], row: Parameters<typeof toRole>[2]) {
  await app.feed.catchUp().catch(() => undefined) // the counts are those of a moment ago then; the change itself is committed
  return toRole(actor, countPeople(app.standing, actor.workspaceId), row)
}
