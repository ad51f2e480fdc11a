import { createHash } from 'node:crypto'
import { type Bundle, effectiveRequirements } from '@bailiwick/policy'
import type { Config, Platform } from '../../../platform/platform.ts'
import type { MemberStanding, PolicyInForce, WorkspaceStanding } from '../../standing/index.ts'
import type { Via } from './computed-requirements.ts'
import { type Decision, decide } from './decide.ts'
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
  decision: Decision
}

interface Remembered {
  workspace: WorkspaceStanding
  delivery: Delivery
  /** Milliseconds since the epoch: then an exception ends. */
  until: number
}

// Standing replaces its objects when something changes, so an object is the right key and nothing here needs to be invalidated.
const byMember = perVia<MemberStanding, Remembered>()
const byPolicy = perVia<PolicyInForce, Prepared>()
const withoutPolicy = perVia<Config, Prepared>()

function perVia<K extends object, V>(): Record<Via, WeakMap<K, V>> {
  return { sign_in: new WeakMap(), oauth: new WeakMap() }
}

/**
 * What a member is served now: an open exception, else the policy of the first matching rule, else the default, with Bailiwick's own
 * requirements. Deactivated and unentitled members are served as well; it is the model gateway that refuses them. Never throws for a
 * policy that was put in force.
 */
export function bundleFor(
  app: Pick<Platform, 'config' | 'clock'>,
  workspace: WorkspaceStanding,
  member: MemberStanding,
  via: Via = 'sign_in',
): Delivery {
  const now = app.clock.now()
  const remembered = byMember[via].get(member)
  if (remembered?.workspace === workspace && now.getTime() < remembered.until) return remembered.delivery
  const decision = decide(workspace, member, now)
  const delivery = { ...preparedFor(app.config, decision.policy, via), decision }
  byMember[via].set(member, { workspace, delivery, until: decision.exception?.until.getTime() ?? Number.POSITIVE_INFINITY })
  return delivery
}

function preparedFor(config: Config, policy: PolicyInForce | null, via: Via): Prepared {
  const known = policy ? byPolicy[via].get(policy) : withoutPolicy[via].get(config)
  if (known) return known
  const prepared = prepare(config, policy, via)
  if (policy) byPolicy[via].set(policy, prepared)
  else withoutPolicy[via].set(config, prepared)
  return prepared
}

function prepare(config: Config, policy: PolicyInForce | null, via: Via): Prepared {
  const bundle = servedBundle(config.publicUrl, policy, via)
  const bytes = Buffer.from(JSON.stringify(bundle))
  return {
    bytes,
    requirementsBytes: Buffer.from(JSON.stringify({ contents: effectiveRequirements(bundle).toml })),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bundle,
    policy,
  }
}
