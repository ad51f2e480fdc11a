import type { Generated } from 'kysely'

/** How a console session began. */
export type SessionMethod = 'password' | 'passkey' | 'oidc' | 'saml' | 'invitation' | 'setup' | 'break_glass'

/** The tables of roles, sign-in security, service accounts and access tokens, as migrations leave them. */
export interface AccessTables {
  custom_role: {
    id: string
    workspace_id: string
    name: string
    description: string
    permissions: string[]
    /** Goes up with every change of name, description or permissions. */
    version: Generated<number>
    created_by: string | null
    created_at: Date
    updated_at: Date
  }
  group_role: { group_id: string; role_id: string; workspace_id: string; assigned_at: Date }
  member_role: { workspace_id: string; person_id: string; role_id: string; assigned_at: Date }
  workspace_security: {
    workspace_id: string
    mfa_required: Generated<boolean>
    sso_enforced: Generated<boolean>
    /** Addresses and CIDR blocks; empty is everywhere. */
    ip_allowlist: Generated<string[]>
    /** The longest life of a new access token in days; null is no limit. */
    access_token_max_days: number | null
  }
  service_account: {
    person_id: string
    workspace_id: string
    description: string
    created_by: string | null
    created_at: Date
    /** Its person keeps a place in the audit log; its name is free again. */
    deleted_at: Generated<Date | null>
  }
  /** Who besides owners and admins works with a service account. */
  service_account_share: {
    account_id: string
    person_id: string
    role: 'user' | 'manager'
    created_by: string | null
    created_at: Date
  }
  access_token: {
    id: string
    grant_id: string
    workspace_id: string
    person_id: string
    name: string
    hint: string
    token_hash: Buffer
    created_by: string | null
    created_at: Date
    expires_at: Date | null
    /** The token that it was made to replace. */
    replaces: Generated<string | null>
    first_used_at: Generated<Date | null>
    /** The user-agent and the address of the last use. When that was, its sign-in says. */
    last_used_by: Generated<string>
    last_used_from: Generated<string>
    revoked_at: Generated<Date | null>
    /** The name of who revoked it. */
    revoked_by: Generated<string | null>
  }
}
