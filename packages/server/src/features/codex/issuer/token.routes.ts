import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { originOf } from '../../../platform/http/index.ts'
import { type IssuerApp, mintTokens, type TokenSubject } from './access-tokens.ts'
import { exchangeCode } from './exchange-code.ts'
import { OAuthError, Parameter, readBody, sendJson, sendOAuthError } from './oauth-dialect.ts'
import { type RefreshRefusal, rotateRefreshToken } from './refresh-tokens.ts'
import { revokeToken } from './revoke.ts'
import { requireSigningKey } from './signing-keys.ts'

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange' // RFC 8693
const GrantType = z.object({ grant_type: Parameter })
const CodeGrant = z.object({
  client_id: Parameter,
  code: Parameter,
  redirect_uri: Parameter,
  code_verifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/, 'must be 43 to 128 unreserved characters (RFC 7636 §4.1)'),
})
const RefreshGrant = z.object({ client_id: Parameter, refresh_token: Parameter })
const Revocation = z.object({ token: z.string().min(1).max(8000) })

/** `/oauth/token` and `/oauth/revoke`; forms and JSON alike, because client 0.169.0 exchanges with a form and refreshes with JSON. */
export function tokenRoutes(scope: FastifyInstance, app: IssuerApp): void {
  scope.post('/oauth/token', async (request, reply) => {
    const { grant_type } = readBody(GrantType, request)
    if (grant_type === 'authorization_code') return answerCode(app, request, reply)
    if (grant_type === 'refresh_token') return answerRefresh(app, request, reply)
    if (grant_type === tokenExchange) {
      // The client asks for an API key after a browser sign-in and goes on without one; a returned key would be stored and sent elsewhere.
      throw new OAuthError(400, 'invalid_target', 'Bailiwick issues no API keys by token exchange.')
    }
    throw new OAuthError(400, 'unsupported_grant_type', 'Send authorization_code or refresh_token.')
  })

  scope.post('/oauth/revoke', async (request, reply) => {
    const { token } = readBody(Revocation, request)
    await revokeToken(app, originOf(request), token)
    return sendJson(reply, 200, {})
  })
}

async function answerCode(app: IssuerApp, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asked = readBody(CodeGrant, request)
  await requireSigningKey(app) // made before the code is spent, so that tokens can follow
  const result = await exchangeCode(app, originOf(request), {
    clientId: asked.client_id,
    code: asked.code,
    redirectUri: asked.redirect_uri,
    codeVerifier: asked.code_verifier,
  })
  if (result.outcome === 'denied') return sendOAuthError(reply, 403, 'access_denied', result.text)
  if (result.outcome === 'not_valid') return sendOAuthError(reply, 400, 'invalid_grant', result.because)
  return sendTokens(app, reply, result.grant, result.refreshToken)
}

async function answerRefresh(app: IssuerApp, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asked = readBody(RefreshGrant, request)
  const result = await rotateRefreshToken(app, originOf(request), { token: asked.refresh_token, clientId: asked.client_id })
  if (typeof result === 'string') return sendJson(reply, 401, { error: { code: result, message: refusals[result] } })
  return sendTokens(app, reply, result.grant, result.refreshToken)
}

const refusals: Record<RefreshRefusal, string> = {
  refresh_token_invalidated: 'The sign-in has ended. Sign in again.',
  refresh_token_reused: 'The refresh token was used before; the sign-in has ended to be safe. Sign in again.',
  refresh_token_expired: 'The sign-in was not used for 30 days. Sign in again.',
}

async function sendTokens(app: IssuerApp, reply: FastifyReply, grant: TokenSubject, refreshToken: string): Promise<FastifyReply> {
  const { accessToken, idToken, expiresInSeconds } = await mintTokens(app, grant)
  return sendJson(reply, 200, {
    id_token: idToken,
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
  })
}
