import { type Fragment, forcedProvider, readRequirement } from '@bailiwick/policy'
import { stringify } from 'smol-toml'

/** Who speaks in a bundle when Bailiwick does; clients show name and id in their warnings. */
export const computedFragmentId = 'bailiwick'

/** The model gateway's OAuth client; its tokens are those of a sign-in. */
export const gatewayClientId = 'bailiwick-gateway'

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
