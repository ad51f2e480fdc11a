import { invitationRoutes, RoleName } from '@bailiwick/contracts'
import { bind, readTimeCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { openGate } from '../../access/index.ts'
import type { Standing } from '../../standing/index.ts'
import { findPersonByEmail, readBrowser, toMe, welcome } from '../sessions/index.ts'
import { acceptInvitation, previewInvitation } from './accept-invitation.ts'
import { listInvitations } from './invitations.store.ts'
import { invite, withdraw } from './invitations.ts'
import { toInvitation } from './invitations.views.ts'

type App = Platform & { standing: Standing }

export const invitations = bind<App, typeof invitationRoutes>(invitationRoutes, {
  list: async ({ app, actor, query }) => {
    const now = app.clock.now()
    const rows = await listInvitations(app.db, actor.workspaceId, { ...query, after: readTimeCursor(query.cursor) })
    return toPage(
      rows,
      query.limit,
      (it) => [it.created_at.toISOString(), it.id],
      (it) => toInvitation(it, now),
    )
  },
  create: async ({ app, actor, body }) => {
    const { invitation, url } = await invite(app, actor, body)
    const view = toInvitation(invitation, app.clock.now())
    return { invitation: view, link: { url, expiresAt: view.expiresAt } }
  },
  withdraw: async ({ app, actor, params }) => {
    await withdraw(app, actor, params.invitationId)
    return undefined
  },
  preview: async ({ app, body }) => {
    const invitation = await previewInvitation(app, body.token)
    return {
      workspaceName: app.standing.workspace(invitation.workspace_id)?.name ?? '',
      email: invitation.email,
      role: RoleName.parse(invitation.role),
      hasAccount: (await findPersonByEmail(app.db, invitation.email)) !== undefined,
      expiresAt: invitation.expires_at.toISOString(),
    }
  },
  accept: async ({ app, actor, body, request, reply }) => {
    const signedIn = await openGate(app).person(request)
    const { personId, session } = await acceptInvitation(app, actor, signedIn, readBrowser(app, request), body)
    if (session) welcome(app, reply, { ...session, personId })
    const sessionId = session?.id ?? signedIn?.sessionId ?? ''
    return toMe(app.db, { personId, sessionId, address: actor.address })
  },
})
