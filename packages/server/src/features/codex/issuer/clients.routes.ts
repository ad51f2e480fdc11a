import { clientRoutes } from '@bailiwick/contracts'
import { bind, requirePerson } from '../../../platform/http/index.ts'
import type { IssuerApp } from './access-tokens.ts'
import { listSignedIn, signOutClient, signOutClientOf } from './clients.ts'
import { toSignedInClient } from './clients.views.ts'

/** A member's signed-in clients: seen and ended by themselves, or by who manages members. */
export const clients = bind<IssuerApp, typeof clientRoutes>(clientRoutes, {
  mine: async ({ app, actor }) => (await listSignedIn(app, actor, requirePerson(actor))).map(toSignedInClient),
  signOutMine: async ({ app, actor, params }) => {
    await signOutClient(app, actor, requirePerson(actor), params.clientId)
    return undefined
  },
  ofMember: async ({ app, actor, params }) => (await listSignedIn(app, actor, params.personId)).map(toSignedInClient),
  signOut: async ({ app, actor, params }) => {
    await signOutClientOf(app, actor, params.personId, params.clientId)
    return undefined
  },
})
