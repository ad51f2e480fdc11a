import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'

test('databases made at the same moment are separate and carry the schema', async () => {
  const databases = await Promise.all(Array.from({ length: 6 }, () => testDatabase()))
  const seen = await Promise.all(databases.map(({ url }) => tablesOf(url)))
  expect(new Set(databases.map(({ url }) => url)).size).toBe(6)
  for (const tables of seen) expect(tables).toContain('kysely_migration')
  await Promise.all(databases.map(({ drop }) => drop()))
  await expect(tablesOf(databases[0]?.url ?? '')).rejects.toThrow(/does not exist/)
})

async function tablesOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
  await client.end()
  return rows.map(({ name }) => name)
}
