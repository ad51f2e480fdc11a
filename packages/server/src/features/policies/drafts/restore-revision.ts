import type { BodyOf, draftRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { judgeChange } from '../publishing/index.ts'
import { findRevision, findRevisionInForce, lockPolicies } from '../revisions/index.ts'
import type { DraftRow } from './drafts.store.ts'
import { beginDraft, submit } from './drafts.ts'
import { mergeDraft, toChange } from './merge.ts'
import { type App, publishNow } from './publish-draft.ts'

/**
 * Puts an earlier revision in force again: the same versions of its policies, so the same bytes, its rules, default and tests. It goes through
 * the same checks, tests, approval and brake; where approval is needed it becomes a submitted draft, and nothing is in force yet.
 * Fails: revision.not_found, policy.changed_meanwhile (with the number in force), and as publishing does.
 */
export async function restoreRevision(
  app: App,
  actor: Actor,
  number: number,
  { reason, expectedRevision }: BodyOf<(typeof draftRoutes)['restore']>,
  released = false,
): Promise<DraftRow> {
  const { workspaceId } = actor
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, workspaceId)
    const revision = await findRevision(tx, workspaceId, number)
    if (!revision) throw new Failure('revision.not_found')
    const inForce = await findRevisionInForce(tx, workspaceId)
    if (inForce?.number !== expectedRevision) {
      const current = { revision: inForce?.number ?? null, by: inForce?.created_by_name ?? null }
      throw new Failure('policy.changed_meanwhile', {
        detail: `Revision ${current.revision} is in force now.`,
        more: { current },
      })
    }
    const title = `Restore revision ${number}`
    const draft = await beginDraft(app, tx, actor, { title, reason }, revision)
    const change = await toChange(tx, draft, await mergeDraft(tx, draft))
    const { blockers } = await judgeChange(app, tx, workspaceId, change, { approvals: 0, stages: null, at: '' })
    const [first] = blockers.filter((it) => it.code !== 'approval.required')
    if (first) throw first
    if (blockers.length > 0) return submit(app, tx, actor, draft, reason)
    const what = `restores revision ${number}`
    const hold = { kind: 'revision.restored', input: { number, reason, expectedRevision }, what }
    return publishNow(app, tx, actor, draft, null, released, hold)
  })
}
