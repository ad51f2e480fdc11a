import type { BodyOf, draftRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePerson } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readControls } from '../controls/index.ts'
import { readApprovers, saveDecision } from './approvals.ts'
import { readAuthors } from './authors.ts'
import { takeDraft } from './draft-turn.ts'
import { type DraftRow, getDraft, updateDraft } from './drafts.store.ts'
import { recordDraft } from './drafts.ts'

/**
 * Approves or rejects exactly this edit. Only a person does, never a key, and never an author: whoever saved a part of the draft,
 * themselves or through an admin key of theirs. A rejection opens the draft again.
 * Fails: draft.not_found, draft.wrong_state, draft.edited_meanwhile, approval.own_work, access.denied.
 */
export async function decideDraft(
  app: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  draftId: string,
  { expectedEdit, decision, note }: BodyOf<(typeof draftRoutes)['decide']>,
): Promise<DraftRow> {
  const personId = requirePerson(actor)
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'decide', expectedEdit)
    const authors = await readAuthors(tx, [draftId])
    if (authors.get(draftId)?.has(personId)) throw new Failure('approval.own_work', { detail: 'You wrote a part of this draft.' })
    await requireApprover(tx, actor.workspaceId, personId)
    const at = app.clock.now()
    await saveDecision(tx, { draft_id: draftId, person_id: personId, edit: draft.edit, decision, note, at })
    await updateDraft(tx, draftId, { updated_at: at, ...(decision === 'rejected' && { state: 'open' }) })
    const kind = decision === 'approved' ? 'draft.approved' : 'draft.rejected'
    await recordDraft(app, tx, actor, kind, draft, { edit: draft.edit, note })
    return getDraft(tx, actor.workspaceId, draftId)
  })
}

async function requireApprover(tx: Tx, workspaceId: string, personId: string): Promise<void> {
  const controls = await readControls(tx, workspaceId)
  if ((await readApprovers(tx, workspaceId, controls, [personId])).has(personId)) return
  throw new Failure('access.denied', { detail: 'Only owners approve policies here.' })
}
