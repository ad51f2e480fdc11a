import type { FastifyInstance } from 'fastify'
import type { IssuerApp } from './access-tokens.ts'
import { sendJson } from './oauth-dialect.ts'
import { requireSigningKey } from './signing-keys.ts'

/** What a relying party needs to know (OpenID Connect Discovery 1.0 §3, RFC 8414), and the public keys (RFC 7517). */
export function discoveryRoutes(scope: FastifyInstance, app: IssuerApp): void {
  const { publicUrl } = app.config
  const metadata = {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/token`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    jwks_uri: `${publicUrl}/oauth/jwks`,
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'email', 'name'],
  }
  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    scope.get(path, async (_request, reply) => sendJson(reply, 200, metadata))
  }
  for (const path of ['/oauth/jwks', '/.well-known/jwks.json']) {
    scope.get(path, async (_request, reply) => {
      if (app.signingKeys.published(app.clock.now()).length === 0) await requireSigningKey(app)
      return sendJson(reply, 200, { keys: app.signingKeys.published(app.clock.now()) })
    })
  }
}
