import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** Drafts, approvals, staged rollouts, exceptions, the brake, devices, enrolments and observe-only runs. Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

const statements = `
alter table policy_version add column defaults text not null default '';
alter table policy add column published_version int;
update policy set published_version = newest_version;
alter table revision add column tests jsonb not null default '[]';
alter table revision add column draft_id text;

create table policy_control (
  workspace_id uuid primary key references workspace (id),
  approvals int not null,
  approver_role text not null,
  brake_enabled boolean not null,
  brake_share_percent int not null,
  brake_minimum_members int not null,
  recent_policy_minutes int,
  halt_silent_percent int not null
);

create table policy_draft (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  title text not null,
  reason text not null,
  state text not null check (state in ('open', 'submitted', 'scheduled', 'staged', 'published', 'discarded')),
  edit int not null,
  base_revision int,
  base jsonb not null,
  contents jsonb not null,
  publish_at timestamptz,
  stages jsonb,
  published_revision int,
  from_code boolean not null default false,
  restores int,
  publish_as jsonb,
  released_edit int,
  not_published_because text,
  created_by text references person (id),
  created_at timestamptz not null,
  updated_by text references person (id),
  updated_at timestamptz not null
);
create index policy_draft_list on policy_draft (workspace_id, updated_at desc, id);
create index policy_draft_due on policy_draft (publish_at) where state = 'scheduled';

create table policy_draft_author (
  draft_id text not null references policy_draft (id),
  person_id text not null references person (id),
  primary key (draft_id, person_id)
);

create table policy_draft_approval (
  draft_id text not null references policy_draft (id),
  person_id text not null references person (id),
  edit int not null,
  decision text not null check (decision in ('approved', 'rejected')),
  note text not null,
  at timestamptz not null,
  primary key (draft_id, person_id, edit)
);

create table policy_rollout (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  draft_id text not null references policy_draft (id),
  revision_id text not null references revision (id),
  previous_revision_id text references revision (id),
  stages jsonb not null,
  stage int not null,
  state text not null check (state in ('running', 'halted', 'completed', 'rolled_back')),
  halted_because text,
  started_by text references person (id),
  started_at timestamptz not null,
  stage_started_at timestamptz not null,
  ended_at timestamptz,
  last_sight jsonb
);
create unique index policy_rollout_one_runs on policy_rollout (workspace_id) where state in ('running', 'halted');

create table policy_exception (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  person_id text not null references person (id),
  policy_id text not null references policy (id),
  reason text not null,
  until timestamptz not null,
  state text not null check (state in ('requested', 'granted', 'refused', 'withdrawn', 'revoked')),
  requested_by text references person (id),
  requested_at timestamptz not null,
  decided_by text references person (id),
  decided_at timestamptz,
  decision_note text not null
);
create index policy_exception_person on policy_exception (workspace_id, person_id) where state in ('requested', 'granted');
create index policy_exception_list on policy_exception (workspace_id, requested_at desc, id);

create table held_change (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  kind text not null,
  input jsonb not null,
  what text not null,
  because text not null,
  moved int not null,
  emptied text[] not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  person_id text references person (id),
  at timestamptz not null,
  state text not null check (state in ('held', 'released', 'dismissed', 'failed')),
  decided_by text references person (id),
  decided_at timestamptz,
  note text not null
);
create index held_change_list on held_change (workspace_id, at desc, id);

create table recent_move (
  workspace_id uuid not null references workspace (id),
  person_id text not null references person (id),
  group_id text,
  at timestamptz not null
);
create index recent_move_at on recent_move (workspace_id, at);

create table enrolment (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  group_id text references member_group (id) on delete set null,
  token_hash bytea not null unique,
  hint text not null,
  created_by text references person (id),
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table device (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  person_id text references person (id),
  grant_id text references client_grant (id),
  enrolment_id text references enrolment (id),
  surface text not null,
  client_version text not null,
  system text not null,
  installation_id text,
  policy_version_id text,
  revision_number int,
  bundle_sha256 text,
  rollout_id text,
  on_new boolean,
  config_server boolean not null,
  first_seen_at timestamptz not null,
  seen_at timestamptz not null,
  served_at timestamptz,
  policy_since timestamptz,
  used_at timestamptz,
  fetches int not null,
  calls int not null,
  calls_since int not null
);
create index device_of_grant on device (grant_id, served_at);
create index device_list on device (workspace_id, seen_at desc, id);
create index device_person on device (workspace_id, person_id);

alter table turn add column surface text;
alter table turn add column policy_version_id text;
alter table turn add column policy_served_at timestamptz;
create index turn_of_grant on turn (grant_id, at);

create table policy_evaluation (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  draft_id text not null references policy_draft (id),
  title text not null,
  candidate jsonb not null,
  group_ids text[] not null,
  started_by text references person (id),
  started_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  calls int not null default 0
);

create table policy_evaluation_count (
  evaluation_id text not null references policy_evaluation (id),
  person_id text not null,
  kind text not null,
  key text not null,
  verdict_now text not null,
  verdict_then text not null,
  count int not null,
  last_at timestamptz not null,
  primary key (evaluation_id, person_id, kind, key, verdict_now, verdict_then)
);
`
