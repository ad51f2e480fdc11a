import { draftRoutes } from '@bailiwick/contracts'
import { z } from 'zod'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import type { Releasers } from '../brake/index.ts'
import { impactOfChange, listedIn } from '../publishing/index.ts'
import { findRevision, readRuling } from '../revisions/index.ts'
import { getDraft } from './drafts.store.ts'
import { mergeDraft, toChange } from './merge.ts'
import { publishDraft } from './publish-draft.ts'
import { restoreRevision } from './restore-revision.ts'

const Publishing = draftRoutes.publish.body.extend({ draftId: z.string() })
const Restoring = draftRoutes.restore.body.extend({ number: z.number().int() })

/** How drafts and restores that the brake held go in force after all. */
export const draftReleasers: Releasers<Platform & { standing: Standing }> = {
  'draft.published': {
    needs: 'policy.manage',
    async release(app, actor, input) {
      const { draftId, at, ...body } = Publishing.parse(input)
      // Its time may have passed while it was held.
      const later = at !== undefined && new Date(at) > app.clock.now()
      await publishDraft(app, actor, draftId, { ...body, ...(later && { at }) }, true)
    },
    async impact(app, { workspaceId }, input) {
      const draft = await getDraft(app.db, workspaceId, Publishing.parse(input).draftId)
      return impactOfChange(app, workspaceId, await toChange(app.db, draft, await mergeDraft(app.db, draft)))
    },
  },
  'revision.restored': {
    needs: 'policy.manage',
    async release(app, actor, input) {
      const { number, ...body } = Restoring.parse(input)
      await restoreRevision(app, actor, number, body, true)
    },
    async impact(app, { workspaceId }, input) {
      const revision = await findRevision(app.db, workspaceId, Restoring.parse(input).number)
      if (!revision) throw new Failure('revision.not_found')
      const { policies } = await readRuling(app.db, revision)
      const served = [...policies.values()]
      const texts = new Map(served.map(({ policyId, contents, defaults }) => [policyId, { contents, defaults }]))
      const again = served.map((it) => it.versionId)
      return impactOfChange(app, workspaceId, { ...listedIn(revision), texts, again })
    },
  },
}
