import { createHash } from 'node:crypto'
import { type Bundle, effectiveRequirements, type Resolution, resolvePolicy } from '@bailiwick/policy'
import type { Config, Platform } from '../../../platform/platform.ts'
import type { MemberStanding, PolicyInForce, WorkspaceStanding } from '../../standing/index.ts'
import { servedBundle } from './served-bundle.ts'

interface Prepared {
  /** The config bundle as it goes over the wire, as plain JSON: the client understands no content coding. */
  bytes: Buffer
  /** `{"contents": "<toml>"}`: the merged requirements, for clients before 0.137. */
  requirementsBytes: Buffer
  /** Of `bytes`, in hex. */
  sha256: string
  bundle: Bundle
  policy: PolicyInForce | null
}

/** What a member is served, and the decision that led to it. */
export interface Delivery extends Prepared {
  resolution: Resolution
}

interface Remembered {
  workspace: WorkspaceStanding
  delivery: Delivery
}

// Standing replaces its objects when something changes, so an object is the right key and nothing here needs to be invalidated.
const byMember = new WeakMap<MemberStanding, Remembered>()
const byWorkspace = new WeakMap<WorkspaceStanding, Map<string, Delivery>>()
const byPolicy = new WeakMap<PolicyInForce, Prepared>()
const withoutPolicy = new WeakMap<Config, Prepared>()

/**
 * What a member is served now: the policy of the first matching rule, else the default, with Bailiwick's own requirements. Deactivated
 * and unentitled members are served as well; it is the model gateway that refuses them. Never throws for a policy that was put in force.
 */
export function bundleFor(app: Pick<Platform, 'config'>, workspace: WorkspaceStanding, member: MemberStanding): Delivery {
  const remembered = byMember.get(member)
  if (remembered?.workspace === workspace) return remembered.delivery
  const delivery = deliveryFor(app, workspace, member.groupIds)
  byMember.set(member, { workspace, delivery })
  return delivery
}

/** What somebody is served who is in exactly these groups. People whom the rules cannot tell apart share one delivery. */
function deliveryFor(app: Pick<Platform, 'config'>, workspace: WorkspaceStanding, groupIds: ReadonlySet<string>): Delivery {
  const deliveries = byWorkspace.get(workspace) ?? new Map<string, Delivery>()
  byWorkspace.set(workspace, deliveries)
  const key = matchingRules(workspace, groupIds)
  const known = deliveries.get(key)
  if (known) return known
  const resolution = resolvePolicy(workspace.ruleSet, groupIds)
  const policy = resolution.policyId === null ? null : (workspace.policies.get(resolution.policyId) ?? null)
  const delivery = { ...preparedFor(app.config, policy), resolution }
  deliveries.set(key, delivery)
  return delivery
}

/** Positions of the rules whose group is among these: all that the rules see of a person. */
function matchingRules(workspace: WorkspaceStanding, groupIds: ReadonlySet<string>): string {
  const positions: number[] = []
  workspace.ruleSet.rules.forEach((rule, index) => {
    if (groupIds.has(rule.groupId)) positions.push(index)
  })
  return positions.join()
}

function preparedFor(config: Config, policy: PolicyInForce | null): Prepared {
  const known = policy ? byPolicy.get(policy) : withoutPolicy.get(config)
  if (known) return known
  const prepared = prepare(config, policy)
  if (policy) byPolicy.set(policy, prepared)
  else withoutPolicy.set(config, prepared)
  return prepared
}

function prepare(config: Config, policy: PolicyInForce | null): Prepared {
  const bundle = servedBundle(config.publicUrl, policy)
  const bytes = Buffer.from(JSON.stringify(bundle))
  return {
    bytes,
    requirementsBytes: Buffer.from(JSON.stringify({ contents: effectiveRequirements(bundle).toml })),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bundle,
    policy,
  }
}
