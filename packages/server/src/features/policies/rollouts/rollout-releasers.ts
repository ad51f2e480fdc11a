import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import type { Releasers } from '../brake/index.ts'
import { impactOf } from '../impact/index.ts'
import { getRollout } from './rollouts.store.ts'
import { advanceRollout } from './rollouts.ts'
import { foreseeNextStage } from './time-to-look.ts'

const Advancing = z.object({ rolloutId: z.string(), expectedStage: z.number().int() })

/** How a step of a rollout that the brake held is taken after all. */
export const rolloutReleasers: Releasers<Platform & { standing: Standing }> = {
  'rollout.advanced': {
    needs: 'policy.manage',
    async release(app, actor, input) {
      const { rolloutId, expectedStage } = Advancing.parse(input)
      await advanceRollout(app, actor, rolloutId, expectedStage, true)
    },
    async impact(app, { workspaceId }, input) {
      const row = await getRollout(app.db, workspaceId, Advancing.parse(input).rolloutId)
      return impactOf(app, await foreseeNextStage(app, app.db, row))
    },
  },
}
