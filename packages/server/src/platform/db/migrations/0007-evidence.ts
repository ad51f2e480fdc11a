import type { Kysely } from 'kysely'
import { runStatements } from '../run-statements.ts'

/** What the audit log needs beside facts. Valid on PostgreSQL 15 to 18. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements)

/*
 * fact_waiting: what the sequencer has to chain, so that a round costs the same however long the log is.
 *
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

create table fact_waiting (fact_id text primary key references fact (id));
insert into fact_waiting (fact_id)
  select id from fact where not exists (select from fact_chain where fact_chain.fact_id = fact.id);
create function await_chain() returns trigger language plpgsql as $$
begin
  insert into fact_waiting (fact_id) values (new.id); return null; end
$$;
create trigger fact_awaits_chain after insert on fact for each row execute function await_chain();

create table noise_count (
  hour timestamptz not null,
  kind text not null,
  count bigint not null,
  primary key (hour, kind)
)
`
