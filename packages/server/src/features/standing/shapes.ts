import type { PolicyControls } from '@bailiwick/contracts'
import type { RuleSet } from '@bailiwick/policy'
import type { AccessSubject, AccessWorld } from './access.ts'

/** A policy version that is in force somewhere. Immutable: bytes prepared for it may be cached by this object. */
export interface PolicyInForce {
  policyId: string
  name: string
  owner: string
  purpose: string
  versionId: string
  version: number
  contents: string
  /** Managed defaults, a config.toml that users may override; empty is none. */
  defaults: string
}

/** A revision as it decides: the ordered rules, the default, and the policy versions they serve. */
export interface Ruling {
  /** Null while nothing was ever put in force. */
  revision: { id: string; number: number } | null
  ruleSet: RuleSet
  policies: ReadonlyMap<string, PolicyInForce>
}

/** A staged rollout that runs or is halted: who is on its side is decided by the new ruling, everybody else by the one in force. */
export interface RolloutStanding {
  id: string
  /** Of the members, 0 to 100, chosen stably by person; never less than in the stage before. */
  percent: number
  /** Everybody in one of these is on the new side too. */
  groupIds: ReadonlySet<string>
  ruling: Ruling
}

/** Another published policy for one member, granted until a time that is looked at when somebody asks. */
export interface ExceptionStanding {
  id: string
  policyId: string
  until: Date
}

/** What a workspace decides, as one immutable object; a change replaces it. The ruling is the one in force. */
export interface WorkspaceStanding extends Ruling, AccessWorld {
  id: string
  slug: string
  name: string
  denialText: string
  rollout: RolloutStanding | null
  /** Published policies that granted exceptions name, by policy id. */
  published: ReadonlyMap<string, PolicyInForce>
  controls: PolicyControls
}

/** A member, as one immutable object; a change replaces it. */
export interface MemberStanding extends AccessSubject {
  workspaceId: string
  personId: string
  name: string
  email: string
  kind: 'human' | 'service_account'
  /** Granted ones that may still run; the first that has not ended counts. */
  exceptions: readonly ExceptionStanding[]
}

export interface GrantStanding {
  id: string
  workspaceId: string
  personId: string
  surface: 'device_code' | 'browser' | 'access_token'
  ended: boolean
  /** Whether it ended because its member was deactivated: then nobody signed it out, and nobody else held its tokens. */
  endedByDeactivation: boolean
}
