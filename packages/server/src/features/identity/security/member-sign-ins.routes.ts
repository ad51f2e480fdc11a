import { memberSignInRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { factorKindsOf } from '../../access/index.ts'
import { toSession } from '../sessions/index.ts'
import { endMemberSession, endMemberSessions, listMemberSessions, resetFactors } from './member-sign-ins.ts'

export const memberSignIns = bind<Platform, typeof memberSignInRoutes>(memberSignInRoutes, {
  list: async ({ app, actor, params }) => {
    const sessions = await listMemberSessions(app, actor, params.personId)
    return { sessions: sessions.map((it) => toSession(it, null)), factors: await factorKindsOf(app.db, params.personId) }
  },
  end: async ({ app, actor, params }) => {
    await endMemberSession(app, actor, params.personId, params.sessionId)
    return undefined
  },
  endAll: async ({ app, actor, params }) => ({ ended: await endMemberSessions(app, actor, params.personId) }),
  resetFactors: async ({ app, actor, params }) => {
    await resetFactors(app, actor, params.personId)
    return undefined
  },
})
