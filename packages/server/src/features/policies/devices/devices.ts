import type { Device, deviceRoutes, QueryOf } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { readTimeCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing, WorkspaceStanding } from '../../standing/index.ts'
import { listEnrolments } from './coverage.store.ts'
import { toDevice } from './devices.views.ts'
import { listSeen, type SeenDevice } from './seen-devices.store.ts'
import type { Devices } from './sightings.ts'
import { type WouldGet, wouldGet, wouldGetUnnamed } from './would-get.ts'

export type DevicesApp = Platform & { standing: Standing; devices: Devices }

/** Devices of a workspace, the last seen first, as they stand at this moment: what waits to be written is written first. */
export async function listDevices(
  app: DevicesApp,
  workspaceId: string,
  query: QueryOf<(typeof deviceRoutes)['list']>,
): Promise<{ items: Device[]; nextCursor: string | null }> {
  await app.devices.flush()
  const would = await wouldAllGet(app, requireWorkspace(app, workspaceId))
  const now = app.clock.now()
  const find = { ...query, after: readTimeCursor(query.cursor), limit: query.limit + 1 }
  const rows = await listSeen(app.db, workspaceId, would, now, find)
  return toPage(
    rows,
    query.limit,
    (it) => [it.seen_at.toISOString(), it.id],
    (it) => view(it, would, now),
  )
}

/** One device. Fails: device.not_found. */
export async function getDevice(app: DevicesApp, workspaceId: string, deviceId: string): Promise<Device> {
  await app.devices.flush()
  const would = await wouldAllGet(app, requireWorkspace(app, workspaceId))
  const [row] = await listSeen(app.db, workspaceId, would, app.clock.now(), { deviceId, limit: 1 })
  if (!row) throw new Failure('device.not_found')
  return view(row, would, app.clock.now())
}

/** A person's own devices, the last seen first. */
export async function devicesOf(app: DevicesApp, workspaceId: string, personId: string): Promise<Device[]> {
  await app.devices.flush()
  const would = wouldGet(app, requireWorkspace(app, workspaceId), [personId])
  const now = app.clock.now()
  const rows = await listSeen(app.db, workspaceId, would, now, { personId, limit: 100 })
  return rows.map((it) => view(it, would, now))
}

/** What everybody who may have a device would be served now: members, and enrolment addresses. */
export async function wouldAllGet(app: DevicesApp, workspace: WorkspaceStanding): Promise<WouldGet> {
  const enrolments = await listEnrolments(app.db, workspace.id)
  return new Map([...wouldGet(app, workspace), ...wouldGetUnnamed(app, workspace, enrolments)])
}

const view = (row: SeenDevice, would: WouldGet, now: Date): Device =>
  toDevice(row, would.get(row.person_id ?? row.enrolment_id ?? '') ?? null, now)

export function requireWorkspace(app: { standing: Standing }, workspaceId: string): WorkspaceStanding {
  const workspace = app.standing.workspace(workspaceId)
  if (!workspace) throw new Failure('workspace.not_found')
  return workspace
}
