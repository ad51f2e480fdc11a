import { sessionRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readBrowser, welcome } from './browser.ts'
import { changePassword, redeemReset } from './passwords.ts'
import { endOtherSessions, endOwnSession, listSessions, renamePerson, signOut } from './sessions.ts'
import { toMe, toSession } from './sessions.views.ts'
import { signIn } from './sign-in.ts'
import { takeSessionCookie } from './start-session.ts'
import { giveTicketCookie } from './tickets.ts'

export const sessions = bind<Platform, typeof sessionRoutes>(sessionRoutes, {
  signIn: async ({ app, actor, body, request, reply }) => {
    const step = await signIn(app, actor, readBrowser(app, request), body)
    if (step.outcome === 'second_step') {
      giveTicketCookie(app, reply, step.ticket)
      throw new Failure('session.second_step_needed', {
        more: { methods: step.methods, expiresAt: step.ticket.expiresAt.toISOString() },
      })
    }
    welcome(app, reply, step.session)
    return toMe(app.db, { personId: step.session.personId, sessionId: step.session.id, address: actor.address })
  },
  signOut: async ({ app, actor, reply }) => {
    await signOut(app, actor)
    takeSessionCookie(app, reply)
    return undefined
  },
  me: async ({ app, actor }) => toMe(app.db, actor),
  rename: async ({ app, actor, body }) => {
    await renamePerson(app, actor, body.name)
    return toMe(app.db, actor)
  },
  changePassword: async ({ app, actor, body }) => {
    await changePassword(app, actor, body)
    return undefined
  },
  list: async ({ app, actor }) => (await listSessions(app, actor)).map((it) => toSession(it, actor.sessionId)),
  end: async ({ app, actor, params, reply }) => {
    await endOwnSession(app, actor, params.sessionId)
    if (params.sessionId === actor.sessionId) takeSessionCookie(app, reply)
    return undefined
  },
  endOthers: async ({ app, actor }) => ({ ended: await endOtherSessions(app, actor) }),
  redeemReset: async ({ app, actor, body }) => {
    await redeemReset(app, actor, body)
    return undefined
  },
})
