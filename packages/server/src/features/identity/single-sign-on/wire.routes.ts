import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import { type BoundRoutes, originOf } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { changesCredentials, giveSessionCookie } from '../sessions/index.ts'
import { type Begun, conclude, lost, refused } from './conclude.ts'
import { authorizeUrl, redeemCallback } from './oidc.ts'
import { findProvider, type ProviderRow } from './providers.store.ts'
import { SsoRefused, stray } from './refusals.ts'
import { beginRequest, browserSecret, isSameBrowser, keepForFinish, takeFinish, takeRequest } from './requests.ts'
import { metadataOf, signOnUrl, verifyResponse } from './saml.ts'
import { openTest } from './tests.ts'

interface Address {
  Params: { providerId: string }
  Querystring: { next?: string; test?: string; again?: string; state?: string; code?: string }
}
type Request = FastifyRequest<Address>

/** Signing in costs rows, so one address may begin so often a minute. */
const limited = { config: { rateLimit: { max: 60, timeWindow: 60_000 } } }

/**
 * What browsers and identity providers speak: `/sso/oidc/<provider>/{start,callback}` and `/sso/saml/<provider>/{start,acs,metadata}`. Every
 * answer is a redirect, so that no answer of ours carries what was asserted.
 */
export const singleSignOnWire: BoundRoutes<Platform> = (server, app, gate) => {
  const attempt = async (
    request: FastifyRequest,
    reply: FastifyReply,
    provider: ProviderRow,
    begun: Begun | undefined,
    act: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> => {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      // Nobody began it here, so nothing is known of it: counted, and no room taken from attempts that tell something.
      if (error.stray) return lost(app, reply, error.code)
      return refused(app, reply, originOf(request), provider, begun ?? { test: false, next: null }, error)
    }
  }

  const provide = async (request: Request, kind: 'oidc' | 'saml'): Promise<ProviderRow | undefined> => {
    const provider = await findProvider(app.db, request.params.providerId)
    return provider?.kind === kind ? provider : undefined
  }

  const unknown = (reply: FastifyReply) => reply.redirect('/sign-in?sso=not_this_browser', 303)

  server.get<Address>('/sso/:kind/:providerId/start', limited, async (request, reply) => {
    const { kind } = request.params as unknown as { kind: string } // the path has it; Address is shared with routes that lack it
    const provider = kind === 'oidc' || kind === 'saml' ? await provide(request, kind) : undefined
    if (!provider) return unknown(reply)
    const test = openTest(app, provider.id, one(request.query.test))
    const next = safeNext(one(request.query.next))
    return attempt(request, reply, provider, { test, next }, async () => {
      if (!provider.enabled && !test) throw new SsoRefused('disabled')
      const requestId = provider.kind === 'saml' ? `_${randomBytes(20).toString('hex')}` : null
      const again = one(request.query.again) !== ''
      const begun = await beginRequest(app, reply, { providerId: provider.id, requestId, test, next })
      const url =
        requestId === null
          ? await authorizeUrl(app, provider, begun, again)
          : await signOnUrl(app, provider, begun.state, { requestId, again })
      return reply.redirect(url, 303)
    })
  })

  server.get<Address>('/sso/oidc/:providerId/callback', limited, async (request, reply) => {
    const provider = await provide(request, 'oidc')
    if (!provider) return unknown(reply)
    const state = one(request.query.state)
    const begun = await takeRequest(app, provider.id, state)
    return attempt(request, reply, provider, begun, async () => {
      const secret = browserSecret(app, request)
      if (!begun || secret === undefined || !isSameBrowser(begun.browser_hash, secret)) throw stray('not_this_browser')
      const search = request.url.slice(request.url.indexOf('?'))
      const asserted = await redeemCallback(app, provider, search, state, secret)
      return finish(request, reply, provider, asserted, begun)
    })
  })

  // The form of another site: the guard against those would refuse it, so it stands in front of nothing that reads a cookie.
  server.post<Address & { Body: { SAMLResponse?: string; RelayState?: string } }>(
    '/sso/saml/:providerId/acs',
    { ...limited, config: { ...limited.config, fromOtherSites: true }, bodyLimit: 512 * 1024 },
    async (request, reply) => {
      const provider = await provide(request, 'saml')
      if (!provider) return unknown(reply)
      const { SAMLResponse: response = '', RelayState: state = '' } = request.body ?? {}
      const begun = await takeRequest(app, provider.id, state)
      return attempt(request, reply, provider, begun, async () => {
        if (!begun && !provider.idp_initiated) throw stray(state ? 'not_this_browser' : 'not_begun_here')
        if (!provider.enabled && !begun?.test) throw new SsoRefused('disabled')
        const asserted = await verifyResponse(app, provider, response, begun?.request_id ?? null)
        const code = await keepForFinish(app, {
          providerId: provider.id,
          browserHash: begun?.browser_hash ?? null,
          asserted,
          test: begun?.test ?? false,
          next: begun?.next ?? null,
        })
        return reply.redirect(`/sso/saml/${provider.id}/finish?code=${code}`, 303)
      })
    },
  )

  server.get<Address>('/sso/saml/:providerId/finish', limited, async (request, reply) => {
    const provider = await provide(request, 'saml')
    if (!provider) return unknown(reply)
    const kept = await takeFinish(app, one(request.query.code))
    return attempt(request, reply, provider, kept, async () => {
      if (!kept || kept.provider_id !== provider.id) throw new SsoRefused('not_this_browser')
      if (kept.browser_hash && !isSameBrowser(kept.browser_hash, browserSecret(app, request)))
        throw new SsoRefused('not_this_browser')
      return finish(request, reply, provider, kept.asserted, kept)
    })
  })

  server.get<Address>('/sso/saml/:providerId/metadata', async (request, reply) => {
    const provider = await provide(request, 'saml')
    if (!provider) return reply.status(404).type('text/plain; charset=utf-8').send('There is no such identity provider here.\n')
    return reply.type('application/samlmetadata+xml; charset=utf-8').send(metadataOf(app, provider))
  })

  /** Who proved in this browser, by a means of their own, who they are. */
  async function whoIsHere(request: FastifyRequest): Promise<string | null> {
    const caller = await gate.person(request)
    return caller && changesCredentials(caller.session) ? caller.personId : null
  }

  async function finish(
    request: FastifyRequest,
    reply: FastifyReply,
    provider: ProviderRow,
    asserted: Asserted,
    begun: Begun,
  ): Promise<FastifyReply> {
    if (!provider.enabled && !begun.test) throw new SsoRefused('disabled', undefined, asserted)
    const { session, to } = await conclude(app, originOf(request), provider, asserted, {
      ...begun,
      signedInAs: await whoIsHere(request),
    })
    if (session) giveSessionCookie(app, reply, session)
    await app.feed.catchUp().catch(() => undefined) // committed; the feed tries again soon
    return reply.redirect(to, 303)
  }
}

/** A parameter that came once; one that came twice is none. */
const one = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A place of our own to go on to; anything that could lead to another site is dropped. */
export function safeNext(next: string | undefined): string | null {
  if (!next?.startsWith('/') || next.length > 1000) return null
  const url = URL.parse(next, 'http://here.invalid')
  return url?.host === 'here.invalid' && !next.includes('\\') ? `${url.pathname}${url.search}${url.hash}` : null
}
