import type { CohortSight } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing, WorkspaceStanding } from '../../standing/index.ts'
import { type Cohort, cohortsOf } from './cohorts.ts'
import type { RolloutRow } from './rollouts.store.ts'
import { countCalls, countDevices } from './sight.store.ts'

export interface Sight {
  onNew: CohortSight
  onOld: CohortSight
}

const hourMs = 3_600_000

/** Hours since the stage began; never nothing, so that it can be divided by. */
export const hoursOf = (rollout: RolloutRow, now: Date): number =>
  Math.max(now.getTime() - rollout.stage_started_at.getTime(), 60_000) / hourMs

/** What can be seen of both sides of a rollout now; what was seen last of one that has ended. */
export async function seeRollout(
  app: Pick<Platform, 'clock'> & { standing: Standing },
  db: Executor,
  rollout: RolloutRow,
): Promise<Sight> {
  const workspace = app.standing.workspace(rollout.workspace_id)
  if (rollout.last_sight) return rollout.last_sight
  if (workspace?.rollout?.id !== rollout.id) return { onNew: nothing, onOld: nothing }
  return seeSides(app, db, rollout, workspace)
}

async function seeSides(
  app: Pick<Platform, 'clock'> & { standing: Standing },
  db: Executor,
  rollout: RolloutRow,
  workspace: WorkspaceStanding,
): Promise<Sight> {
  const now = app.clock.now()
  const { onNew, onOld, versions } = await cohortsOf(app, workspace)
  const since = { workspaceId: rollout.workspace_id, since: rollout.stage_started_at, now }
  const see = async (cohort: Cohort, isNew: boolean): Promise<CohortSight> => {
    const devices = await countDevices(db, since, cohort.moved, isNew ? rollout.id : null)
    const calls = await countCalls(db, since, cohort.moved, isNew ? versions : null)
    return {
      members: cohort.members,
      moved: cohort.moved.length,
      devicesServed: devices.served,
      devicesUsed: devices.used,
      devicesSilent: devices.silent,
      callsPerHour: calls.since / hoursOf(rollout, now),
      callsPerHourBefore: calls.before / hoursOf(rollout, now),
      calls: calls.judged,
      failedShare: calls.judged === 0 ? 0 : calls.failed / calls.judged,
    }
  }
  return { onNew: await see(onNew, true), onOld: await see(onOld, false) }
}

const nothing: CohortSight = {
  members: 0,
  moved: 0,
  devicesServed: 0,
  devicesUsed: 0,
  devicesSilent: 0,
  callsPerHour: 0,
  callsPerHourBefore: 0,
  calls: 0,
  failedShare: 0,
}
