import { codexClientId, connectRoutes, systems } from '@bailiwick/contracts'
import { bind } from '../../platform/http/index.ts'
import { type Platform, servesHttps } from '../../platform/platform.ts'
import { mayUse, type Standing } from '../standing/index.ts'
import { administratorSteps } from './administrator-steps.ts'
import { automationSteps } from './automation-steps.ts'
import { surfaces, traps } from './known-limits.ts'
import { memberSteps } from './member-steps.ts'
import type { Here } from './place.ts'

type App = Platform & { standing: Standing }

export const connect = bind<App, typeof connectRoutes>(connectRoutes, {
  get: async ({ app, actor }) => {
    const workspace = app.standing.workspace(actor.workspaceId)
    const member = actor.personId === null ? undefined : app.standing.member(actor.workspaceId, actor.personId)
    const here: Here = {
      publicUrl: app.config.publicUrl,
      https: servesHttps(app.config),
      caPem: app.config.tls?.caPem ?? null,
      workspaceId: actor.workspaceId,
      deviceCode: workspace?.settings.device_code ?? false,
    }
    const { publicUrl, https, caPem, deviceCode } = here
    return {
      publicUrl,
      https,
      clientId: codexClientId,
      deviceCode,
      mayUseCodexLocal: mayUse(workspace, member, 'codex_local'),
      caPem,
      member: systems.map((system) => ({ system, steps: memberSteps(here, system) })),
      automation: systems.map((system) => ({ system, steps: automationSteps(here, system) })),
      administrator: systems.map((system) => ({ system, steps: administratorSteps(here, system) })),
      surfaces: surfaces(https),
      traps: traps(),
    }
  },
})
