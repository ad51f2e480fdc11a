import type { Clock } from '../../../platform/clock.ts'
import type { GrantStanding, MemberStanding, WorkspaceStanding } from '../../standing/index.ts'
import type { Delivery } from '../delivery/index.ts'
import { fetchOf } from './sighting.ts'
import type { Devices } from './sightings.ts'

type App = { devices: Devices; clock: Clock }

/** Notes that a signed-in client was served its policy; memory only. */
export function noteServed(
  app: App,
  { workspace, member, grant }: { workspace: WorkspaceStanding; member: MemberStanding; grant: GrantStanding },
  userAgent: string | undefined,
  delivery: Delivery,
  configServer = false,
): void {
  const of = { workspaceId: workspace.id, personId: member.personId, grantId: grant.id, enrolmentId: null, configServer }
  app.devices.noteFetch(of, userAgent, fetchOf(delivery, workspace.rollout?.id ?? null, app.clock.now()))
}

/** Notes that somebody was served by an enrolment address, which says nothing of who they are. */
export function noteServedUnnamed(
  app: App,
  { workspace, enrolmentId }: { workspace: WorkspaceStanding; enrolmentId: string },
  userAgent: string | undefined,
  delivery: Delivery,
): void {
  const of = { workspaceId: workspace.id, personId: null, grantId: null, enrolmentId, configServer: true }
  app.devices.noteFetch(of, userAgent, fetchOf(delivery, workspace.rollout?.id ?? null, app.clock.now()))
}
