import { enrolmentRoutes } from '@bailiwick/contracts'
import { stringify } from 'smol-toml'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { forcedProvider } from '../delivery/index.ts'
import { listEnrolments } from './enrolments.store.ts'
import { createEnrolment, removeEnrolment } from './enrolments.ts'
import { toEnrolment } from './enrolments.views.ts'

export const enrolments = bind<Platform, typeof enrolmentRoutes>(enrolmentRoutes, {
  list: async ({ app, actor }) => (await listEnrolments(app.db, actor.workspaceId)).map(toEnrolment),
  create: async ({ app, actor, body }) => {
    const { enrolment, token } = await createEnrolment(app, actor, body)
    const { publicUrl } = app.config
    const baseUrl = `${publicUrl}/cfg/${token}`
    return {
      ...toEnrolment(enrolment),
      baseUrl,
      // Without the provider somebody who removes their sign-in works elsewhere (client 0.169.0).
      requirementsToml: stringify({
        chatgpt_base_url: `${publicUrl}/backend-api`,
        ...forcedProvider(publicUrl),
        config_server: { base_url: baseUrl },
      }),
    }
  },
  revoke: async ({ app, actor, params }) => {
    await removeEnrolment(app, actor, params.enrolmentId)
    return undefined
  },
})
