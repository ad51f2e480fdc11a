import { expressionBuilder } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { Database } from '../../../platform/db/schema.ts'
import type { Surface } from './authorization-codes.store.ts'
import { type NewRefreshToken, refreshTokenRow } from './refresh-tokens.store.ts'

interface NewGrant {
  id: string
  workspaceId: string
  personId: string
  clientId: string
  surface: Surface | 'access_token'
  address: string
  userAgent: string
  createdAt: Date
}

const grantRow = (grant: NewGrant) => ({
  id: grant.id,
  workspace_id: grant.workspaceId,
  person_id: grant.personId,
  client_id: grant.clientId,
  surface: grant.surface,
  address: grant.address,
  user_agent: grant.userAgent,
  created_at: grant.createdAt,
})

export async function insertGrant(tx: Tx, grant: NewGrant): Promise<void> {
  await tx.insertInto('client_grant').values(grantRow(grant)).execute()
}

/** A sign-in, its first refresh token and the code that it took: one statement, because every morning has thousands. */
export async function insertSignIn(tx: Tx, grant: NewGrant, token: NewRefreshToken, codeHash: Buffer): Promise<void> {
  await tx
    .with('signed_in', (db) => db.insertInto('client_grant').values(grantRow(grant)))
    .with('used', (db) =>
      db
        .updateTable('authorization_code')
        .set({ used_at: grant.createdAt, grant_id: grant.id })
        .where('code_hash', '=', codeHash),
    )
    .insertInto('refresh_token')
    .values(refreshTokenRow(token))
    .execute()
}

const selectGrants = (db: Executor) =>
  db
    .selectFrom('client_grant')
    .innerJoin('person', 'person.id', 'client_grant.person_id')
    .innerJoin('membership', (join) =>
      join
        .onRef('membership.workspace_id', '=', 'client_grant.workspace_id')
        .onRef('membership.person_id', '=', 'client_grant.person_id'),
    )
    .selectAll('client_grant')
    .select(['person.name as person_name', 'person.email as person_email', 'membership.status as member_status'])

export type GrantRow = NonNullable<Awaited<ReturnType<typeof lockGrant>>>

/** A sign-in with its person, so that refreshing and ending it take turns. */
export const lockGrant = (tx: Tx, grantId: string) =>
  selectGrants(tx).where('client_grant.id', '=', grantId).forUpdate('client_grant').executeTakeFirst()

/** Whether a person is an active member, held until the transaction ends: who deactivates them waits, and is waited for. */
export async function lockMembershipStatus(tx: Tx, workspaceId: string, personId: string) {
  const row = await tx
    .selectFrom('membership')
    .select('status')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .forShare()
    .executeTakeFirst()
  return row?.status
}

/** The live sign-ins of a member: not ended, and with a refresh token that still works. Newest first. */
export const listLiveGrants = (db: Executor, workspaceId: string, personId: string, now: Date): Promise<GrantRow[]> =>
  selectGrants(db)
    .where('client_grant.workspace_id', '=', workspaceId)
    .where('client_grant.person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where(({ exists }) => exists(workingTokens(now)))
    .orderBy('client_grant.created_at', 'desc')
    .execute()

/** Sign-ins that have not ended although none of their refresh tokens works any more. */
export const listIdleGrants = (db: Executor, now: Date) =>
  db
    .selectFrom('client_grant')
    .select(['id', 'workspace_id'])
    .where('ended_at', 'is', null)
    .where('surface', '<>', 'access_token')
    .where(({ not, exists }) => not(exists(workingTokens(now))))
    .execute()

/** Access tokens whose time is over and whose sign-in has not ended. */
export const listExpiredTokens = (db: Executor, now: Date) =>
  db
    .selectFrom('access_token')
    .innerJoin('client_grant', 'client_grant.id', 'access_token.grant_id')
    .select(['access_token.id', 'access_token.grant_id', 'access_token.workspace_id'])
    .where('expires_at', '<=', now)
    .where('ended_at', 'is', null)
    .limit(1000)
    .execute()

const workingTokens = (now: Date) =>
  expressionBuilder<Database, 'client_grant'>()
    .selectFrom('refresh_token')
    .select('grant_id')
    .whereRef('grant_id', '=', 'client_grant.id')
    .where('rotated_at', 'is', null)
    .where('expires_at', '>', now)

export async function markEnded(tx: Tx, grantId: string, now: Date, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('client_grant')
    .set({ ended_at: now, end_reason: reason })
    .where('id', '=', grantId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
