import { draftRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind, readCursor, readTimeCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { peopleOf } from '../impact/index.ts'
import { decideDraft } from './decide-draft.ts'
import { getDraft, listDrafts } from './drafts.store.ts'
import * as life from './drafts.ts'
import { toDetail, toDrafts } from './drafts.views.ts'
import { publishDraft } from './publish-draft.ts'
import { restoreRevision } from './restore-revision.ts'
import { foreseeDraft, reviewDraft } from './review.ts'
import { rebaseDraft, saveDraft } from './save-draft.ts'

type App = Platform & { standing: Standing }

export const drafts = bind<App, typeof draftRoutes>(draftRoutes, {
  list: async ({ app, actor, query }) => {
    const { state, limit } = query
    const rows = await listDrafts(app.db, actor.workspaceId, { state, limit, after: readTimeCursor(query.cursor) })
    const view = await toDrafts(app.db, actor, rows.slice(0, limit))
    return toPage(rows, limit, (it) => [it.updated_at.toISOString(), it.id], view)
  },
  create: async ({ app, actor, body }) => toDetail(app.db, actor, await life.createDraft(app, actor, body)),
  get: async ({ app, actor, params }) => toDetail(app.db, actor, await getDraft(app.db, actor.workspaceId, params.draftId)),
  describe: async ({ app, actor, params, body }) =>
    toDetail(app.db, actor, await life.describeDraft(app, actor, params.draftId, body)),
  save: async ({ app, actor, params, body }) => toDetail(app.db, actor, await saveDraft(app, actor, params.draftId, body)),
  review: async ({ app, actor, params }) => reviewDraft(app, await getDraft(app.db, actor.workspaceId, params.draftId)),
  impactPeople: async ({ app, actor, params, query }) => {
    const comparison = await foreseeDraft(app, await getDraft(app.db, actor.workspaceId, params.draftId))
    return peopleOf(comparison, { move: query.move, limit: query.limit, after: readCursor(query.cursor, 2) })
  },
  rebase: async ({ app, actor, params, body }) => toDetail(app.db, actor, await rebaseDraft(app, actor, params.draftId, body)),
  submit: async ({ app, actor, params, body }) =>
    toDetail(app.db, actor, await life.submitDraft(app, actor, params.draftId, body)),
  decide: async ({ app, actor, params, body }) => toDetail(app.db, actor, await decideDraft(app, actor, params.draftId, body)),
  publish: async ({ app, actor, params, body }) => toDetail(app.db, actor, await publishDraft(app, actor, params.draftId, body)),
  unschedule: async ({ app, actor, params }) => toDetail(app.db, actor, await life.unscheduleDraft(app, actor, params.draftId)),
  discard: async ({ app, actor, params }) => {
    await life.discardDraft(app, actor, params.draftId)
    return undefined
  },
  restore: async ({ app, actor, params, body }) => {
    if (!/^\d{1,9}$/.test(params.number)) throw new Failure('revision.not_found')
    return toDetail(app.db, actor, await restoreRevision(app, actor, Number(params.number), body))
  },
})
