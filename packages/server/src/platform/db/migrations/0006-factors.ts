import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** Second factors, passkeys, recovery codes and challenges. Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

const statements = `
create table factor (
  id text primary key,
  person_id text not null references person (id),
  kind text not null check (kind in ('totp', 'passkey')),
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  secret_sealed bytea,
  last_step bigint,
  credential_id text constraint factor_credential_key unique,
  public_key bytea,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  backed_up boolean not null default false,
  check ((kind = 'totp') = (secret_sealed is not null)),
  check ((kind = 'passkey') = (credential_id is not null and public_key is not null))
);
create index factor_person on factor (person_id, created_at);

create table recovery_code (
  person_id text not null references person (id),
  code_hash bytea not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);

create table challenge (
  id text primary key,
  session_id text not null references session (id) on delete cascade,
  purpose text not null check (purpose in ('totp', 'passkey', 'step_up')),
  secret_sealed bytea,
  challenge text,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index challenge_session on challenge (session_id);

create table sign_in_ticket (
  token_hash bytea primary key,
  person_id text references person (id),
  user_agent text not null,
  challenge text,
  tries int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_ticket_person on sign_in_ticket (person_id);
create index sign_in_ticket_expiry on sign_in_ticket (expires_at);

create table attempt (
  key bytea primary key,
  failures int not null,
  until timestamptz not null
);
create index attempt_until on attempt (until);
`
