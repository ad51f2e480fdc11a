import type { BodyOf, draftRoutes, Stage } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { ScheduledBy } from '../../../platform/db/lifecycle-schema.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { readControls } from '../controls/index.ts'
import { type How, publishChange, requirePublishable } from '../publishing/index.ts'
import { countApprovals, readDecisions } from './approvals.ts'
import { takeDraft } from './draft-turn.ts'
import { type DraftRow, getDraft, updateDraft } from './drafts.store.ts'
import { recordDraft } from './drafts.ts'
import { mergeDraft, toChange } from './merge.ts'
import { refuseConflicts } from './save-draft.ts'

export type App = Pick<Platform, 'db' | 'clock' | 'config' | 'log'> & { standing: Standing }
type Publish = BodyOf<(typeof draftRoutes)['publish']>

/**
 * Puts a draft in force: now, at a time, or in stages. What others put in force meanwhile is joined where nothing is touched twice.
 * Fails: draft.not_found, draft.wrong_state, draft.edited_meanwhile, draft.conflicts, and as publishing does.
 * @param released somebody let it pass the mass-change brake
 */
export async function publishDraft(app: App, actor: Actor, draftId: string, input: Publish, released = false): Promise<DraftRow> {
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'publish', input.expectedEdit)
    if (released) await updateDraft(tx, draftId, { released_edit: draft.edit })
    const { at, stages = null, reason = draft.reason } = input
    return at === undefined
      ? publishNow(app, tx, actor, { ...draft, reason }, stages, released)
      : schedule(app, tx, actor, { ...draft, reason }, new Date(at), stages, released)
  })
}

/** The same for a draft in hand, in a transaction that holds `lockPolicies`. */
export async function publishNow(
  app: App,
  tx: Tx,
  actor: Actor,
  draft: DraftRow,
  stages: Stage[] | null,
  released: boolean,
  hold = holdOf(draft, stages),
): Promise<DraftRow> {
  const { id, reason } = draft
  const merged = await mergeDraft(tx, draft)
  refuseConflicts(merged.conflicts)
  const how = { ...(await howOf(tx, draft, stages, released)), hold }
  const { revision } = await publishChange(app, tx, actor, await toChange(tx, draft, merged), how)
  const ended = stages
    ? ({ state: 'staged', stages: JSON.stringify(stages) } as const)
    : ({ state: 'published', stages: null, published_revision: revision?.number ?? null } as const)
  const at = app.clock.now()
  const rest = { reason, publish_at: null, publish_as: null, not_published_because: null, updated_at: at }
  await updateDraft(tx, id, { ...ended, ...rest })
  return getDraft(tx, draft.workspace_id, id)
}

async function howOf(tx: Tx, draft: DraftRow, stages: Stage[] | null, released: boolean): Promise<How> {
  const { id, title, reason } = draft
  const controls = await readControls(tx, draft.workspace_id)
  const approvals = countApprovals(await readDecisions(tx, [draft], controls))
  const cause = draft.restores === null ? `Draft “${title}” published` : `“${title}”, begun from revision ${draft.restores}`
  return { note: reason, cause, draft: { id, title }, stages, approvals, at: '', released, hold: holdOf(draft, stages) }
}

const holdOf = ({ id, title, edit, reason }: DraftRow, stages: Stage[] | null, at?: Date): How['hold'] => ({
  kind: 'draft.published',
  input: { draftId: id, expectedEdit: edit, reason, ...(stages && { stages }), ...(at && { at: at.toISOString() }) },
  what: `publishes the draft “${title}”`,
})

/** How far ahead a draft can be scheduled, in milliseconds. */
const latestMs = 366 * 86_400_000

/** Everything is judged now, so that nobody waits for a time at which it cannot happen, and again when the time has come. */
async function schedule(
  app: App,
  tx: Tx,
  actor: Actor,
  draft: DraftRow,
  at: Date,
  stages: Stage[] | null,
  released: boolean,
): Promise<DraftRow> {
  const now = app.clock.now()
  const refuse = (message: string) => new Failure('request.invalid', { problems: [{ place: 'body.at', message }] })
  if (at <= now) throw refuse('is not in the future')
  if (at.getTime() - now.getTime() > latestMs) throw refuse('is more than a year away')
  const merged = await mergeDraft(tx, draft)
  refuseConflicts(merged.conflicts)
  const how = { ...(await howOf(tx, draft, stages, released)), hold: holdOf(draft, stages, at) }
  await requirePublishable(app, tx, actor, await toChange(tx, draft, merged), how)
  const { kind, id, name, personId } = actor
  const by: ScheduledBy = { kind, id, name, personId }
  await updateDraft(tx, draft.id, {
    state: 'scheduled',
    reason: draft.reason,
    publish_at: at,
    publish_as: JSON.stringify(by),
    stages: stages && JSON.stringify(stages),
    not_published_because: null,
    updated_at: now,
  })
  await recordDraft(app, tx, actor, 'draft.scheduled', draft, {
    after: { at: at.toISOString(), edit: draft.edit, ...(stages && { stages }) },
  })
  return getDraft(tx, draft.workspace_id, draft.id)
}
