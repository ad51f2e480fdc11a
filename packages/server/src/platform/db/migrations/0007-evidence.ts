import { type Kysely, sql } from 'kysely'

/** What the audit log needs beside facts. Valid on PostgreSQL 15 to 18. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n/)) {
    if (statement.trim()) await sql.raw(statement).execute(db)
  }
}

/*
 * fact_words: what the audit log is searched by, on every PostgreSQL (pg_trgm is not on each of them): words of the names, where marks
 * end a word, so that the parts of an e-mail address and of a host name are found by themselves.
 */
const statements = `
alter table fact_chain add column format smallint not null default 1;

create index fact_actor on fact (workspace_id, actor_id, at desc, id desc);
create index fact_subject on fact (workspace_id, subject_id, at desc, id desc);
create index fact_of_kind on fact (workspace_id, kind, at desc, id desc);
drop index fact_kind;

create function fact_words(payload jsonb) returns tsvector language sql immutable parallel safe as $$
  select to_tsvector('pg_catalog.simple', translate(
    coalesce(payload->>'actorName', '') || ' ' || coalesce(payload->>'subjectName', ''),
    '@./_:+,()[]{}<>#!?*&|=%~^$"\`''-\\', repeat(' ', 40)))
$$;
create index fact_payload_words on fact_payload using gin (fact_words(payload));

create table noise_count (
  hour timestamptz not null,
  kind text not null,
  count bigint not null,
  primary key (hour, kind)
)
`
