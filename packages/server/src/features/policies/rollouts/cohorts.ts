import type { Clock } from '../../../platform/clock.ts'
import type { MemberStanding, Standing, WorkspaceStanding } from '../../standing/index.ts'
import { decide } from '../delivery/index.ts'

/** One side of a rollout. */
export interface Cohort {
  /** Active members. */
  members: number
  /** Those of them who get another policy version by the new revision. */
  moved: string[]
}

export interface Cohorts {
  onNew: Cohort
  onOld: Cohort
  /** Versions that the moved ones get by the new revision; '' is none. */
  versions: string[]
}

/** After so many members others are served first. */
const atOnce = 2_000

/** Who is on which side now, and whom the revision moves. */
export async function cohortsOf(app: { standing: Standing; clock: Clock }, workspace: WorkspaceStanding): Promise<Cohorts> {
  const { rollout } = workspace
  const [onNew, onOld] = [nobody(), nobody()]
  const versions = new Set<string>()
  if (!rollout) return { onNew, onOld, versions: [] }
  const now = app.clock.now()
  const before = { ...workspace, rollout: null }
  const after = { ...before, ...rollout.ruling }
  const versionUnder = (world: WorkspaceStanding, member: MemberStanding) => decide(world, member, now).policy?.versionId ?? ''
  let seen = 0
  for (const member of app.standing.members(workspace.id)) {
    if (++seen % atOnce === 0) await new Promise((resolve) => setImmediate(resolve))
    if (member.status !== 'active') continue
    const side = decide(workspace, member, now).onNew ? onNew : onOld
    side.members++
    const [was, is] = [versionUnder(before, member), versionUnder(after, member)]
    if (was === is) continue
    side.moved.push(member.personId)
    versions.add(is)
  }
  return { onNew, onOld, versions: [...versions] }
}

const nobody = (): Cohort => ({ members: 0, moved: [] })
