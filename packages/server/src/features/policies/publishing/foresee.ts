import type { Impact, Stage } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { type Ruling, reached, type WorkspaceStanding } from '../../standing/index.ts'
import { onceMs } from '../brake/index.ts'
import { type Comparison, compare, impactOf, withRuling } from '../impact/index.ts'
import type { Change } from './change.ts'
import type { App } from './judge.ts'
import { type Plan, planChange } from './plan.ts'

/** Who would get what else once the plan is in force for everybody. */
export const foresee = (app: App, workspaceId: string, { before, after }: Plan): Comparison =>
  compareWith(app, workspaceId, before, (workspace) => withRuling(workspace, after))

/**
 * Who would get what else when the first stage begins; stages that follow each other in no time count as one. Who is among the percentage
 * is drawn when the rollout starts, so of them this tells how many, and not who.
 */
export const foreseeFirstStage = (app: App, workspaceId: string, { before, after }: Plan, stages: Stage[]): Comparison =>
  compareWith(app, workspaceId, before, (workspace) => {
    const first = lastAtOnce(stages)
    if (first === undefined) return withRuling(workspace, after)
    return { ...workspace, rollout: { id: '', ...reached(stages, first), ruling: after } }
  })

/** The first stage after which there is time to look, by its place; undefined when everybody is reached before. */
function lastAtOnce(stages: Stage[]): number | undefined {
  let minutes = 0
  const index = stages.findIndex((it) => {
    minutes += it.minutes ?? Number.POSITIVE_INFINITY
    return minutes * 60_000 >= onceMs
  })
  return index < 0 ? undefined : index
}

/** What a change would do to whom, were it published now. */
export async function impactOfChange(app: App, workspaceId: string, change: Change): Promise<Impact> {
  return impactOf(app, foresee(app, workspaceId, await planChange(app.db, workspaceId, change)))
}

/** What is in force is read from SQL: memory may be a moment behind, and two changes would be measured against the same state. */
function compareWith(
  { clock, standing }: App,
  workspaceId: string,
  before: Ruling,
  then: (now: WorkspaceStanding) => WorkspaceStanding,
): Comparison {
  const known = standing.workspace(workspaceId)
  if (!known) throw new Failure('workspace.not_found')
  const now = withRuling(known, before)
  return compare({ clock, standing: { ...standing, workspace: () => now } }, workspaceId, { workspace: then(now) })
}
