import { accessRoutes } from '@bailiwick/contracts'
import { bind, readCursor, requirePerson, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type Standing, sayAccess } from '../../standing/index.ts'
import { explainAccess, explainEverything, explainMine } from './explain.ts'
import { toSource, toSubject } from './explain.views.ts'
import { countHolders, findHolders } from './holders.ts'

export const access = bind<Platform & { standing: Standing }, typeof accessRoutes>(accessRoutes, {
  explain: async ({ app, actor, query }) => explainAccess(app, actor, query.person, query.permission),
  person: async ({ app, actor, query }) => explainEverything(app, actor, query.person),
  mine: async ({ app, actor }) => explainMine(app, actor, requirePerson(actor)),
  counts: async ({ app, actor }) => countHolders(app, actor),
  holders: async ({ app, actor, query }) => {
    const { naming, people, rows } = await findHolders(app, actor, query, readCursor(query.cursor, 2))
    const page = toPage(
      rows,
      query.limit,
      ({ member }) => [member.name.toLowerCase(), member.personId],
      ({ member, decision }) => {
        const { status: _, ...person } = toSubject(member)
        const sources = decision.sources.map((it) => toSource(naming, it))
        return { ...person, because: sayAccess(naming.world, decision, naming.group), sources }
      },
    )
    return { ...page, people }
  },
})
