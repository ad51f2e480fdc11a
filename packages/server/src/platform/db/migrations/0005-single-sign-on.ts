import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** Identity providers, verified domains and what they asserted. Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

const statements = `
create table identity_provider (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  kind text not null check (kind in ('oidc', 'saml')),
  name text not null,
  enabled boolean not null,
  just_in_time boolean not null,
  required_evidence text[] not null,
  issuer text,
  client_id text,
  client_secret_sealed bytea,
  entity_id text,
  sign_on_url text,
  certificates text[] not null,
  idp_initiated boolean not null,
  last_success_at timestamptz,
  created_at timestamptz not null
);
create unique index identity_provider_name_key on identity_provider (workspace_id, lower(name));

create table sso_link (
  provider_id text not null references identity_provider (id) on delete cascade,
  subject text not null,
  person_id text not null references person (id),
  linked_at timestamptz not null,
  primary key (provider_id, subject)
);
create index sso_link_person on sso_link (person_id);

create table sso_request (
  state_hash bytea primary key,
  provider_id text not null references identity_provider (id) on delete cascade,
  browser_hash bytea not null,
  request_id text,
  test boolean not null,
  next text,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sso_finish (
  code_hash bytea primary key,
  provider_id text not null references identity_provider (id) on delete cascade,
  browser_hash bytea,
  asserted jsonb not null,
  test boolean not null,
  next text,
  expires_at timestamptz not null
);

create table saml_assertion (
  provider_id text not null references identity_provider (id) on delete cascade,
  assertion_id text not null,
  expires_at timestamptz not null,
  primary key (provider_id, assertion_id)
);

create table sso_attempt (
  id text primary key,
  provider_id text not null references identity_provider (id) on delete cascade,
  at timestamptz not null,
  test boolean not null,
  outcome text not null check (outcome in ('signed_in', 'tested', 'refused')),
  code text,
  because text not null,
  subject text,
  email text,
  evidence text[] not null,
  asserted jsonb not null,
  person_id text references person (id),
  address text not null
);
create index sso_attempt_provider on sso_attempt (provider_id, at desc);

create table mail_domain (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  token text not null,
  verified_at timestamptz,
  verified_by text check (verified_by in ('dns', 'operator')),
  last_check jsonb,
  created_at timestamptz not null
);
create unique index mail_domain_claim_key on mail_domain (workspace_id, name);
create unique index mail_domain_verified_key on mail_domain (name) where verified_at is not null;

create table break_glass (
  workspace_id uuid not null,
  person_id text not null,
  sealed_at timestamptz not null,
  last_used_at timestamptz,
  primary key (workspace_id, person_id),
  foreign key (workspace_id, person_id) references membership (workspace_id, person_id)
);
`
