import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** Custom roles, how a session began, sign-in security, service accounts and access tokens. Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

const statements = `
create table custom_role (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  description text not null,
  permissions text[] not null,
  version int not null default 1,
  created_by text references person (id),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index custom_role_name_key on custom_role (workspace_id, lower(name));

create table group_role (
  group_id text not null references member_group (id) on delete cascade,
  role_id text not null references custom_role (id) on delete cascade,
  workspace_id uuid not null references workspace (id),
  assigned_at timestamptz not null,
  primary key (group_id, role_id)
);
create index group_role_workspace on group_role (workspace_id);
create index group_role_role on group_role (role_id);

create table member_role (
  workspace_id uuid not null,
  person_id text not null,
  role_id text not null references custom_role (id) on delete cascade,
  assigned_at timestamptz not null,
  primary key (workspace_id, person_id, role_id),
  foreign key (workspace_id, person_id) references membership (workspace_id, person_id)
);
create index member_role_role on member_role (role_id);

create table workspace_security (
  workspace_id uuid primary key references workspace (id),
  mfa_required boolean not null default false,
  sso_enforced boolean not null default false,
  ip_allowlist text[] not null default '{}',
  access_token_max_days int
);

alter table person add column kind text not null default 'human' check (kind in ('human', 'service_account'));

alter table session add column method text not null default 'password';
alter table session add column workspace_id uuid references workspace (id);
alter table session add column identity_provider_id text;
alter table session add column authenticated_at timestamptz;
update session set authenticated_at = created_at;
alter table session alter column authenticated_at set not null;
alter table session add column second_factor_at timestamptz;

create table service_account (
  person_id text primary key references person (id),
  workspace_id uuid not null references workspace (id),
  description text not null,
  created_by text references person (id),
  created_at timestamptz not null,
  deleted_at timestamptz
);
create index service_account_workspace on service_account (workspace_id) where deleted_at is null;

create table service_account_share (
  account_id text not null references service_account (person_id),
  person_id text not null references person (id),
  role text not null check (role in ('user', 'manager')),
  created_by text references person (id),
  created_at timestamptz not null,
  primary key (account_id, person_id)
);
create index service_account_share_person on service_account_share (person_id);

alter table client_grant drop constraint client_grant_surface_check;
alter table client_grant add constraint client_grant_surface_check check (surface in ('device_code', 'browser', 'access_token'));

create table access_token (
  id text primary key,
  grant_id text not null unique references client_grant (id),
  workspace_id uuid not null references workspace (id),
  person_id text not null references person (id),
  name text not null,
  hint text not null,
  token_hash bytea not null constraint access_token_hash_key unique,
  created_by text references person (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  replaces text references access_token (id),
  first_used_at timestamptz,
  last_used_by text not null default '',
  last_used_from text not null default '',
  revoked_at timestamptz,
  revoked_by text
);
create index access_token_listed on access_token (workspace_id, created_at desc, id desc);
create index access_token_replaces on access_token (replaces) where replaces is not null;
create index access_token_person on access_token (workspace_id, person_id, created_at desc);
`
