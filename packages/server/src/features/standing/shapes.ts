import type { RoleName, SettingKey } from '@bailiwick/contracts'
import type { RuleSet } from '@bailiwick/policy'

/** A policy version that is in force somewhere. Immutable: bytes prepared for it may be cached by this object. */
export interface PolicyInForce {
  policyId: string
  name: string
  owner: string
  purpose: string
  versionId: string
  version: number
  contents: string
}

/** What a workspace decides, as one immutable object; a change replaces it. */
export interface WorkspaceStanding {
  id: string
  slug: string
  name: string
  denialText: string
  settings: Readonly<Record<SettingKey, boolean>>
  /** The revision in force; null while nothing was ever put in force. */
  revision: { id: string; number: number } | null
  ruleSet: RuleSet
  policies: ReadonlyMap<string, PolicyInForce>
}

/** A member, as one immutable object; a change replaces it. */
export interface MemberStanding {
  workspaceId: string
  personId: string
  name: string
  email: string
  role: RoleName
  status: 'active' | 'deactivated'
  groupIds: ReadonlySet<string>
}

export interface GrantStanding {
  id: string
  workspaceId: string
  personId: string
  surface: 'device_code' | 'browser'
  ended: boolean
  /** Whether it ended because its member was deactivated: then nobody signed it out, and nobody else held its tokens. */
  endedByDeactivation: boolean
}
