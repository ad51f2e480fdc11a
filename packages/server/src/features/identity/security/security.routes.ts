import { securityRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { openGate } from '../../access/index.ts'
import { changeSecurity, readSecurity } from './security.ts'

export const security = bind<Platform, typeof securityRoutes>(securityRoutes, {
  get: async ({ app, actor, request }) => readSecurity(app, actor, await openGate(app).person(request)),
  update: async ({ app, actor, body, request }) => {
    const caller = await openGate(app).person(request)
    await changeSecurity(app, actor, caller, body)
    return readSecurity(app, actor, caller)
  },
})
