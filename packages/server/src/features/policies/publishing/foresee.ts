import type { Impact, Stage } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import type { Ruling, WorkspaceStanding } from '../../standing/index.ts'
import { type Comparison, compare, impactOf, withRuling } from '../impact/index.ts'
import type { Change } from './change.ts'
import type { App } from './judge.ts'
import { type Plan, planChange } from './plan.ts'

/** Who would get what else once the plan is in force for everybody. */
export const foresee = (app: App, workspaceId: string, { before, after }: Plan): Comparison =>
  compareWith(app, workspaceId, before, (workspace) => withRuling(workspace, after))

/**
 * Who would get what else when the first stage begins. Who is among the percentage is drawn when the rollout starts, so of them this
 * tells how many, and not who.
 */
export const foreseeFirstStage = (app: App, workspaceId: string, { before, after }: Plan, [first]: Stage[]): Comparison =>
  compareWith(app, workspaceId, before, (workspace) => ({
    ...workspace,
    rollout: { id: '', percent: first?.percent ?? 0, groupIds: new Set(first?.groupIds), ruling: after },
  }))

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
