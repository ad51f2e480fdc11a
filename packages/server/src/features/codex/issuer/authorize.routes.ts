import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { IssuerApp } from './access-tokens.ts'
import { redirectTo, sealRequest } from './authorize-requests.ts'
import { callbackPathOf } from './client-ids.ts'

const Trusted = z.object({ client_id: z.string(), redirect_uri: z.string() })
const Asked = z.object({
  response_type: z.literal('code', 'must be code'),
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url'),
  code_challenge_method: z.literal('S256', 'must be S256'),
  state: z.string().min(8, 'needs at least 8 characters').max(500),
  originator: z.string().max(100).default(''),
  allowed_workspace_id: z.string().max(1000).optional(),
})

/**
 * `GET /oauth/authorize` (RFC 6749 §4.1.1, RFC 8252, PKCE required): checks the request and hands it to the consent page, where the
 * signed-in person answers by a POST of their own. Nothing is redirected before the address to return to is known to be the client's.
 */
export function authorizeRoutes(scope: FastifyInstance, app: IssuerApp): void {
  scope.get('/oauth/authorize', async (request, reply) => {
    const trusted = Trusted.safeParse(request.query)
    if (!trusted.success) return sendPage(reply, 'client_id or redirect_uri is missing.')
    const { client_id, redirect_uri } = trusted.data
    const callbackPath = callbackPathOf(client_id)
    if (!callbackPath) return sendPage(reply, 'There is no client with this client_id.')
    if (!isLoopbackCallback(redirect_uri, callbackPath)) {
      return sendPage(reply, `The redirect_uri must be http://127.0.0.1 or http://localhost with the path ${callbackPath}.`)
    }
    const asked = Asked.safeParse(request.query)
    if (!asked.success) {
      const state = z.object({ state: z.string().max(500) }).safeParse(request.query).data?.state ?? ''
      const places = asked.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`)
      const answer = { error: 'invalid_request', error_description: places.join('; ') }
      return reply.redirect(redirectTo({ redirectUri: redirect_uri, state }, answer))
    }
    const sealed = sealRequest(app, {
      clientId: client_id,
      redirectUri: redirect_uri,
      codeChallenge: asked.data.code_challenge,
      state: asked.data.state,
      originator: asked.data.originator,
      allowedWorkspaceIds: asked.data.allowed_workspace_id?.split(',').map((it) => it.trim()) ?? null,
    })
    return reply.header('cache-control', 'no-store').redirect(`/codex/authorize?request=${sealed}`)
  })
}

/** The one place a code may be sent to: the client's own listener on this machine, on any port (RFC 8252 §7.3). */
function isLoopbackCallback(text: string, path: string): boolean {
  const port = /^http:\/\/(?:127\.0\.0\.1|localhost):\d{1,5}(?=\/)/.exec(text)?.[0]
  return port !== undefined && text === `${port}${path}` && URL.canParse(text)
}

/** An error that cannot be sent to the client is shown to the person (RFC 6749 §4.1.2.1). */
function sendPage(reply: FastifyReply, because: string): FastifyReply {
  return reply
    .status(400)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in not possible</title><body><main><h1>This sign-in cannot go on</h1><p>${because}</p><p>Start the sign-in again in the client; nobody was signed in.</p></main></body></html>`,
    )
}
