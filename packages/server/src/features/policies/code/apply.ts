import type { BodyOf, codeRoutes, ErrorCode, ReturnsOf } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { asDb } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { type DraftRow, discardDraft, getDraft, publishDraft, reviewDraft, submitDraft } from '../drafts/index.ts'
import { findRevisionInForce } from '../revisions/index.ts'
import { findTwin, readDrift } from './code.store.ts'
import { type App, makeDraft } from './make-draft.ts'
import { rehearse } from './rehearse.ts'

type Plan = ReturnsOf<(typeof codeRoutes)['plan']>
type Applied = ReturnsOf<(typeof codeRoutes)['apply']>
type Apply = BodyOf<(typeof codeRoutes)['apply']>

const words = { title: 'Plan of a folder', reason: '' }

/** What applying a folder would change and whether it may: the real thing, rolled back. Fails as `makeDraft` does. */
export async function planFolder(app: App, actor: Actor, folder: Apply['folder']): Promise<Plan> {
  return rehearse(app.db, async (db) => {
    const inside = { ...app, db }
    const drift = await readDrift(db, actor.workspaceId)
    const { draft, changes, unmanaged } = await makeDraft(inside, actor, folder, words)
    return {
      revision: draft.base_revision,
      changes,
      drift: drift.map((it) => `Revision ${it.number}, ${it.created_at.toISOString()}, ${it.by ?? 'a program'}: ${it.cause}`),
      unmanaged,
      review: await reviewDraft(inside, draft),
    }
  })
}

/**
 * Puts a folder in force. What would refuse it is found before anything is written, so a refusal leaves nothing behind; where approval is
 * needed, a submitted draft is left. Applied again while it waits, it is the same draft. Fails as `makeDraft` and publishing do, and policy.changed_meanwhile.
 */
export async function applyFolder(app: App, actor: Actor, input: Apply): Promise<Applied> {
  const { folder, reason, stages, expectedRevision } = input
  const planned = await planFolder(app, actor, folder)
  if (planned.revision !== expectedRevision) throw changed(planned.revision)
  if (planned.changes.length === 0) return unchanged(planned.revision)
  const blocker = planned.review.blockers.find((it) => it.code !== 'approval.required' && it.code !== 'change.held')
  if (blocker) throw new Failure(blocker.code as ErrorCode, { detail: blocker.message }) // a review names codes of the closed list
  const needsApproval = planned.review.blockers.some((it) => it.code === 'approval.required')

  const draft = await writeDraft(app, actor, input)
  if (needsApproval) {
    if (draft.state === 'open') await submitDraft(app, actor, draft.id, { expectedEdit: draft.edit, reason })
    return {
      outcome: 'submitted',
      revision: expectedRevision,
      draftId: draft.id,
      sentence: 'It waits for approval as a draft; nothing has changed yet.',
    }
  }
  const published = await publish(app, actor, draft, input)
  return published.state === 'staged'
    ? {
        outcome: 'staged',
        revision: published.published_revision,
        draftId: draft.id,
        sentence: `It is on its way in ${stages?.length} stages.`,
      }
    : {
        outcome: 'published',
        revision: published.published_revision,
        draftId: draft.id,
        sentence: `Revision ${published.published_revision} is in force.`,
      }
}

/** The folder as a draft, or the one that an earlier run of the same made and that waits still. */
async function writeDraft(app: App, actor: Actor, { folder, title, reason, expectedRevision }: Apply): Promise<DraftRow> {
  const { workspaceId } = actor
  const made = await app.db
    .transaction()
    .execute(async (tx) => {
      const { draft } = await makeDraft({ ...app, db: asDb(tx) }, actor, folder, { title, reason })
      const now = await findRevisionInForce(tx, workspaceId)
      if ((now?.number ?? null) !== expectedRevision) throw changed(now?.number ?? null)
      const twin = await findTwin(tx, draft)
      if (twin !== undefined) throw new Twin(twin)
      return draft
    })
    .catch((error: unknown) => {
      if (error instanceof Twin) return error
      throw error
    })
  return made instanceof Twin ? getDraft(app.db, workspaceId, made.draftId) : made
}

/** Leaves the transaction without a trace. */
class Twin extends Error {
  readonly draftId: string
  constructor(draftId: string) {
    super('the same draft waits already')
    this.draftId = draftId
  }
}

/** A draft that the brake holds stays, because releasing publishes it; another refusal takes it away again. */
async function publish(app: App, actor: Actor, draft: DraftRow, { stages, reason }: Apply): Promise<DraftRow> {
  try {
    return await publishDraft(app, actor, draft.id, { expectedEdit: draft.edit, reason, ...(stages && { stages }) })
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'change.held')) await discardDraft(app, actor, draft.id)
    throw error
  }
}

const unchanged = (revision: number | null): Applied => ({
  outcome: 'unchanged',
  revision,
  draftId: null,
  sentence: 'The folder says what is in force; nothing was done.',
})

const changed = (revision: number | null): Failure =>
  new Failure('policy.changed_meanwhile', {
    detail: revision === null ? 'Nothing is in force now.' : `Revision ${revision} is in force now.`,
    more: { current: { revision } },
  })
