import type { PersonRef } from '@bailiwick/contracts'
import { type RawBuilder, sql } from 'kysely'

/** The person behind a column that holds an id, as others see them; null where it holds none. */
export const personRef = (column: string): RawBuilder<PersonRef | null> => sql<PersonRef | null>`(
  select jsonb_build_object('id', person.id, 'name', person.name, 'email', person.email)
  from person where person.id = ${sql.ref(column)})`
