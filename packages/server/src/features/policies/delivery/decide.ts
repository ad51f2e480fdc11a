import { type Resolution, resolvePolicy } from '@bailiwick/policy'
import type { ExceptionStanding, MemberStanding, PolicyInForce, Ruling, WorkspaceStanding } from '../../standing/index.ts'
import { isAmong } from './cohort.ts'

/** Which policy somebody gets, and everything that led to it. Lookup, delivery, impact and facts all tell this one decision. */
export interface Decision {
  outcome: 'exception' | 'rule' | 'default' | 'none'
  policy: PolicyInForce | null
  /** The ruling that was asked: the one in force, or the new one of a rollout. */
  ruling: Ruling
  /** Which side of a running rollout they are on; null while none runs. */
  onNew: boolean | null
  exception: ExceptionStanding | null
  /** What the rules alone say. */
  resolution: Resolution
}

type Somebody = Pick<MemberStanding, 'personId' | 'groupIds' | 'exceptions'>

/**
 * Decides for somebody at a moment: a granted exception that has not ended, else the first matching rule of the ruling they are under,
 * else its default, else nothing. Expiry is looked at here, by the clock, never only by a job.
 */
export function decide(workspace: WorkspaceStanding, somebody: Somebody, now: Date): Decision {
  const onNew = sideOf(workspace, somebody)
  const ruling = onNew && workspace.rollout ? workspace.rollout.ruling : workspace
  const resolution = resolutionIn(ruling, somebody.groupIds)
  const exception = openException(workspace, somebody, now)
  const excepted = exception && policyOfException(workspace, ruling, exception)
  if (excepted) return { outcome: 'exception', policy: excepted, ruling, onNew, exception, resolution }
  const policy = resolution.policyId === null ? null : (ruling.policies.get(resolution.policyId) ?? null)
  return { outcome: resolution.outcome, policy, ruling, onNew, exception: null, resolution }
}

/** Which side of the running rollout somebody is on: their group was chosen, or their place in line has come. Null: none runs. */
export function sideOf({ rollout }: WorkspaceStanding, { personId, groupIds }: Somebody): boolean | null {
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

// A ruling never changes, so what it says to people whom its rules cannot tell apart is worked out once and shared: 100,000 members under
// 500 rules would otherwise keep 50 million explanations.
const resolutions = new WeakMap<Ruling, Map<string, Resolution>>()

function resolutionIn(ruling: Ruling, groupIds: ReadonlySet<string>): Resolution {
  const known = resolutions.get(ruling) ?? new Map<string, Resolution>()
  resolutions.set(ruling, known)
  const key = matchingRules(ruling, groupIds)
  const before = known.get(key)
  if (before) return before
  const resolution = resolvePolicy(ruling.ruleSet, groupIds)
  known.set(key, resolution)
  return resolution
}

/** Positions of the rules whose group is among these: all that the rules see of a person. */
function matchingRules({ ruleSet }: Ruling, groupIds: ReadonlySet<string>): string {
  const positions: number[] = []
  ruleSet.rules.forEach((rule, index) => {
    if (groupIds.has(rule.groupId)) positions.push(index)
  })
  return positions.join()
}
