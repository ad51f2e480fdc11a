import { evaluationRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type EvaluationRow, listEvaluations } from './evaluations.store.ts'
import { endEvaluation, getEvaluation, startEvaluation } from './evaluations.ts'
import { toEvaluations } from './evaluations.views.ts'
import type { Observers } from './observers.ts'

type App = Platform & { observers: Observers }

export const evaluations = bind<App, typeof evaluationRoutes>(evaluationRoutes, {
  list: async ({ app, actor }) => {
    await app.observers.flush()
    return toEvaluations(app.db, actor, await listEvaluations(app.db, actor.workspaceId), app.clock.now())
  },
  start: async ({ app, actor, body }) => view(app, actor, await startEvaluation(app, actor, body)),
  get: async ({ app, actor, params }) => {
    await app.observers.flush()
    return view(app, actor, await getEvaluation(app.db, actor.workspaceId, params.evaluationId))
  },
  end: async ({ app, actor, params }) => {
    await app.observers.flush()
    return view(app, actor, await endEvaluation(app, actor, params.evaluationId))
  },
})

async function view(app: App, actor: Actor, row: EvaluationRow) {
  const [one] = await toEvaluations(app.db, actor, [row], app.clock.now())
  if (!one) throw new Failure('evaluation.not_found')
  return one
}
