import { type Bundle, composeBundle } from '@bailiwick/policy'
import type { PolicyInForce } from '../../standing/index.ts'
import { computedRequirements } from './computed-requirements.ts'

/** What a bundle says about a policy: the version's id, and a name that people recognise in a client's warnings. */
export type ServedPolicy = Pick<PolicyInForce, 'versionId' | 'name' | 'version' | 'contents'>

/**
 * Exactly the bundle that a member under this policy is served; null is nobody's policy, where only Bailiwick's own requirements are left.
 * Checks, lookup and delivery all compose here. Which fragment wins is the engine's decision.
 */
export function servedBundle(publicUrl: string, policy: ServedPolicy | null): Bundle {
  return composeBundle({
    policy: policy && { id: policy.versionId, name: `${policy.name} v${policy.version}`, contents: policy.contents },
    computed: computedRequirements(publicUrl, policy?.contents ?? null),
  })
}
