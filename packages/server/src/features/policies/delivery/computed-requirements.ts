import { type Fragment, readRequirement } from '@bailiwick/policy'
import { stringify } from 'smol-toml'

/** The provider that Bailiwick gives every client; its traffic is what the model gateway sees. */
export const gatewayProvider = 'bailiwick'

/** Who speaks in a bundle when Bailiwick does; clients show name and id in their warnings. */
export const computedFragmentId = 'bailiwick'

/** Where the forced provider sends model calls. */
const gatewayUrl = (publicUrl: string): string => `${publicUrl}/backend-api/codex`

/**
 * The forced model provider. Forcing the client's built-in one would leave a user's own `openai_base_url` in effect; a custom provider of
 * this name replaces a user's definition (client 0.169.0).
 */
export const forcedProvider = (publicUrl: string) => ({
  model_provider: gatewayProvider,
  model_providers: {
    [gatewayProvider]: { name: 'Bailiwick', base_url: gatewayUrl(publicUrl), wire_api: 'responses', requires_openai_auth: true },
  },
})

/**
 * The requirements that Bailiwick adds to every policy: its model gateway as the provider, over http and https alike.
 * @param policyContents the policy it stands beside; where that does not say where metrics go, they are off, because the client's own
 *   would leave for the vendor. Other telemetry of the policy stays: tables merge key by key
 */
export function computedRequirements(publicUrl: string, policyContents: string | null): Fragment {
  const quiet = policyContents === null || readRequirement(policyContents, ['otel', 'metrics_exporter']) === undefined
  const contents = stringify({
    ...forcedProvider(publicUrl),
    ...(quiet && { otel: { metrics_exporter: 'none' } }),
  })
  return { id: computedFragmentId, name: 'Bailiwick', contents }
}
