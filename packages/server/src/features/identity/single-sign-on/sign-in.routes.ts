import { ssoSignInRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findFailure } from './attempts.ts'
import { domainOf } from './domains.ts'
import { addressesOf } from './providers.views.ts'
import { type RefusalCode, refusals } from './refusals.ts'

export const ssoSignIn = bind<Platform, typeof ssoSignInRoutes>(ssoSignInRoutes, {
  discover: async ({ app, body }) => {
    // By the domain alone: whether somebody has this address is nobody's business here.
    const rows = await app.db
      .selectFrom('mail_domain')
      .innerJoin('identity_provider', 'identity_provider.workspace_id', 'mail_domain.workspace_id')
      .innerJoin('workspace', 'workspace.id', 'mail_domain.workspace_id')
      .leftJoin('workspace_security', 'workspace_security.workspace_id', 'mail_domain.workspace_id')
      .select(['identity_provider.id', 'identity_provider.kind', 'identity_provider.name', 'workspace.name as workspace'])
      .select('workspace_security.sso_enforced')
      .where('mail_domain.name', '=', domainOf(body.email))
      .where('mail_domain.verified_at', 'is not', null)
      .where('identity_provider.enabled', '=', true)
      .orderBy('identity_provider.name')
      .execute()
    return {
      providers: rows.map((it) => ({
        name: it.name,
        workspaceName: it.workspace,
        url: addressesOf(app, it).start,
        enforced: it.sso_enforced ?? false,
      })),
    }
  },
  failure: async ({ app, params }) => {
    // A sign-in that nobody began here has no attempt; its address names the reason itself.
    const named = { at: app.clock.now(), code: params.attemptId }
    const found = Object.hasOwn(refusals, params.attemptId) ? named : await findFailure(app, params.attemptId)
    const refusal = found?.code && Object.hasOwn(refusals, found.code) ? refusals[found.code as RefusalCode] : undefined
    if (!found || !refusal) throw new Failure('request.not_found')
    return {
      at: found.at.toISOString(),
      because: refusal.say,
      whatToDo: refusal.fix,
      providerDown: found.code === 'provider_down',
    }
  },
})
