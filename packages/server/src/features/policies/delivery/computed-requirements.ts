import { type Fragment, forcedProvider, gatewayProvider, readRequirement } from '@bailiwick/policy'
import { stringify } from 'smol-toml'

export { forcedProvider, gatewayProvider }

/** Who speaks in a bundle when Bailiwick does; clients show name and id in their warnings. */
export const computedFragmentId = 'bailiwick'

/** The model gateway's OAuth client; its tokens are those of a sign-in. */
export const gatewayClientId = 'bailiwick-gateway'

/** How a client proves who it is: with its sign-in, or with the config server's OAuth, where the gateway needs an OAuth of its own. */
export type Via = 'sign_in' | 'oauth'

/** The forced provider of a client without a sign-in: it authorizes itself at the gateway (client 0.169.0 §6). */
function providerFor(publicUrl: string, via: Via) {
  const forced = forcedProvider(publicUrl)
  if (via === 'sign_in') return forced
  const { requires_openai_auth: _signIn, ...provider } = forced.model_providers[gatewayProvider]
  const gateway_oauth = {
    authorization_url: `${publicUrl}/oauth/authorize`,
    token_url: `${publicUrl}/oauth/token`,
    client_id: gatewayClientId,
    redirect_port: 1498,
  }
  return { ...forced, model_providers: { [gatewayProvider]: { ...provider, gateway_oauth } } }
}

/**
 * The requirements that Bailiwick adds to every policy: its model gateway as the provider, over http and https alike.
 * @param policyContents the policy it stands beside; where that does not say where metrics go, they are off, because the client's own
 *   would leave for the vendor. Other telemetry of the policy stays: tables merge key by key
 */
export function computedRequirements(publicUrl: string, policyContents: string | null, via: Via): Fragment {
  const quiet = policyContents === null || readRequirement(policyContents, ['otel', 'metrics_exporter']) === undefined
  const contents = stringify({
    ...providerFor(publicUrl, via),
    ...(quiet && { otel: { metrics_exporter: 'none' } }),
  })
  return { id: computedFragmentId, name: 'Bailiwick', contents }
}
