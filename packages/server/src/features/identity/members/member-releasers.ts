import { memberRoutes } from '@bailiwick/contracts'
import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import type { Releasers } from '../../policies/brake/index.ts'
import { impactOf } from '../../policies/impact/index.ts'
import type { Standing } from '../../standing/index.ts'
import { changeMember } from './members.ts'
import { compareDeactivated } from './status.ts'

const Updating = z.object({ personId: z.string(), change: memberRoutes.update.body })

/** How deactivations that the brake held happen after all. */
export const memberReleasers: Releasers<Platform & { standing: Standing }> = {
  'member.update': {
    needs: 'member.manage',
    async release(app, actor, input) {
      const { personId, change } = Updating.parse(input)
      await changeMember(app, actor, personId, change, { released: true })
    },
    impact: async (app, actor, input) =>
      impactOf(app, compareDeactivated(app, actor.workspaceId, Updating.parse(input).personId)),
  },
}
