import type { PolicyQuestion } from '@bailiwick/contracts'
import { type Bundle, evaluate, resolvePolicy } from '@bailiwick/policy'
import type { ObservedCandidate } from '../../../platform/db/schema.ts'
import type { MemberStanding } from '../../standing/index.ts'
import { servedBundle } from '../delivery/index.ts'

/** An observe-only run as the gateway uses it; a change replaces the object. */
export interface ObservedRun {
  id: string
  workspaceId: string
  groupIds: ReadonlySet<string>
  endsAt: Date
  /** The bundle that the draft would have served somebody; made once for each policy. */
  bundleFor(somebody: Pick<MemberStanding, 'groupIds'>): Bundle
}

/** Prepares what a run compares with. */
export function toRun(
  publicUrl: string,
  row: { id: string; workspace_id: string; group_ids: string[]; ends_at: Date; candidate: ObservedCandidate },
): ObservedRun {
  const { rules, defaultPolicyId, policies } = row.candidate
  const ruleSet = { rules: rules.map((it, index) => ({ id: String(index), ...it })), defaultPolicyId }
  const bundles = new Map<string | null, Bundle>(
    policies.map(({ policyId, name, contents, defaults }) => [
      policyId,
      servedBundle(publicUrl, { versionId: policyId, name, version: 1, contents, defaults }),
    ]),
  )
  const none = servedBundle(publicUrl, null)
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    groupIds: new Set(row.group_ids),
    endsAt: row.ends_at,
    bundleFor: ({ groupIds }) => bundles.get(resolvePolicy(ruleSet, groupIds).policyId) ?? none,
  }
}

/** Whether a run looks at somebody now: one of its groups, or everybody where it names none. */
export function looksAt(run: ObservedRun, { groupIds }: Pick<MemberStanding, 'groupIds'>, now: Date): boolean {
  if (run.endsAt <= now) return false
  if (run.groupIds.size === 0) return true
  for (const id of run.groupIds) if (groupIds.has(id)) return true
  return false
}

/** What both say to a question, and which requirement of the draft decides. */
export function compare(question: PolicyQuestion, inForce: Bundle, inDraft: Bundle) {
  const now = evaluate(inForce, question)
  const then = evaluate(inDraft, question)
  return { inForce: now.verdict, inDraft: then.verdict, key: then.because?.key ?? now.because?.key ?? '' }
}
