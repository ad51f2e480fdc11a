import { signInRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { giveTicketCookie, readBrowser, toMe, welcome } from '../sessions/index.ts'
import { finishPasskeySignIn, startPasskeySignIn } from './passkey-sign-in.ts'
import { askSecondStepPasskey, finishSecondStep } from './second-step.ts'
import { askStepUpPasskey, stepUp } from './step-up.ts'

export const signInSteps = bind<Platform, typeof signInRoutes>(signInRoutes, {
  secondStep: async ({ app, actor, body, request, reply }) => {
    const session = await finishSecondStep(app, actor, readBrowser(app, request), body)
    welcome(app, reply, session)
    return toMe(app.db, { personId: session.personId, sessionId: session.id, address: actor.address })
  },
  secondStepPasskey: async ({ app, actor, request }) => {
    const { options, expiresAt } = await askSecondStepPasskey(app, actor, readBrowser(app, request))
    return { options, expiresAt: expiresAt.toISOString() }
  },
  passkeyOptions: async ({ app, actor, reply }) => {
    const { options, ticket } = await startPasskeySignIn(app, actor)
    giveTicketCookie(app, reply, ticket)
    return { options, expiresAt: ticket.expiresAt.toISOString() }
  },
  passkey: async ({ app, actor, body, request, reply }) => {
    const session = await finishPasskeySignIn(app, actor, readBrowser(app, request), body.assertion)
    welcome(app, reply, session)
    return toMe(app.db, { personId: session.personId, sessionId: session.id, address: actor.address })
  },
  stepUpPasskey: async ({ app, actor }) => {
    const { options, expiresAt } = await askStepUpPasskey(app, actor)
    return { options, expiresAt: expiresAt.toISOString() }
  },
  stepUp: async ({ app, actor, body }) => {
    const { authenticatedAt, validUntil } = await stepUp(app, actor, body)
    return { authenticatedAt: authenticatedAt.toISOString(), validUntil: validUntil.toISOString() }
  },
})
