import type { PersonRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

export interface VersionRow {
  id: string
  policy_id: string
  number: number
  sha256: string
  note: string
  created_at: Date
  created_by: string | null
  created_by_name: string | null
  created_by_email: string | null
}

/** A policy with its current version. */
export interface PolicyRow {
  id: string
  name: string
  purpose: string
  owner: string
  created_at: Date
  updated_at: Date
  version: VersionRow
}

const selectVersions = (db: Executor) =>
  db
    .selectFrom('policy_version')
    .leftJoin('person', 'person.id', 'policy_version.created_by')
    .select([
      'policy_version.id',
      'policy_version.policy_id',
      'policy_version.number',
      'policy_version.sha256',
      'policy_version.note',
      'policy_version.created_at',
      'policy_version.created_by',
      'person.name as created_by_name',
      'person.email as created_by_email',
    ])

const selectPolicies = (db: Executor, workspaceId: string) =>
  selectVersions(db)
    .innerJoin('policy', (join) =>
      join.onRef('policy.id', '=', 'policy_version.policy_id').onRef('policy.newest_version', '=', 'policy_version.number'),
    )
    .select([
      'policy.name',
      'policy.purpose',
      'policy.owner',
      'policy.created_at as policy_created_at',
      'policy.updated_at',
      sql<string>`lower(policy.name)`.as('sort'),
    ])
    .where('policy.workspace_id', '=', workspaceId)
    .where('policy.deleted_at', 'is', null)

type Joined = VersionRow &
  Pick<PolicyRow, 'name' | 'purpose' | 'owner' | 'updated_at'> & { policy_created_at: Date; sort: string }

function toRow({ name, purpose, owner, policy_created_at, updated_at, sort, ...version }: Joined): PolicyRow & { sort: string } {
  return { id: version.policy_id, name, purpose, owner, created_at: policy_created_at, updated_at, version, sort }
}

/** Policies in order of name; `after` is the [sort, id] of the last one seen. */
export async function listPolicies(
  db: Executor,
  workspaceId: string,
  find: { search?: string; after?: string[]; limit: number },
): Promise<(PolicyRow & { sort: string })[]> {
  let query = selectPolicies(db, workspaceId)
    .orderBy('sort')
    .orderBy('policy.id')
    .limit(find.limit + 1)
  if (find.search) {
    const like = `%${find.search.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.or([eb('policy.name', 'ilike', like), eb('policy.purpose', 'ilike', like), eb('policy.owner', 'ilike', like)]),
    )
  }
  if (find.after) query = query.where(sql<boolean>`(lower(policy.name), policy.id) > (${find.after[0]}, ${find.after[1]})`)
  return (await query.execute()).map(toRow)
}

export async function getPolicy(db: Executor, workspaceId: string, policyId: string): Promise<PolicyRow> {
  const row = await selectPolicies(db, workspaceId).where('policy.id', '=', policyId).executeTakeFirst()
  if (!row) throw new Failure('policy.not_found')
  return toRow(row)
}

/** Of the ids asked for, the policies that are here and not deleted. */
export async function findPolicies(db: Executor, workspaceId: string, policyIds: string[]): Promise<PolicyRow[]> {
  const rows = await selectPolicies(db, workspaceId).where('policy.id', '=', sql<string>`any(${policyIds})`).execute()
  return rows.map(toRow)
}

/** The two documents of a version: the requirements, and managed defaults (empty: none). */
export interface Texts {
  contents: string
  defaults: string
}

/** Documents by version id. */
export async function readTexts(db: Executor, versionIds: string[]): Promise<Map<string, Texts>> {
  const rows = await db
    .selectFrom('policy_version')
    .select(['id', 'contents', 'defaults'])
    .where('id', '=', sql<string>`any(${versionIds})`)
    .execute()
  return new Map(rows.map(({ id, ...texts }) => [id, texts]))
}

export async function textsOf(db: Executor, versionId: string): Promise<Texts> {
  return db.selectFrom('policy_version').select(['contents', 'defaults']).where('id', '=', versionId).executeTakeFirstOrThrow()
}

/** Throws missing for another workspace's policy; a deleted one still has its history. */
export async function requirePolicyEver(db: Executor, workspaceId: string, policyId: string): Promise<void> {
  const row = await db
    .selectFrom('policy')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', policyId)
    .executeTakeFirst()
  if (!row) throw new Failure('policy.not_found')
}

/** Versions, newest first; `before` is the number of the last one seen. */
export async function listVersions(
  db: Executor,
  policyId: string,
  find: { search?: string; before?: number; limit: number },
): Promise<VersionRow[]> {
  let query = selectVersions(db)
    .where('policy_id', '=', policyId)
    .orderBy('number', 'desc')
    .limit(find.limit + 1)
  if (find.search) query = query.where('note', 'ilike', `%${find.search.replace(/[\\%_]/g, '\\$&')}%`)
  if (find.before !== undefined) query = query.where('number', '<', find.before)
  return query.execute()
}

export async function getVersion(db: Executor, policyId: string, number: number): Promise<VersionRow & Texts> {
  const row = await selectVersions(db)
    .select(['policy_version.contents', 'policy_version.defaults'])
    .where('policy_id', '=', policyId)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!row) throw new Failure('policy.not_found', { detail: `There is no version ${number}.` })
  return row
}

export interface NewVersion {
  id: string
  policyId: string
  workspaceId: string
  number: number
  contents: string
  defaults: string
  sha256: string
  note: string
  createdBy: string | null
  at: Date
}

export async function insertPolicy(
  tx: Tx,
  policy: { id: string; workspaceId: string; name: string; purpose: string; owner: string; at: Date },
): Promise<void> {
  const { id, workspaceId: workspace_id, name, purpose, owner, at } = policy
  await tx
    .insertInto('policy')
    .values({ id, workspace_id, name, purpose, owner, newest_version: 0, created_at: at, updated_at: at })
    .execute()
    .catch(nameTaken)
}

/** One more than any version of these policies has: numbers are never given twice, also when an earlier version is current again. */
export async function nextNumbers(db: Executor, policyIds: string[]): Promise<(policyId: string) => number> {
  const rows = await db
    .selectFrom('policy_version')
    .select((eb) => ['policy_id', eb.fn.max('number').as('newest')])
    .where('policy_id', '=', sql<string>`any(${policyIds})`)
    .groupBy('policy_id')
    .execute()
  const newest = new Map(rows.map((it) => [it.policy_id, it.newest]))
  return (policyId) => (newest.get(policyId) ?? 0) + 1
}

/** Adds an immutable version; the current one stays. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<void> {
  await tx
    .insertInto('policy_version')
    .values({
      id: version.id,
      policy_id: version.policyId,
      workspace_id: version.workspaceId,
      number: version.number,
      contents: version.contents,
      defaults: version.defaults,
      sha256: version.sha256,
      note: version.note,
      created_by: version.createdBy,
      created_at: version.at,
    })
    .execute()
}

/** Makes a version the current one of its policy; `published` says that it went through publishing, so that exceptions may serve it. */
export async function makeCurrent(
  tx: Tx,
  { policyId, number, at }: Pick<NewVersion, 'policyId' | 'number' | 'at'>,
  published: boolean,
): Promise<void> {
  await tx
    .updateTable('policy')
    .set({ newest_version: number, updated_at: at, ...(published && { published_version: number }) })
    .where('id', '=', policyId)
    .execute()
}

export async function describePolicy(
  tx: Tx,
  policyId: string,
  change: { name: string; purpose: string; owner: string; updated_at: Date },
): Promise<void> {
  await tx.updateTable('policy').set(change).where('id', '=', policyId).execute().catch(nameTaken)
}

export async function markDeleted(tx: Tx, policyId: string, at: Date): Promise<void> {
  await tx.updateTable('policy').set({ deleted_at: at }).where('id', '=', policyId).execute()
}

function nameTaken(error: unknown): never {
  if (violates(error, 'policy_name_key')) throw new Failure('policy.name_taken')
  throw error
}

/** The person behind a row that was joined with its author; null for admin keys and Bailiwick itself. */
export function toAuthor(row: {
  created_by: string | null
  created_by_name: string | null
  created_by_email: string | null
}): PersonRef | null {
  if (row.created_by === null) return null
  return { id: row.created_by, name: row.created_by_name ?? '', email: row.created_by_email ?? '' }
}

/** Names of the members who have a policy by an exception that runs. */
export async function listExcepted(db: Executor, policyId: string, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('policy_exception')
    .innerJoin('person', 'person.id', 'policy_exception.person_id')
    .select('person.name')
    .where('policy_id', '=', policyId)
    .where('state', '=', 'granted')
    .where('until', '>', now)
    .orderBy('person.name')
    .execute()
  return rows.map((it) => it.name)
}
