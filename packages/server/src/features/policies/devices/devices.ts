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
  const find = { ...query, after: readTimeCursor(query.cursor), limit: query.limit + 1 }
  const now = app.clock.now()
  // A state is told for everybody, and then chosen from; a page of whatever state needs only the people on it.
  const would = query.state === undefined ? new Map() : await wouldAllGet(app, requireWorkspace(app, workspaceId))
  const rows = await listSeen(app.db, workspaceId, would, now, find)
  const { items, nextCursor } = toPage(
    rows,
    query.limit,
    (it) => [it.seen_at.toISOString(), it.id],
    (it) => it,
  )
  const stated = query.state !== undefined
  return { items: stated ? items.map((it) => view(it, would, now)) : await viewAll(app, workspaceId, items, now), nextCursor }
}

/** One device. Fails: device.not_found. */
export async function getDevice(app: DevicesApp, workspaceId: string, deviceId: string): Promise<Device> {
  await app.devices.flush()
  const now = app.clock.now()
  const rows = await listSeen(app.db, workspaceId, new Map(), now, { deviceIds: [deviceId], limit: 1 })
  const [device] = await viewAll(app, workspaceId, rows, now)
  if (!device) throw new Failure('device.not_found')
  return device
}

/** These devices with the states they have by what their own people would get, in the same order; nobody else is decided for. */
async function viewAll(app: DevicesApp, workspaceId: string, rows: SeenDevice[], now: Date): Promise<Device[]> {
  const workspace = requireWorkspace(app, workspaceId)
  const personIds = [...new Set(rows.flatMap((it) => it.person_id ?? []))]
  const enrolments = rows.some((it) => it.enrolment_id !== null) ? await listEnrolments(app.db, workspaceId) : []
  const would = new Map([...wouldGet(app, workspace, personIds), ...wouldGetUnnamed(app, workspace, enrolments)])
  const find = { deviceIds: rows.map((it) => it.id), limit: rows.length }
  const told = new Map((await listSeen(app.db, workspaceId, would, now, find)).map((it) => [it.id, it]))
  return rows.map((it) => view(told.get(it.id) ?? it, would, now))
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
