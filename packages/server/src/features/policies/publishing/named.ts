import type { ProblemPlace } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import { findPolicies, type PolicyRow } from '../documents/index.ts'
import type { ListedRule } from './change.ts'

interface Names {
  rules: readonly ListedRule[]
  defaultPolicyId: string | null
  /** Policies that get a text. */
  texts?: readonly string[]
}

export interface Named {
  policies: Map<string, PolicyRow>
  groupIds: Pick<ReadonlySet<string>, 'has'>
  /** What is wrong with the names: a group in two rules, groups and policies that are not here. */
  wrong: Failure[]
}

/**
 * Looks up the policies and groups that a list names.
 * @param at where the list stands, for places such as `body.rules.0.groupId`
 */
export async function findNamed(db: Executor, workspaceId: string, names: Names, at = 'body.'): Promise<Named> {
  const { rules, defaultPolicyId, texts = [] } = names
  const asked = [
    ...rules.map((it, index) => ({ id: it.policyId, place: `${at}rules.${index}.policyId` })),
    ...(defaultPolicyId === null ? [] : [{ id: defaultPolicyId, place: `${at}defaultPolicyId` }]),
    ...texts.map((id, index) => ({ id, place: `${at}policies.${index}.policyId` })),
  ]
  const ids = [...new Set(asked.map((it) => it.id))]
  const policies = new Map((await findPolicies(db, workspaceId, ids)).map((it) => [it.id, it]))
  const groupIds = await findGroupNames(
    db,
    workspaceId,
    rules.map((it) => it.groupId),
  )
  const noPolicy = asked.flatMap(({ id, place }) =>
    policies.has(id) ? [] : [{ place, message: 'names no policy of this workspace' }],
  )
  const noGroup = rules.flatMap(({ groupId }, index) =>
    groupIds.has(groupId) ? [] : [{ place: `${at}rules.${index}.groupId`, message: 'names no group of this workspace' }],
  )
  const wrong = [
    ...refusal('rules.group_twice', groupsTwice(rules, at)),
    ...refusal('group.not_found', noGroup),
    ...refusal('policy.not_found', noPolicy),
  ]
  return { policies, groupIds, wrong }
}

/** Throws when a group stands in two rules: the second would never be reached. */
export function refuseGroupTwice(rules: readonly ListedRule[], at = 'body.'): void {
  const [failure] = refusal('rules.group_twice', groupsTwice(rules, at))
  if (failure) throw failure
}

function groupsTwice(rules: readonly ListedRule[], at: string): ProblemPlace[] {
  const first = new Map<string, number>()
  return rules.flatMap(({ groupId }, index) => {
    const before = first.get(groupId)
    if (before === undefined) first.set(groupId, index)
    return before === undefined ? [] : [{ place: `${at}rules.${index}.groupId`, message: `stands in rule ${before + 1} already` }]
  })
}

const refusal = (code: 'rules.group_twice' | 'group.not_found' | 'policy.not_found', problems: ProblemPlace[]): Failure[] =>
  problems.length > 0 ? [new Failure(code, { problems })] : []
