import { policyRoutes } from '@bailiwick/contracts'
import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import type { Releasers } from '../brake/index.ts'
import { getPolicy, readTextsOf, textsOf } from '../documents/index.ts'
import { impactOfChange, listedIn } from '../publishing/index.ts'
import { findRevisionInForce } from '../revisions/index.ts'
import { savePolicy } from './save-policy.ts'

const Saving = policyRoutes.save.body.extend({ policyId: z.string() })

/** How a saved policy that the brake held is saved after all. */
export const libraryReleasers: Releasers<Platform & { standing: Standing }> = {
  'policy.saved': {
    needs: 'policy.manage',
    async release(app, actor, input) {
      const { policyId, ...body } = Saving.parse(input)
      await savePolicy(app, actor, policyId, body, true)
    },
    async impact(app, { workspaceId }, input) {
      const { policyId, ...body } = Saving.parse(input)
      const { version } = await getPolicy(app.db, workspaceId, policyId)
      const { defaults } = await textsOf(app.db, version.id)
      const { contents, defaults: then } = readTextsOf({ ...body, defaults: body.defaults ?? defaults })
      const listed = listedIn(await findRevisionInForce(app.db, workspaceId))
      const texts = new Map([[policyId, { contents, defaults: then }]])
      return impactOfChange(app, workspaceId, { ...listed, texts, again: [] })
    },
  },
}
