import { deviceRoutes } from '@bailiwick/contracts'
import { bind, requirePerson } from '../../../platform/http/index.ts'
import { coverageOf } from './coverage.ts'
import { type DevicesApp, devicesOf, getDevice, listDevices } from './devices.ts'

export const devices = bind<DevicesApp, typeof deviceRoutes>(deviceRoutes, {
  list: async ({ app, actor, query }) => listDevices(app, actor.workspaceId, query),
  get: async ({ app, actor, params }) => getDevice(app, actor.workspaceId, params.deviceId),
  coverage: async ({ app, actor }) => coverageOf(app, actor.workspaceId),
  mine: async ({ app, actor }) => devicesOf(app, actor.workspaceId, requirePerson(actor)),
})
