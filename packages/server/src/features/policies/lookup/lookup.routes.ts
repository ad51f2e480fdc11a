import { lookupRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind, requirePerson } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { lookUpEmail, lookUpGroup, lookUpMember } from './lookup.ts'

type App = Platform & { standing: Standing }

export const lookup = bind<App, typeof lookupRoutes>(lookupRoutes, {
  find: async ({ app, actor, query }) =>
    query.groupId === undefined
      ? lookUpEmail(app, actor.workspaceId, query.email ?? '')
      : lookUpGroup(app, actor.workspaceId, query.groupId),
  mine: async ({ app, actor }) => {
    const member = app.standing.member(actor.workspaceId, requirePerson(actor))
    if (!member) throw new Failure('member.not_found')
    return lookUpMember(app, member)
  },
})
