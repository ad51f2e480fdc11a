import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** People, access, policies, the client issuer, the gateway, facts and changes. Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

const statements = `
create table installation (
  id int primary key check (id = 1),
  setup_token_hash bytea,
  set_up_at timestamptz
);
insert into installation (id) values (1);

create table sealing_key (
  id int primary key check (id = 1),
  wrapped bytea not null
);

create table workspace (
  id uuid primary key,
  slug text not null constraint workspace_slug_key unique,
  name text not null,
  denial_text text,
  revision_id text,
  created_at timestamptz not null
);

create table person (
  id text primary key,
  email text not null,
  name text not null,
  password_hash text,
  created_at timestamptz not null
);
create unique index person_email_key on person (lower(email));

create table membership (
  workspace_id uuid not null references workspace (id),
  person_id text not null references person (id),
  role text not null,
  status text not null check (status in ('active', 'deactivated')),
  joined_at timestamptz not null,
  last_seen_at timestamptz,
  primary key (workspace_id, person_id)
);
create index membership_person on membership (person_id);

create table session (
  id text primary key,
  token_hash bytea not null constraint session_token_key unique,
  person_id text not null references person (id),
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index session_person on session (person_id);

create table password_reset (
  token_hash bytea primary key,
  person_id text not null references person (id),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table invitation (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  email text not null,
  role text not null,
  group_ids text[] not null,
  token_hash bytea not null,
  invited_by text references person (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz
);
create index invitation_workspace on invitation (workspace_id, created_at desc);
create unique index invitation_token on invitation (token_hash);

create table member_group (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  description text not null,
  source text not null,
  created_at timestamptz not null
);
create unique index member_group_name_key on member_group (workspace_id, lower(name));

create table group_member (
  group_id text not null references member_group (id) on delete cascade,
  person_id text not null references person (id),
  workspace_id uuid not null,
  added_at timestamptz not null,
  primary key (group_id, person_id),
  foreign key (workspace_id, person_id) references membership (workspace_id, person_id)
);
create index group_member_person on group_member (workspace_id, person_id);

create table workspace_setting (
  workspace_id uuid not null references workspace (id),
  key text not null,
  value boolean not null,
  changed_at timestamptz not null,
  changed_by text references person (id),
  primary key (workspace_id, key)
);

create table admin_key (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  hint text not null,
  token_hash bytea not null constraint admin_key_token_key unique,
  scopes text[] not null,
  created_by text references person (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index admin_key_workspace on admin_key (workspace_id);

create table policy (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  purpose text not null,
  owner text not null,
  newest_version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index policy_name_key on policy (workspace_id, lower(name)) where deleted_at is null;

create table policy_version (
  id text primary key,
  policy_id text not null references policy (id),
  workspace_id uuid not null,
  number int not null,
  contents text not null,
  sha256 text not null,
  note text not null,
  created_by text references person (id),
  created_at timestamptz not null,
  constraint policy_version_number_key unique (policy_id, number)
);

create table revision (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  number int not null,
  rules jsonb not null,
  default_policy_version_id text references policy_version (id),
  note text not null,
  cause text not null,
  created_by text references person (id),
  created_at timestamptz not null,
  constraint revision_number_key unique (workspace_id, number)
);
alter table workspace add foreign key (revision_id) references revision (id);

create function refuse_change() returns trigger language plpgsql as 'begin raise exception ''% rows are immutable'', tg_table_name; end';
create trigger policy_version_immutable before update or delete on policy_version for each row execute function refuse_change();
create trigger revision_immutable before update or delete on revision for each row execute function refuse_change();

create table upstream (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  base_url text not null,
  key_sealed bytea,
  key_hint text,
  models text[] not null,
  enabled boolean not null,
  created_at timestamptz not null
);
create unique index upstream_name_key on upstream (workspace_id, lower(name));

create table turn (
  id text primary key,
  workspace_id uuid not null,
  at timestamptz not null,
  person_id text,
  grant_id text,
  model text not null,
  upstream_id text,
  upstream_name text,
  outcome text not null,
  status int not null,
  input_tokens int not null,
  cached_tokens int not null,
  output_tokens int not null,
  reasoning_tokens int not null,
  first_byte_ms double precision,
  duration_ms double precision not null,
  user_agent text not null,
  session_id text,
  thread_id text,
  installation_id text
);
create index turn_workspace_at on turn (workspace_id, at desc, id desc);

create table signing_key (
  kid text primary key,
  public_jwk jsonb not null,
  private_sealed bytea not null,
  created_at timestamptz not null,
  signs_until timestamptz not null,
  verifies_until timestamptz not null
);

create table client_grant (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  person_id text not null references person (id),
  client_id text not null,
  surface text not null check (surface in ('device_code', 'browser')),
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz,
  end_reason text
);
create index client_grant_person on client_grant (workspace_id, person_id);

create table refresh_token (
  token_hash bytea primary key,
  grant_id text not null references client_grant (id),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  rotated_at timestamptz
);
create index refresh_token_grant on refresh_token (grant_id);

create table device_code (
  device_auth_hash bytea primary key,
  user_code_hash bytea not null,
  client_id text not null,
  address text not null,
  user_agent text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('pending', 'decided'))
);
create unique index device_code_user_code on device_code (user_code_hash) where state = 'pending';

create table authorization_code (
  code_hash bytea primary key,
  client_id text not null,
  redirect_uri text not null,
  code_challenge text not null,
  workspace_id uuid references workspace (id),
  person_id text references person (id),
  surface text not null,
  address text not null,
  user_agent text not null,
  denial text,
  expires_at timestamptz not null,
  used_at timestamptz,
  grant_id text references client_grant (id)
);

create table fact (
  id text primary key,
  workspace_id uuid not null references workspace (id),
  at timestamptz not null,
  kind text not null,
  actor_kind text not null,
  actor_id text,
  subject_type text,
  subject_id text,
  payload_hash bytea not null,
  xid xid8 not null default pg_current_xact_id()
);
create index fact_workspace_at on fact (workspace_id, at desc, id desc);
create index fact_kind on fact (workspace_id, kind, at desc);

create table fact_payload (
  fact_id text primary key references fact (id),
  salt bytea not null,
  payload jsonb not null
);

create table fact_chain (
  workspace_id uuid not null references workspace (id),
  position bigint not null,
  fact_id text not null references fact (id) unique,
  hash bytea not null,
  primary key (workspace_id, position)
);
create trigger fact_immutable before update or delete on fact for each row execute function refuse_change();
create trigger fact_chain_immutable before update or delete on fact_chain for each row execute function refuse_change();

create table change (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  workspace_id uuid,
  topic text not null,
  key text not null,
  at timestamptz not null default now()
);
create index change_xid on change (xid)
`
