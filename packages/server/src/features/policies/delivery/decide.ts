import { type Resolution, resolvePolicy } from '@bailiwick/policy'
import type { ExceptionStanding, MemberStanding, PolicyInForce, Ruling, WorkspaceStanding } from '../../standing/index.ts'
import { isAmong } from './cohort.ts'
import { firstMatch } from './first-match.ts'

/** Which policy somebody gets, and everything that led to it. Lookup, delivery, impact and facts all tell this one decision. */
export interface Decision {
  outcome: 'exception' | 'rule' | 'default' | 'none'
  policy: PolicyInForce | null
  /** The ruling that was asked: the one in force, or the new one of a rollout. */
  ruling: Ruling
  /** Which side of a running rollout they are on; null while none runs. */
  onNew: boolean | null
  exception: ExceptionStanding | null
  /** What the rules alone say, rule by rule; worked out when it is asked for, because it is as long as the list. */
  readonly resolution: Resolution
}

type Somebody = Pick<MemberStanding, 'personId' | 'groupIds' | 'exceptions'>

/**
 * Decides for somebody at a moment: a granted exception that has not ended, else the first matching rule of the ruling they are under,
 * else its default, else nothing. Expiry is looked at here, by the clock, never only by a job.
 */
export function decide(workspace: WorkspaceStanding, somebody: Somebody, now: Date): Decision {
  const chosen = choose(workspace, somebody, now)
  return {
    ...chosen,
    get resolution() {
      return resolvePolicy(chosen.ruling.ruleSet, somebody.groupIds)
    },
  }
}

/** The policy alone of `decide`, for whoever asks for everybody. */
export const policyFor = (workspace: WorkspaceStanding, somebody: Somebody, now: Date): PolicyInForce | null =>
  choose(workspace, somebody, now).policy

/** Takes as long as somebody has groups, however many rules there are. */
function choose(workspace: WorkspaceStanding, somebody: Somebody, now: Date): Omit<Decision, 'resolution'> {
  const onNew = sideOf(workspace, somebody)
  const ruling = onNew && workspace.rollout ? workspace.rollout.ruling : workspace
  const exception = openException(workspace, somebody, now)
  const excepted = exception && policyOfException(workspace, ruling, exception)
  if (excepted) return { outcome: 'exception', policy: excepted, ruling, onNew, exception }
  const rule = firstMatch(ruling.ruleSet, somebody.groupIds)?.rule
  const policyId = rule?.policyId ?? ruling.ruleSet.defaultPolicyId
  const outcome = rule ? 'rule' : policyId === null ? 'none' : 'default'
  return { outcome, policy: policyId === null ? null : (ruling.policies.get(policyId) ?? null), ruling, onNew, exception: null }
}

/** Which side of the running rollout somebody is on: their group was chosen, or their place in line has come. Null: none runs. */
function sideOf({ rollout }: WorkspaceStanding, { personId, groupIds }: Somebody): boolean | null {
  if (!rollout) return null
  for (const id of rollout.groupIds) if (groupIds.has(id)) return true
  return isAmong(rollout.id, personId, rollout.percent)
}

/** The exception that counts now: granted, not ended, and for a policy that is published. */
function openException(workspace: WorkspaceStanding, { exceptions }: Somebody, now: Date): ExceptionStanding | null {
  return exceptions.find((it) => it.until > now && workspace.published.has(it.policyId)) ?? null
}

/** A policy that the ruling serves anyway is served in that version, so that a rollout reaches who has an exception too. */
const policyOfException = (workspace: WorkspaceStanding, ruling: Ruling, { policyId }: ExceptionStanding): PolicyInForce | null =>
  ruling.policies.get(policyId) ?? workspace.published.get(policyId) ?? null
