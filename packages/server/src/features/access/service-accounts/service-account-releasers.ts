import { serviceAccountRoutes } from '@bailiwick/contracts'
import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import { compareDeactivated } from '../../identity/members/index.ts'
import type { Releasers } from '../../policies/brake/index.ts'
import { impactOf } from '../../policies/impact/index.ts'
import type { Standing } from '../../standing/index.ts'
import { removeAccount, updateAccount } from './service-accounts.ts'

const Updating = z.object({ accountId: z.string(), change: serviceAccountRoutes.update.body })
const Removing = z.object({ accountId: z.string() })
type App = Platform & { standing: Standing }

const impact = async (app: App, workspaceId: string, input: unknown) =>
  impactOf(app, compareDeactivated(app, workspaceId, Removing.parse(input).accountId))

/** How accounts that the brake held on their way out are disabled or deleted after all. */
export const serviceAccountReleasers: Releasers<App> = {
  'service_account.update': {
    needs: 'service_account.manage',
    async release(app, actor, input) {
      const { accountId, change } = Updating.parse(input)
      await updateAccount(app, actor, accountId, change, { released: true })
    },
    impact: (app, actor, input) => impact(app, actor.workspaceId, input),
  },
  'service_account.remove': {
    needs: 'service_account.manage',
    async release(app, actor, input) {
      await removeAccount(app, actor, Removing.parse(input).accountId, { released: true })
    },
    impact: (app, actor, input) => impact(app, actor.workspaceId, input),
  },
}
