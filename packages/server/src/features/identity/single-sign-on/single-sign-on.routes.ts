import { type SingleSignOn, singleSignOnRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { listAttempts } from './attempts.ts'
import { listSealed, sealBreakGlass, unsealBreakGlass } from './break-glass.ts'
import { checkDomain, claimDomain, listDomains, removeDomain, toDomain } from './domains.ts'
import { countOutside, enforce, whyNotEnforce } from './enforcement.ts'
import { isEnforced } from './is-enforced.ts'
import { readMetadata } from './metadata.ts'
import { getProvider, listProviders } from './providers.store.ts'
import { changeProvider, createProvider, forgetLink, removeProvider } from './providers.ts'
import { toProvider } from './providers.views.ts'
import { makeTest } from './tests.ts'

export const singleSignOn = bind<Platform, typeof singleSignOnRoutes>(singleSignOnRoutes, {
  get: async ({ app, actor }) => toSingleSignOn(app, actor),
  createProvider: async ({ app, actor, body }) => toProvider(app, await createProvider(app, actor, body)),
  readMetadata: async ({ app, body }) => readMetadata(app, body),
  updateProvider: async ({ app, actor, params, body }) =>
    toProvider(app, await changeProvider(app, actor, params.providerId, body)),
  removeProvider: async ({ app, actor, params }) => {
    await removeProvider(app, actor, params.providerId)
    return undefined
  },
  attempts: async ({ app, actor, params }) =>
    listAttempts(app.db, (await getProvider(app.db, actor.workspaceId, params.providerId)).id),
  startTest: async ({ app, actor, params }) => {
    const provider = toProvider(app, await getProvider(app.db, actor.workspaceId, params.providerId))
    return { url: `${provider.signInUrl}?test=${makeTest(app, provider.id)}` }
  },
  forgetLink: async ({ app, actor, params }) => {
    await forgetLink(app, actor, params.providerId, params.personId)
    return undefined
  },
  claimDomain: async ({ app, actor, body }) => toDomain(await claimDomain(app, actor, body.name)),
  checkDomain: async ({ app, actor, params }) => toDomain(await checkDomain(app, actor, params.domainId)),
  removeDomain: async ({ app, actor, params }) => {
    await removeDomain(app, actor, params.domainId)
    return undefined
  },
  enforce: async ({ app, actor, body }) => {
    await enforce(app, actor, body.enforced)
    return toSingleSignOn(app, actor)
  },
  sealBreakGlass: async ({ app, actor, params }) => {
    await sealBreakGlass(app, actor, params.personId)
    return toSingleSignOn(app, actor)
  },
  unsealBreakGlass: async ({ app, actor, params }) => {
    await unsealBreakGlass(app, actor, params.personId)
    return toSingleSignOn(app, actor)
  },
})

async function toSingleSignOn(app: Platform, { workspaceId, permissions }: Actor): Promise<SingleSignOn> {
  const change = permissions.has('identity.manage')
  const enforced = await isEnforced(app.db, workspaceId)
  const obstacle = enforced ? null : await whyNotEnforce(app.db, workspaceId)
  return {
    providers: (await listProviders(app.db, workspaceId)).map((it) => toProvider(app, it)),
    domains: (await listDomains(app.db, workspaceId)).map(toDomain),
    enforced,
    breakGlass: await listSealed(app.db, workspaceId),
    membersOutside: await countOutside(app.db, workspaceId),
    can: {
      change,
      enforce: change && obstacle === null,
      why: change ? obstacle : 'Only an owner may change how people sign in.',
    },
  }
}
