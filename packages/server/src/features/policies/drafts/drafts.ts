import type { BodyOf, draftRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { type NewFact, record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findRevision, lockPolicies, type RevisionRow } from '../revisions/index.ts'
import { isDecided } from './approvals.ts'
import { addAuthor } from './authors.ts'
import { firstContents, readPresent, toBase } from './base.ts'
import { takeDraft } from './draft-turn.ts'
import { type DraftRow, getDraft, insertDraft, updateDraft } from './drafts.store.ts'
import { changesInWords, readNames } from './in-words.ts'

type App = Pick<Platform, 'db' | 'clock'>
type Body<K extends keyof typeof draftRoutes> = BodyOf<(typeof draftRoutes)[K]>

export const recordDraft = (
  app: Pick<Platform, 'clock'>,
  tx: Tx,
  actor: Actor,
  kind: NewFact['kind'],
  draft: Pick<DraftRow, 'id' | 'title'>,
  detail: Record<string, unknown>,
): Promise<string> => record(tx, app.clock, actor, { kind, subject: { type: 'draft', id: draft.id, name: draft.title }, detail })

/** Begins a draft from what is in force, or from an earlier revision. Fails: revision.not_found. */
export async function createDraft(app: App, actor: Actor, input: Body<'create'>): Promise<DraftRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const { fromRevision } = input
    const from = fromRevision === undefined ? undefined : await findRevision(tx, actor.workspaceId, fromRevision)
    if (fromRevision !== undefined && !from) throw new Failure('revision.not_found')
    return beginDraft(app, tx, actor, input, from)
  })
}

/** Writes a new draft; the caller holds `lockPolicies`. */
export async function beginDraft(
  app: App,
  tx: Tx,
  actor: Actor,
  { title, reason }: { title: string; reason: string },
  from: RevisionRow | undefined,
): Promise<DraftRow> {
  const { workspaceId } = actor
  const id = newId('draft')
  const present = await readPresent(tx, workspaceId)
  const base = toBase(present)
  const contents = await firstContents(tx, present, from)
  const [baseRevision, restores] = [present.revision?.number ?? null, from?.number ?? null]
  const at = app.clock.now()
  const createdBy = actor.personId
  await insertDraft(tx, { id, workspaceId, title, reason, baseRevision, base, contents, restores, createdBy, at })
  await addAuthor(tx, id, actor)
  const changes = changesInWords(base, contents, await readNames(tx, workspaceId, [base, contents]))
  const after = { title, reason, baseRevision, changes, ...(from && { fromRevision: from.number }) }
  await recordDraft(app, tx, actor, 'draft.created', { id, title }, { after })
  return getDraft(tx, workspaceId, id)
}

/**
 * Changes title or reason. Whoever approves reads them, so where somebody was asked or has decided it is another edit, and approvals of
 * the one before do not count. Fails: draft.not_found, draft.wrong_state.
 */
export async function describeDraft(app: App, actor: Actor, draftId: string, change: Body<'describe'>): Promise<DraftRow> {
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'describe')
    const before = { title: draft.title, reason: draft.reason }
    const after = { title: change.title ?? draft.title, reason: change.reason ?? draft.reason }
    if (before.title === after.title && before.reason === after.reason) return draft
    const edit = draft.state === 'submitted' || (await isDecided(tx, draft)) ? draft.edit + 1 : draft.edit
    await updateDraft(tx, draftId, { ...after, edit, updated_at: app.clock.now() })
    await recordDraft(app, tx, actor, 'draft.described', { id: draftId, title: after.title }, { before, after })
    return getDraft(tx, actor.workspaceId, draftId)
  })
}

/** Asks for approval of exactly this edit. Fails: draft.not_found, draft.wrong_state, draft.edited_meanwhile. */
export async function submitDraft(app: App, actor: Actor, draftId: string, input: Body<'submit'>): Promise<DraftRow> {
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'submit', input.expectedEdit)
    return submit(app, tx, actor, draft, input.reason ?? draft.reason)
  })
}

export async function submit(app: App, tx: Tx, actor: Actor, draft: DraftRow, reason: string): Promise<DraftRow> {
  await updateDraft(tx, draft.id, { state: 'submitted', reason, not_published_because: null, updated_at: app.clock.now() })
  await recordDraft(app, tx, actor, 'draft.submitted', draft, { edit: draft.edit, reason })
  return getDraft(tx, draft.workspace_id, draft.id)
}

/** Takes a scheduled draft back; approvals of its edit still count. Fails: draft.not_found, draft.wrong_state. */
export async function unscheduleDraft(app: App, actor: Actor, draftId: string): Promise<DraftRow> {
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'unschedule')
    const open = { state: 'open', publish_at: null, stages: null, publish_as: null, updated_at: app.clock.now() } as const
    await updateDraft(tx, draftId, open)
    await recordDraft(app, tx, actor, 'draft.unscheduled', draft, { before: { at: draft.publish_at?.toISOString() } })
    return getDraft(tx, actor.workspaceId, draftId)
  })
}

/** Discards a draft; what became of it stays in the audit log. Fails: draft.not_found, draft.wrong_state. */
export async function discardDraft(app: App, actor: Actor, draftId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'discard')
    const { base, contents, state, title, reason } = draft
    await updateDraft(tx, draftId, {
      state: 'discarded',
      publish_at: null,
      stages: null,
      publish_as: null,
      not_published_because: null,
      updated_at: app.clock.now(),
    })
    const changes = changesInWords(base, contents, await readNames(tx, actor.workspaceId, [base, contents]))
    await recordDraft(app, tx, actor, 'draft.discarded', draft, { before: { state, title, reason, changes } })
  })
}
