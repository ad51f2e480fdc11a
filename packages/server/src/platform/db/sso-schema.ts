import type { ColumnType } from 'kysely'

/** jsonb: written as text, read as a value that the store's owner knows. */
type Json<T> = ColumnType<T, string, string>

/** What an identity provider said of somebody, as far as it decides. Never a token, never a whole assertion. */
export interface Asserted {
  subject: string
  email: string | null
  /** What it says of having verified the address; null is nothing. */
  emailVerified: boolean | null
  name: string | null
  /** How they signed in there: `amr` and `acr`, or authentication context classes. */
  evidence: string[]
  /** When they did, in milliseconds, as far as it says so (`auth_time`, AuthnInstant). */
  signedInAt: number | null
  /** Claims or attributes for the wizard, cut short. */
  shown: { name: string; value: string }[]
}

export interface DomainCheck {
  at: string
  found: string[]
  problem: string | null
}

/** The tables of single sign-on, as migrations leave them. */
export interface SsoTables {
  identity_provider: {
    id: string
    workspace_id: string
    kind: 'oidc' | 'saml'
    name: string
    enabled: boolean
    just_in_time: boolean
    required_evidence: string[]
    issuer: string | null
    client_id: string | null
    client_secret_sealed: Buffer | null
    entity_id: string | null
    sign_on_url: string | null
    certificates: string[]
    idp_initiated: boolean
    last_success_at: Date | null
    created_at: Date
  }
  sso_link: { provider_id: string; subject: string; person_id: string; linked_at: Date }
  sso_request: {
    state_hash: Buffer
    provider_id: string
    browser_hash: Buffer
    /** The id of a SAML AuthnRequest; null for OpenID Connect. */
    request_id: string | null
    test: boolean
    next: string | null
    expires_at: Date
    used_at: Date | null
  }
  sso_finish: {
    code_hash: Buffer
    provider_id: string
    /** Null for a sign-in that began at the identity provider: no browser was known then. */
    browser_hash: Buffer | null
    asserted: Json<Asserted>
    test: boolean
    next: string | null
    expires_at: Date
  }
  saml_assertion: { provider_id: string; assertion_id: string; expires_at: Date }
  sso_attempt: {
    id: string
    provider_id: string
    at: Date
    test: boolean
    outcome: 'signed_in' | 'tested' | 'refused'
    code: string | null
    because: string
    subject: string | null
    email: string | null
    evidence: string[]
    asserted: Json<Asserted['shown']>
    person_id: string | null
    address: string
  }
  mail_domain: {
    id: string
    workspace_id: string
    name: string
    token: string
    verified_at: Date | null
    verified_by: 'dns' | 'operator' | null
    last_check: ColumnType<DomainCheck | null, string | null, string | null>
    created_at: Date
  }
  break_glass: { workspace_id: string; person_id: string; sealed_at: Date; last_used_at: Date | null }
}
