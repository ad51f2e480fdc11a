import { type Bundle, composeBundle } from '@bailiwick/policy'
import type { PolicyInForce } from '../../standing/index.ts'
import { computedRequirements, type Via } from './computed-requirements.ts'

/** What a bundle says about a policy: the version's id, and a name that people recognise in a client's warnings. */
export type ServedPolicy = Pick<PolicyInForce, 'versionId' | 'name' | 'version' | 'contents' | 'defaults'>

/** What the managed defaults of a version are called in a bundle. */
export const defaultsFragmentId = (versionId: string): string => `${versionId}-defaults`

/**
 * Exactly the bundle that a member under this policy is served; null is nobody's policy, where only Bailiwick's own requirements are left.
 * Checks, lookup and delivery all compose here. Which fragment wins is the engine's decision.
 */
export function servedBundle(publicUrl: string, policy: ServedPolicy | null, via: Via = 'sign_in'): Bundle {
  const name = policy && `${policy.name} v${policy.version}`
  return composeBundle({
    policy: policy && name !== null ? { id: policy.versionId, name, contents: policy.contents } : null,
    defaults: policy?.defaults
      ? { id: defaultsFragmentId(policy.versionId), name: `${name} defaults`, contents: policy.defaults }
      : null,
    computed: computedRequirements(publicUrl, policy?.contents ?? null, via),
  })
}
