import type { PolicyTest, PolicyTestResult } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Executor } from '../../../platform/db/db.ts'
import type { Config } from '../../../platform/platform.ts'
import type { Ruling, Standing } from '../../standing/index.ts'
import { runTests } from './run-tests.ts'

/** Runs tests on a ruling of a workspace, in force or not, with the members, groups and policies that there are now. */
export async function testRuling(
  app: { config: Config; standing: Standing },
  db: Executor,
  workspaceId: string,
  tests: readonly PolicyTest[],
  ruling: Ruling,
): Promise<z.infer<typeof PolicyTestResult>[]> {
  if (tests.length === 0) return []
  const groupIds = new Set([
    ...ruling.ruleSet.rules.map((it) => it.groupId),
    ...tests.flatMap(({ subject }) => (subject.kind === 'group' ? [subject.groupId] : [])),
  ])
  const policyIds = tests.flatMap(({ expect }) => (expect.kind === 'gets' && expect.policyId !== null ? [expect.policyId] : []))
  return runTests(tests, {
    publicUrl: app.config.publicUrl,
    ruling,
    members: () => app.standing.members(workspaceId),
    memberByEmail: memberByEmail(app.standing, workspaceId),
    groupNames: await findNames(db, 'member_group', workspaceId, [...groupIds]),
    policyNames: await findNames(db, 'policy', workspaceId, policyIds),
  })
}

/** Looks everybody over once, when the first address is asked for. */
function memberByEmail(standing: Standing, workspaceId: string) {
  let known: Map<string, ReturnType<Standing['memberByEmail']>> | undefined
  return (email: string) => {
    known ??= new Map([...standing.members(workspaceId)].map((it) => [it.email.toLowerCase(), it]))
    return known.get(email.toLowerCase())
  }
}

async function findNames(db: Executor, table: 'member_group' | 'policy', workspaceId: string, ids: string[]) {
  const rows = await db
    .selectFrom(table)
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<string>`any(${ids})`)
    .$if(table === 'policy', (it) => it.where(sql<boolean>`deleted_at is null`))
    .execute()
  return new Map(rows.map((it) => [it.id, it.name]))
}
