import type { Generated } from 'kysely'

/** The tables of second factors and of ways to prove who somebody is, as migrations leave them. */
export interface FactorTables {
  /** Authenticator apps (a sealed secret, the last step that was used) and passkeys (a public key, its counter). */
  factor: {
    id: string
    person_id: string
    kind: 'totp' | 'passkey'
    name: string
    created_at: Date
    last_used_at: Date | null
    secret_sealed: Buffer | null
    /** The time step (RFC 6238) of the last code that was used; older ones and this one are spent. */
    last_step: number | null
    /** As WebAuthn spells it, base64url. */
    credential_id: string | null
    public_key: Buffer | null
    counter: Generated<number>
    transports: Generated<string[]>
    backed_up: Generated<boolean>
  }
  recovery_code: { person_id: string; code_hash: Buffer; made_at: Date; used_at: Date | null }
  /** What a session was asked to answer: to add a factor, or to prove who it is. */
  challenge: {
    id: string
    session_id: string
    purpose: 'totp' | 'passkey' | 'step_up'
    secret_sealed: Buffer | null
    challenge: string | null
    expires_at: Date
    used_at: Date | null
  }
  /** A sign-in on its way: after the password (with a person), or with a passkey alone (without). */
  sign_in_ticket: {
    token_hash: Buffer
    person_id: string | null
    user_agent: string
    challenge: string | null
    tries: Generated<number>
    created_at: Date
    expires_at: Date
    used_at: Date | null
  }
  /** Failed proofs in a window of time; the key is a keyed hash of what they count for. */
  attempt: { key: Buffer; failures: number; until: Date }
}
