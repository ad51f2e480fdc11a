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
  service_account: { person_id: string; workspace_id: string; description: string; created_by: string | null; created_at: Date }
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
    revoked_at: Date | null
    revoked_by: string | null
  }
}
