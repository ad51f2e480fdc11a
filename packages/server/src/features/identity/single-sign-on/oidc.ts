import * as oidc from 'openid-client'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import type { Platform } from '../../../platform/platform.ts'
import { askProvider } from './outbound.ts'
import type { ProviderRow } from './providers.store.ts'
import { addressesOf } from './providers.views.ts'
import { SsoRefused } from './refusals.ts'
import { type BegunRequest, codeVerifierOf, nonceOf } from './requests.ts'
import { show } from './shown.ts'

type App = Pick<Platform, 'config' | 'sealing'>

/** Reads the provider's discovery document anew: keys may have been rotated. Throws SsoRefused. */
async function configure(app: App, provider: ProviderRow): Promise<oidc.Configuration> {
  const secret = provider.client_secret_sealed && app.sealing.open(provider.client_secret_sealed)
  const issuer = new URL(provider.issuer ?? '')
  const options: oidc.DiscoveryRequestOptions = {
    [oidc.customFetch]: (url, init) => askProvider(url, init as RequestInit), // the library's fetch options are the platform's
    ...(issuer.protocol === 'http:' && { execute: [oidc.allowInsecureRequests] }), // loopback alone; checked when it was saved
  }
  const authentication = secret ? oidc.ClientSecretPost(secret) : oidc.None()
  try {
    return await oidc.discovery(issuer, provider.client_id ?? '', undefined, authentication, options)
  } catch (error) {
    throw new SsoRefused('provider_down', `Its discovery document could not be read: ${messageOf(error)}`)
  }
}

/**
 * Where the browser goes to sign in (OpenID Connect Core §3.1.2.1, with PKCE). Throws SsoRefused.
 * @param again whether whoever is signed in there shall prove it anew; `auth_time` must come then
 */
export async function authorizeUrl(
  app: App,
  provider: ProviderRow,
  { state, secret }: BegunRequest,
  again: boolean,
): Promise<string> {
  const config = await configure(app, provider)
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: addressesOf(app, provider).redirectUri,
    scope: 'openid email profile',
    state,
    nonce: nonceOf(secret),
    code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifierOf(secret)),
    code_challenge_method: 'S256',
    ...(again && { max_age: '0' }),
  })
  return url.href
}

/**
 * Exchanges the code and verifies the id token: issuer, audience, signature, times, nonce (OpenID Connect Core §3.1.3.7).
 * Throws SsoRefused.
 */
export async function redeemCallback(
  app: App,
  provider: ProviderRow,
  search: string,
  state: string,
  secret: string,
): Promise<Asserted> {
  const failed = new URLSearchParams(search).get('error')
  if (failed !== null) throw new SsoRefused('provider_refused', `It answered with the error “${failed.slice(0, 100)}”.`)
  const config = await configure(app, provider)
  try {
    const tokens = await oidc.authorizationCodeGrant(config, new URL(`${addressesOf(app, provider).redirectUri}${search}`), {
      pkceCodeVerifier: codeVerifierOf(secret),
      expectedState: state,
      expectedNonce: nonceOf(secret),
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new Error('no id token came')
    return read(claims)
  } catch (error) {
    throw new SsoRefused('not_understood', `The answer could not be verified: ${messageOf(error)}`)
  }
}

function read(claims: oidc.IDToken): Asserted {
  const text = (name: string): string | null => (typeof claims[name] === 'string' ? claims[name] : null)
  const methods = Array.isArray(claims.amr) ? claims.amr.filter((it) => typeof it === 'string') : []
  const acr = text('acr')
  return {
    subject: claims.sub,
    email: text('email'),
    emailVerified: readVerified(claims.email_verified),
    name: text('name'),
    evidence: acr ? [...methods, acr] : methods,
    signedInAt: typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : null,
    shown: show(claims, [
      'iss',
      'sub',
      'aud',
      'email',
      'email_verified',
      'name',
      'preferred_username',
      'amr',
      'acr',
      'auth_time',
    ]),
  }
}

/** Some providers send a word for it, and Entra ID sends nothing, because people there may change their own address. */
function readVerified(claim: unknown): boolean | null {
  if (claim === undefined || claim === null) return null
  return claim === true || claim === 'true'
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error).slice(0, 300)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.message}${cause}`.slice(0, 300)
}
