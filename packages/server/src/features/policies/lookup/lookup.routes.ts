import { lookupRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind, requirePerson } from '../../../platform/http/index.ts'
import type { DevicesApp } from '../devices/index.ts'
import { lookUpDevice, lookUpEmail, lookUpGroup, lookUpMine } from './lookup.ts'

export const lookup = bind<DevicesApp, typeof lookupRoutes>(lookupRoutes, {
  find: async ({ app, actor: { workspaceId }, query: { email, groupId, deviceId } }) => {
    if (deviceId !== undefined) return lookUpDevice(app, workspaceId, deviceId)
    return groupId === undefined ? lookUpEmail(app, workspaceId, email ?? '') : lookUpGroup(app, workspaceId, groupId)
  },
  mine: async ({ app, actor }) => {
    const member = app.standing.member(actor.workspaceId, requirePerson(actor))
    if (!member) throw new Failure('member.not_found')
    return lookUpMine(app, member)
  },
})
