import { type DraftReview, errors } from '@bailiwick/contracts'
import { recordedClients } from '@bailiwick/policy'
import type { z } from 'zod'
import { Failure } from '../../../platform/failure.ts'
import { wouldHold } from '../brake/index.ts'
import { readControls } from '../controls/index.ts'
import { checkServed } from '../documents/index.ts'
import { impactOf, meaningOf } from '../impact/index.ts'
import { addsUp, type Judgement, judgeChange } from '../publishing/index.ts'
import { countApprovals, readDecisions } from './approvals.ts'
import type { DraftRow } from './drafts.store.ts'
import { type Conflict, mergeDraft, toChange } from './merge.ts'
import type { App } from './publish-draft.ts'

type Review = z.infer<typeof DraftReview>

/**
 * Everything that decides whether a draft can be published now, judged as publishing would. Never throws for what the draft says: a bad
 * document, a group that is gone and a red test are reported.
 */
export async function reviewDraft(app: App, draft: DraftRow): Promise<Review> {
  const { workspace_id: workspaceId } = draft
  const controls = await readControls(app.db, workspaceId)
  const given = countApprovals(await readDecisions(app.db, [draft], controls))
  const merged = await mergeDraft(app.db, draft)
  const change = await toChange(app.db, draft, merged)
  const judged = await judgeChange(app, app.db, workspaceId, change, { approvals: given, stages: draft.stages, at: '' })
  const { conflicts } = merged
  const released = draft.released_edit === draft.edit || !judged.plan.inForce
  const brake = released
    ? { holds: false, because: null }
    : await wouldHold(app, workspaceId, { comparison: judged.atOnce, addsUp: addsUp(draft) })
  return {
    checks: judged.checks.map((it) => toCheck(app, it)),
    tests: judged.tests,
    impact: await impactOf(app, judged.comparison),
    conflicts,
    approvals: { needed: controls.approvals, given, role: controls.approverRole },
    brake,
    blockers: [...inTheWay(conflicts), ...judged.blockers, ...(brake.holds ? [heldBack(brake.because)] : [])].map(toBlocker),
  }
}

/** Who would get what else, were the draft published now. */
export async function foreseeDraft(app: App, draft: DraftRow): Promise<Judgement['comparison']> {
  const change = await toChange(app.db, draft, await mergeDraft(app.db, draft))
  const how = { approvals: 0, stages: draft.stages, at: '' }
  return (await judgeChange(app, app.db, draft.workspace_id, change, how)).comparison
}

function toCheck({ config }: App, { policy, changed, check }: Judgement['checks'][number]): Review['checks'][number] {
  const { policyId: id, name } = policy
  const verdictOf = (version: (typeof recordedClients)[number]) => checkServed(config.publicUrl, policy, version).verdict
  const clients = recordedClients.map((version) => ({ version, verdict: verdictOf(version) }))
  return { policy: { id, name }, changed, check, clients, changes: changed ? meaningOf(policy.current, policy) : [] }
}

const inTheWay = (conflicts: Conflict[]): Failure[] =>
  conflicts.length > 0 ? [new Failure('draft.conflicts', { detail: `In ${conflicts.length} places.` })] : []

const heldBack = (because: string | null): Failure => new Failure('change.held', { detail: because ?? '' })

function toBlocker({ code, message, details }: Failure): Review['blockers'][number] {
  const places = (details.problems ?? []).slice(0, 5).map((it) => `${it.place}: ${it.message}`)
  return { code, message: [withStop(message), ...places].join(' '), fix: errors[code].fix }
}

const withStop = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`)
