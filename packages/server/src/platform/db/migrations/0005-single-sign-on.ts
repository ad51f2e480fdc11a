import { type Kysely, sql } from 'kysely'

/** Identity providers, verified domains and what they asserted. Valid on PostgreSQL 15 to 18. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements.split(/;\n/)) {
    if (statement.trim()) await sql.raw(statement).execute(db)
  }
}

const statements = `
`
