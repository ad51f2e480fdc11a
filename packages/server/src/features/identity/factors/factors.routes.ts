import { factorRoutes } from '@bailiwick/contracts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type Added, confirmPasskey, confirmTotp, startPasskey, startTotp } from './enrol.ts'
import { removeFactor, renameFactor, renewRecoveryCodes } from './factors.ts'
import { toFactor, toFactors } from './factors.views.ts'

const toAdded = ({ factor, recoveryCodes }: Added) => ({ factor: toFactor(factor), recoveryCodes })

export const factors = bind<Platform, typeof factorRoutes>(factorRoutes, {
  list: async ({ app, actor }) => toFactors(app, actor),
  startTotp: async ({ app, actor }) => {
    const { expiresAt, ...begun } = await startTotp(app, actor)
    return { ...begun, expiresAt: expiresAt.toISOString() }
  },
  confirmTotp: async ({ app, actor, body }) => toAdded(await confirmTotp(app, actor, body)),
  startPasskey: async ({ app, actor }) => {
    const { expiresAt, ...begun } = await startPasskey(app, actor)
    return { ...begun, expiresAt: expiresAt.toISOString() }
  },
  confirmPasskey: async ({ app, actor, body }) => toAdded(await confirmPasskey(app, actor, body)),
  rename: async ({ app, actor, params, body }) => toFactor(await renameFactor(app, actor, params.factorId, body.name)),
  remove: async ({ app, actor, params }) => {
    await removeFactor(app, actor, params.factorId)
    return undefined
  },
  makeRecoveryCodes: async ({ app, actor }) => ({ codes: await renewRecoveryCodes(app, actor) }),
})
