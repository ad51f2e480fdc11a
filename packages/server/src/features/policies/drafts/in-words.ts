import { isDeepStrictEqual } from 'node:util'
import type { DraftContents, PolicyTest } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'
import type { DraftBase } from '../../../platform/db/lifecycle-schema.ts'
import type { ListedRule } from '../publishing/index.ts'

/** Names of the policies and groups that drafts speak of, also of those that are gone. */
export interface Names {
  policy(id: string): string
  group(id: string): string
}

type Part = Pick<DraftContents, 'rules' | 'defaultPolicyId' | 'tests'> & { policies?: { policyId: string }[] }

export async function readNames(db: Executor, workspaceId: string, parts: Part[]): Promise<Names> {
  const policyIds = new Set<string>()
  const groupIds = new Set<string>()
  for (const { policies = [], rules, defaultPolicyId } of parts) {
    for (const { policyId } of policies) policyIds.add(policyId)
    for (const rule of rules) {
      policyIds.add(rule.policyId)
      groupIds.add(rule.groupId)
    }
    if (defaultPolicyId !== null) policyIds.add(defaultPolicyId)
  }
  const named = async (table: 'policy' | 'member_group', ids: Set<string>) => {
    const rows = await db
      .selectFrom(table)
      .select(['id', 'name'])
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', sql<string>`any(${[...ids]})`)
      .execute()
    return new Map(rows.map((it) => [it.id, it.name]))
  }
  const [policies, groups] = [await named('policy', policyIds), await named('member_group', groupIds)]
  return { policy: (id) => policies.get(id) ?? 'an unknown policy', group: (id) => groups.get(id) ?? 'a deleted group' }
}

/** What a draft changes, a line each. */
export function changesInWords(base: DraftBase, contents: DraftContents, names: Names): string[] {
  return [
    ...contents.policies.map(({ policyId }) => `“${names.policy(policyId)}” gets another text`),
    ...ruleChanges(base.rules, contents.rules, names),
    ...(base.defaultPolicyId === contents.defaultPolicyId
      ? []
      : [`Default: ${defaultInWords(base.defaultPolicyId, names)} → ${defaultInWords(contents.defaultPolicyId, names)}`]),
    ...testChanges(base.tests, contents.tests),
  ]
}

export const rulesInWords = (rules: readonly ListedRule[], names: Names): string[] =>
  rules.map((it, index) => `${index + 1}. ${names.group(it.groupId)} → ${names.policy(it.policyId)}`)

export const defaultInWords = (policyId: string | null, names: Names): string =>
  policyId === null ? 'none' : names.policy(policyId)

function ruleChanges(before: readonly ListedRule[], after: readonly ListedRule[], names: Names): string[] {
  const was = new Map(before.map((it) => [it.groupId, it.policyId]))
  const is = new Set(after.map((it) => it.groupId))
  const stayed = before.filter((it) => is.has(it.groupId))
  const stay = after.filter((it) => was.has(it.groupId))
  return [
    ...after
      .filter((it) => !was.has(it.groupId))
      .map((it) => `Rule added: ${names.group(it.groupId)} → ${names.policy(it.policyId)}`),
    ...before
      .filter((it) => !is.has(it.groupId))
      .map((it) => `Rule removed: ${names.group(it.groupId)} → ${names.policy(it.policyId)}`),
    ...stay
      .filter((it) => was.get(it.groupId) !== it.policyId)
      .map((it) => {
        const instead = names.policy(was.get(it.groupId) ?? '')
        return `Rule changed: ${names.group(it.groupId)} → ${names.policy(it.policyId)} instead of ${instead}`
      }),
    ...(stay.some((it, index) => it.groupId !== stayed[index]?.groupId) ? ['Rules reordered'] : []),
  ]
}

function testChanges(before: readonly PolicyTest[], after: readonly PolicyTest[]): string[] {
  const was = new Map(before.map((it) => [it.id, it]))
  const is = new Set(after.map((it) => it.id))
  const count = (n: number, done: string) => (n === 0 ? [] : [`${n} ${n === 1 ? 'test' : 'tests'} ${done}`])
  return [
    ...count(after.filter((it) => !was.has(it.id)).length, 'added'),
    ...count(before.filter((it) => !is.has(it.id)).length, 'removed'),
    ...count(after.filter((it) => was.has(it.id) && !isDeepStrictEqual(was.get(it.id), it)).length, 'changed'),
  ]
}

/** The same for a draft that is stored. */
export async function draftChanges(
  db: Executor,
  draft: { workspace_id: string; base: DraftBase; contents: DraftContents },
): Promise<string[]> {
  return changesInWords(draft.base, draft.contents, await readNames(db, draft.workspace_id, [draft.base, draft.contents]))
}
