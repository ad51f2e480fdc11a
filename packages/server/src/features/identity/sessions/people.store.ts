import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'

export interface PersonRow {
  id: string
  email: string
  name: string
  password_hash: string | null
  kind: 'human' | 'service_account'
  created_at: Date
}

/** E-mail addresses are compared without regard to case. */
export const findPersonByEmail = (db: Executor, email: string): Promise<PersonRow | undefined> =>
  db.selectFrom('person').selectAll().where(sql<string>`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()

export const findPerson = (db: Executor, personId: string): Promise<PersonRow | undefined> =>
  db.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirst()

/** Locks the person, so that whatever changes their password takes turns. */
export const lockPerson = (tx: Tx, personId: string): Promise<PersonRow | undefined> =>
  tx.selectFrom('person').selectAll().where('id', '=', personId).forNoKeyUpdate().executeTakeFirst()

/** Inserts a person; undefined when the address belongs to somebody already. */
export async function insertPerson(
  tx: Tx,
  person: Omit<PersonRow, 'kind'> & { kind?: PersonRow['kind'] },
): Promise<PersonRow | undefined> {
  return tx
    .insertInto('person')
    .values(person)
    .onConflict((it) => it.doNothing())
    .returningAll()
    .executeTakeFirst()
}

export const setPassword = (tx: Tx, personId: string, passwordHash: string) =>
  tx.updateTable('person').set({ password_hash: passwordHash }).where('id', '=', personId).execute()

export const setName = (tx: Tx, personId: string, name: string) =>
  tx.updateTable('person').set({ name }).where('id', '=', personId).execute()

/** The workspaces where a person is or was a member, by name. */
export const listMemberships = (db: Executor, personId: string) =>
  db
    .selectFrom('membership')
    .innerJoin('workspace', 'workspace.id', 'membership.workspace_id')
    .select(['workspace.id', 'workspace.slug', 'workspace.name', 'membership.role', 'membership.status'])
    .where('person_id', '=', personId)
    .orderBy('workspace.name')
    .orderBy('workspace.id')
    .execute()
