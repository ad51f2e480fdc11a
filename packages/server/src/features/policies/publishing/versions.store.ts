import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

export interface StoredVersion {
  versionId: string
  policyId: string
  version: number
  sha256: string
  /** The name of who wrote it; null for admin keys. */
  by: string | null
}

/** Versions by id, without their texts. */
export async function findVersions(db: Executor, ids: readonly string[]): Promise<StoredVersion[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('policy_version')
    .leftJoin('person', 'person.id', 'policy_version.created_by')
    .select([
      'policy_version.id as versionId',
      'policy_version.policy_id as policyId',
      'policy_version.number as version',
      'policy_version.sha256',
      'person.name as by',
    ])
    .where('policy_version.id', '=', sql<string>`any(${[...ids]})`)
    .execute()
}
