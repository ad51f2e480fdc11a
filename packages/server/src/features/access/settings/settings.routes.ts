import { settingRoutes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { switchSetting } from './settings.ts'
import { toSettings } from './settings.views.ts'

export const settings = bind<Platform & { standing: Standing }, typeof settingRoutes>(settingRoutes, {
  list: async ({ app, actor }) => toSettings(app, actor),
  set: async ({ app, actor, params, body }) => {
    await switchSetting(app, actor, params.key, body.value)
    await app.feed.catchUp().catch(() => undefined) // whom it affects is counted from memory; the switch itself is committed
    const setting = (await toSettings(app, actor)).find((it) => it.key === params.key)
    if (!setting) throw new Failure('setting.not_found')
    return setting
  },
})
