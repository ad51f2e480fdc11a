import { exceptionRoutes } from '@bailiwick/contracts'
import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import type { Releasers } from '../brake/index.ts'
import { impactOf } from '../impact/index.ts'
import { foreseeGrant, impactOfException } from './exception-impact.ts'
import { getException } from './exceptions.store.ts'
import { decideException, grantException } from './exceptions.ts'

const Granting = exceptionRoutes.grantFor.body
const Deciding = exceptionRoutes.decide.body.extend({ exceptionId: z.string() })

/** How an exception that the brake held is granted after all. */
export const exceptionReleasers: Releasers<Platform & { standing: Standing }> = {
  'exception.granted': {
    needs: 'exception.grant',
    async release(app, actor, input) {
      await grantException(app, actor, Granting.parse(input), true)
    },
    async impact(app, { workspaceId }, input) {
      const { personId, policyId, until } = Granting.parse(input)
      const grant = { id: '', person_id: personId, policy_id: policyId, until: new Date(until) }
      return impactOf(app, await foreseeGrant(app, app.db, workspaceId, grant))
    },
  },
  'exception.decided': {
    needs: 'exception.grant',
    async release(app, actor, input) {
      const { exceptionId, ...body } = Deciding.parse(input)
      await decideException(app, actor, exceptionId, body, true)
    },
    async impact(app, { workspaceId }, input) {
      const row = await getException(app.db, workspaceId, Deciding.parse(input).exceptionId, app.clock.now())
      return impactOfException(app, workspaceId, row)
    },
  },
}
