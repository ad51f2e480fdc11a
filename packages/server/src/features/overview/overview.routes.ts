import { overviewRoutes } from '@bailiwick/contracts'
import { Failure } from '../../platform/failure.ts'
import { bind } from '../../platform/http/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { listExpiringCertificates } from '../identity/single-sign-on/index.ts'
import type { Standing } from '../standing/index.ts'
import { attentionOf } from './attention.ts'
import { countAll, countTurns, countUncovered, listHalted, listNotPublished, listTold } from './overview.store.ts'
import { firstHour, toHours, toPolicyShares, toSetUp, toTurns } from './overview.views.ts'

type App = Platform & { standing: Standing }

const dayMs = 86_400_000
const weekMs = 7 * dayMs

export const overview = bind<App, typeof overviewRoutes>(overviewRoutes, {
  get: async ({ app, actor: { workspaceId } }) => {
    const now = app.clock.now()
    const workspace = app.standing.workspace(workspaceId)
    if (!workspace) throw new Failure('workspace.not_found')
    const aWeekAgo = new Date(now.getTime() - weekMs)
    const [counts, rows, recoveries, breakGlass, expiringCertificates, notPublished, halted, uncoveredCalls] = await Promise.all([
      countAll(app.db, workspaceId, now),
      countTurns(app.db, workspaceId, firstHour(now)),
      listTold(app.db, workspaceId, 'owner.recovered', aWeekAgo),
      listTold(app.db, workspaceId, 'break_glass.used', aWeekAgo),
      listExpiringCertificates(app, workspaceId),
      listNotPublished(app.db, workspaceId),
      listHalted(app.db, workspaceId),
      countUncovered(app.db, workspaceId, new Date(now.getTime() - dayMs)),
    ])
    const policy = toPolicyShares(workspace, app.standing.members(workspaceId))
    const turns = toHours(rows, now)
    return {
      members: { active: counts.active, deactivated: counts.deactivated, invited: counts.invited },
      clients: { signedIn: counts.signedInClients, membersSignedIn: counts.membersSignedIn },
      policy,
      turns: toTurns(turns),
      attention: attentionOf({
        workspace,
        counts,
        withoutPolicy: policy.withoutPolicy,
        turns,
        recoveries,
        breakGlass,
        expiringCertificates,
        notPublished,
        halted,
        uncoveredCalls,
      }),
      setUp: toSetUp(workspace, counts),
    }
  },
})
