import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import type { Database } from '../../../platform/db/schema.ts'
import { Failure } from '../../../platform/failure.ts'

export type ProviderRow = Selectable<Database['identity_provider']>

/** Identity providers of a workspace, by name, with how many people have signed in with each. */
export const listProviders = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('identity_provider')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('sso_link')
        .select(sql<number>`count(distinct person_id)::int`.as('n'))
        .whereRef('sso_link.provider_id', '=', 'identity_provider.id')
        .$asScalar()
        .$notNull()
        .as('people'),
    )
    .where('workspace_id', '=', workspaceId)
    .orderBy(sql`lower(name)`)
    .execute()

export type ListedProvider = Awaited<ReturnType<typeof listProviders>>[number]

/** Fails: identity_provider.not_found. */
export async function getProvider(db: Executor, workspaceId: string, providerId: string): Promise<ListedProvider> {
  const row = (await listProviders(db, workspaceId)).find((it) => it.id === providerId)
  if (!row) throw new Failure('identity_provider.not_found')
  return row
}

/** A provider as its wire sees it: whoever knows the address may begin. */
export const findProvider = (db: Executor, providerId: string) =>
  db.selectFrom('identity_provider').selectAll().where('id', '=', providerId).executeTakeFirst()

/** Fails: identity_provider.name_taken. */
export async function insertProvider(tx: Tx, row: Insertable<Database['identity_provider']>): Promise<void> {
  await tx.insertInto('identity_provider').values(row).execute().catch(nameTaken)
}

/** Fails: identity_provider.name_taken. */
export async function updateProvider(tx: Tx, id: string, change: Updateable<Database['identity_provider']>): Promise<void> {
  await tx.updateTable('identity_provider').set(change).where('id', '=', id).execute().catch(nameTaken)
}

function nameTaken(error: unknown): never {
  if (violates(error, 'identity_provider_name_key')) throw new Failure('identity_provider.name_taken')
  throw error
}

export async function deleteProvider(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('identity_provider').where('id', '=', id).execute()
}

/** Ends the console sessions that a provider vouched for; how many. */
export async function endSessionsOf(tx: Tx, providerId: string, now: Date, personId?: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('session')
    .set({ ended_at: now })
    .where('identity_provider_id', '=', providerId)
    .$if(personId !== undefined, (it) => it.where('person_id', '=', personId ?? ''))
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Forgets whom a provider has vouched for, or one of them; how many. */
export async function forgetLinks(tx: Tx, providerId: string, personId?: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('sso_link')
    .where('provider_id', '=', providerId)
    .$if(personId !== undefined, (it) => it.where('person_id', '=', personId ?? ''))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Somebody whom a provider has vouched for. */
export const findLinked = (db: Executor, providerId: string, personId: string) =>
  db
    .selectFrom('sso_link')
    .innerJoin('person', 'person.id', 'sso_link.person_id')
    .select('person.name')
    .where('provider_id', '=', providerId)
    .where('person_id', '=', personId)
    .executeTakeFirst()

/** The providers that sign people in without being asked what they saw of them (AU-17). */
export const listWithoutEvidence = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('identity_provider')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('enabled', '=', true)
    .where(sql<boolean>`cardinality(required_evidence) = 0`)
    .orderBy('name')
    .execute()
