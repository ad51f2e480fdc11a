import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'

export interface StoredVersion {
  versionId: string
  policyId: string
  version: number
  sha256: string
}

/** Versions by id, without their texts. */
export async function findVersions(db: Executor, ids: readonly string[]): Promise<StoredVersion[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('policy_version')
    .select(['id as versionId', 'policy_id as policyId', 'number as version', 'sha256'])
    .where('id', '=', sql<string>`any(${[...ids]})`)
    .execute()
}
