import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** Directories that provision users and groups (SCIM). Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

const statements = `
create table directory (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  preset text not null,
  created_by text references person (id),
  created_at timestamptz not null,
  removed_at timestamptz
);
create unique index directory_name_key on directory (workspace_id, lower(name)) where removed_at is null;

create table directory_call (
  directory_id text primary key references directory (id),
  at timestamptz not null,
  method text not null,
  path text not null,
  status int not null,
  user_agent text not null,
  key_id text not null
);

alter table admin_key add column directory_id text references directory (id);
alter table admin_key add column directory_made_by text references person (id);
create index admin_key_directory on admin_key (directory_id) where directory_id is not null;

create table directory_user (
  workspace_id uuid not null,
  person_id text not null,
  directory_id text not null references directory (id),
  user_name text not null,
  external_id text,
  email text not null,
  emails text[] not null,
  display_name text not null,
  active boolean not null,
  deactivated_by_directory boolean not null,
  made_person boolean not null,
  attributes jsonb not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (workspace_id, person_id),
  foreign key (workspace_id, person_id) references membership (workspace_id, person_id)
);
create unique index directory_user_name_key on directory_user (directory_id, lower(user_name)) where deleted_at is null;
create index directory_user_listed on directory_user (directory_id, person_id) where deleted_at is null;
create index directory_user_external on directory_user (directory_id, external_id) where deleted_at is null;
create index directory_user_emails on directory_user using gin (emails) where deleted_at is null;

create table directory_group (
  group_id text primary key references member_group (id) on delete cascade,
  directory_id text not null references directory (id),
  external_id text,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  taken_over_at timestamptz
);
create index directory_group_listed on directory_group (directory_id, group_id);

alter table group_member add column carried boolean not null default false;

create table directory_run (
  id text primary key,
  directory_id text not null references directory (id),
  started_at timestamptz not null,
  last_at timestamptz not null,
  calls int not null,
  created int not null,
  updated int not null,
  deactivated int not null,
  reactivated int not null,
  groups int not null,
  members_added int not null,
  members_removed int not null,
  warnings int not null,
  errors int not null
);
create index directory_run_listed on directory_run (directory_id, started_at desc, id desc);

create table directory_problem (
  id text primary key,
  position bigint not null generated always as identity,
  directory_id text not null references directory (id),
  run_id text not null references directory_run (id) on delete cascade,
  at timestamptz not null,
  severity text not null check (severity in ('error', 'warning')),
  method text not null,
  path text not null,
  resource text,
  status int not null,
  reason text not null
);
create index directory_problem_listed on directory_problem (directory_id, position desc);
`
