import { exportRoutes, type PolicyExport } from '@bailiwick/contracts'
import { type ExportFormat, exportFormats, exportPolicy } from '@bailiwick/policy'
import { bind } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { computedRequirements } from '../delivery/index.ts'
import { getPolicy, textsOf } from '../documents/index.ts'

/** Where each file belongs (client 0.169.0 §7.1, §8; Windows and macOS by the vendor's documentation). */
const places = {
  requirements: { title: 'Requirements for Linux and macOS', place: '/etc/codex/requirements.toml' },
  mobileconfig: { title: 'Configuration profile for macOS', place: 'Your device management: com.openai.codex' },
  windows: { title: 'Requirements for Windows', place: '%ProgramData%\\OpenAI\\Codex\\requirements.toml' },
  'windows-placement': { title: 'Script that places them on Windows', place: 'Your device management, as administrator' },
  'managed-config': { title: 'Managed configuration (lossy)', place: '/etc/codex/managed_config.toml' },
  'system-config': { title: 'Defaults that users may change', place: '/etc/codex/config.toml' },
} satisfies Record<ExportFormat, { title: string; place: string }>

export const policyExports = bind<Platform, typeof exportRoutes>(exportRoutes, {
  ofPolicy: async ({ app, actor, params }) => {
    const { name, version } = await getPolicy(app.db, actor.workspaceId, params.policyId)
    const { contents, defaults } = await textsOf(app.db, version.id)
    const { publicUrl } = app.config
    const input = {
      policy: { name, version: version.number, contents },
      computed: computedRequirements(publicUrl, contents, 'sign_in').contents,
      local: {
        chatgptBaseUrl: `${publicUrl}/backend-api`,
        allowedLoginMethods: ['chatgpt'],
        allowedChatgptWorkspaces: [actor.workspaceId],
      },
      defaults: defaults || null,
      madeAt: version.created_at, // the same version gives the same bytes
      madeBy: publicUrl,
    }
    const formats = exportFormats.filter((it) => it !== 'system-config' || defaults !== '')
    return formats.map((format): PolicyExport => ({ format, ...places[format], ...exportPolicy(format, input) }))
  },
})
