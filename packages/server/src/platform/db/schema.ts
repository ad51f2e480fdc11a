import type { PolicyTest } from '@bailiwick/contracts'
import type { ColumnType, Generated } from 'kysely'
import type { AccessTables, SessionMethod } from './access-schema.ts'
import type { DirectoryTables } from './directory-schema.ts'
import type { EvidenceTables } from './evidence-schema.ts'
import type { FactorTables } from './factor-schema.ts'
import type { LifecycleTables } from './lifecycle-schema.ts'
import type { SsoTables } from './sso-schema.ts'

// The tables as migrations leave them; rows keep PostgreSQL's column names.

export type Time = Date
/** jsonb: written as text, read as a value that the store's owner knows. */
export type Json<T> = ColumnType<T, string, string>

export interface Database extends LifecycleTables, AccessTables, DirectoryTables, SsoTables, FactorTables, EvidenceTables {
  installation: { id: number; setup_token_hash: Buffer | null; set_up_at: Time | null }
  sealing_key: { id: number; wrapped: Buffer }
  workspace: { id: string; slug: string; name: string; denial_text: string | null; revision_id: string | null; created_at: Time }
  person: {
    id: string
    email: string
    name: string
    password_hash: string | null
    kind: Generated<'human' | 'service_account'>
    created_at: Time
  }
  membership: {
    workspace_id: string
    person_id: string
    role: string
    status: 'active' | 'deactivated'
    joined_at: Time
    last_seen_at: Time | null
  }
  session: {
    id: string
    token_hash: Buffer
    person_id: string
    address: string
    user_agent: string
    created_at: Time
    last_seen_at: Time
    expires_at: Time
    ended_at: Time | null
    method: Generated<SessionMethod>
    /** The one workspace that this sign-in opens; null is every one of the person. */
    workspace_id: string | null
    identity_provider_id: string | null
    /** When the person last proved who they are. */
    authenticated_at: Time
    /** When the person last gave a second factor; null is never. */
    second_factor_at: Time | null
  }
  password_reset: { token_hash: Buffer; person_id: string; expires_at: Time; used_at: Time | null }
  invitation: {
    id: string
    workspace_id: string
    email: string
    role: string
    group_ids: string[]
    token_hash: Buffer
    invited_by: string | null
    created_at: Time
    expires_at: Time
    accepted_at: Time | null
    withdrawn_at: Time | null
  }
  member_group: {
    id: string
    workspace_id: string
    name: string
    description: string
    source: 'manual' | 'scim'
    created_at: Time
  }
  group_member: {
    group_id: string
    person_id: string
    workspace_id: string
    added_at: Time
    /** Was in the group when a directory took it over, and has not been named by the directory since. */
    carried: Generated<boolean>
  }
  workspace_setting: { workspace_id: string; key: string; value: boolean; changed_at: Time; changed_by: string | null }
  admin_key: {
    id: string
    workspace_id: string
    name: string
    hint: string
    token_hash: Buffer
    scopes: string[]
    created_by: string | null
    created_at: Time
    expires_at: Time | null
    last_used_at: Time | null
    revoked_at: Time | null
    /** Set for the token of a directory; who made it then stands in directory_made_by, because the token does not act for them. */
    directory_id: string | null
    directory_made_by: string | null
  }
  policy: {
    id: string
    workspace_id: string
    name: string
    purpose: string
    owner: string
    /** The current version: the one that is edited and served next. Restoring moves it back. */
    newest_version: number
    /** The version that may be served by an exception; null while none was ever published. */
    published_version: number | null
    created_at: Time
    updated_at: Time
    deleted_at: Time | null
  }
  policy_version: {
    id: string
    policy_id: string
    workspace_id: string
    number: number
    contents: string
    /** Managed defaults: a config.toml that users may override; empty is none. */
    defaults: Generated<string>
    /** Of contents alone, or of contents, a NUL and defaults where there are any; hex. */
    sha256: string
    note: string
    created_by: string | null
    created_at: Time
  }
  revision: {
    id: string
    workspace_id: string
    number: number
    rules: Json<StoredRule[]>
    default_policy_version_id: string | null
    tests: ColumnType<PolicyTest[], string | undefined, string>
    draft_id: string | null
    note: string
    cause: string
    created_by: string | null
    created_at: Time
  }
  upstream: {
    id: string
    workspace_id: string
    name: string
    base_url: string
    key_sealed: Buffer | null
    key_hint: string | null
    models: string[]
    enabled: boolean
    created_at: Time
  }
  turn: {
    id: string
    workspace_id: string
    at: Time
    person_id: string | null
    grant_id: string | null
    model: string
    upstream_id: string | null
    upstream_name: string | null
    outcome: string
    status: number
    input_tokens: number
    cached_tokens: number
    output_tokens: number
    reasoning_tokens: number
    first_byte_ms: number | null
    duration_ms: number
    user_agent: string
    session_id: string | null
    thread_id: string | null
    installation_id: string | null
    /** The client's own word, from its user-agent. */
    surface: string | null
    /** What the same sign-in was served last, and when, as known at the call. */
    policy_version_id: string | null
    policy_served_at: Time | null
  }
  signing_key: {
    kid: string
    public_jwk: Json<Record<string, unknown>>
    private_sealed: Buffer
    created_at: Time
    signs_until: Time
    verifies_until: Time
  }
  client_grant: {
    id: string
    workspace_id: string
    person_id: string
    client_id: string
    surface: 'device_code' | 'browser' | 'access_token'
    address: string
    user_agent: string
    created_at: Time
    last_used_at: Time | null
    ended_at: Time | null
    end_reason: string | null
  }
  refresh_token: { token_hash: Buffer; grant_id: string; issued_at: Time; expires_at: Time; rotated_at: Time | null }
  device_code: {
    device_auth_hash: Buffer
    user_code_hash: Buffer
    client_id: string
    address: string
    user_agent: string
    requested_at: Time
    expires_at: Time
    state: 'pending' | 'decided'
  }
  authorization_code: {
    code_hash: Buffer
    client_id: string
    redirect_uri: string
    code_challenge: string
    workspace_id: string | null
    person_id: string | null
    surface: 'device_code' | 'browser'
    address: string
    user_agent: string
    denial: string | null
    expires_at: Time
    used_at: Time | null
    grant_id: string | null
  }
  fact: {
    id: string
    workspace_id: string
    at: Time
    kind: string
    actor_kind: string
    actor_id: string | null
    subject_type: string | null
    subject_id: string | null
    payload_hash: Buffer
    xid: Generated<string>
  }
  fact_payload: { fact_id: string; salt: Buffer; payload: Json<FactPayload> }
  fact_chain: { workspace_id: string; position: number; fact_id: string; hash: Buffer }
  change: {
    id: Generated<number>
    xid: Generated<string>
    workspace_id: string | null
    topic: string
    key: string
    at: Generated<Time>
  }
}

/** One rule of a revision: which group is served which immutable policy version. */
export interface StoredRule {
  id: string
  groupId: string
  policyId: string
  policyVersionId: string
}

/** A draft as an observe-only run holds it: with every text that it would serve. */
export interface ObservedCandidate {
  rules: { groupId: string; policyId: string }[]
  defaultPolicyId: string | null
  policies: { policyId: string; name: string; contents: string; defaults: string }[]
}

/** The erasable half of a fact: names and values. */
export interface FactPayload {
  actorName: string
  subjectName: string | null
  address: string | null
  userAgent: string | null
  requestId: string | null
  detail: Record<string, unknown>
}
