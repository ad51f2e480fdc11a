import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import * as foundation from './migrations/0001-foundation.ts'
import * as policyLifecycle from './migrations/0002-policy-lifecycle.ts'
import * as access from './migrations/0003-access.ts'
import * as directories from './migrations/0004-directories.ts'
import * as singleSignOn from './migrations/0005-single-sign-on.ts'
import * as factors from './migrations/0006-factors.ts'
import * as evidence from './migrations/0007-evidence.ts'

// Named in order; a released migration is never edited.
const migrations = {
  '0001-foundation': foundation,
  '0002-policy-lifecycle': policyLifecycle,
  '0003-access': access,
  '0004-directories': directories,
  '0005-single-sign-on': singleSignOn,
  '0006-factors': factors,
  '0007-evidence': evidence,
}

/**
 * Brings the schema to this release under the migrator's own lock; safe to call from several replicas at once. Returns the names of
 * the migrations it applied.
 */
export async function migrate(url: string): Promise<string[]> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }) })
  try {
    const { error, results } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest()
    if (error) throw error
    return (results ?? []).map((it) => it.migrationName)
  } finally {
    await db.destroy()
  }
}
