import { anything, choice, flag, list, map, required, table, text } from './shape.ts'

const access = choice('allow', 'deny')

export const windowsShape = table({
  allowed_sandbox_implementations: list(choice('elevated', 'unelevated')),
  sandbox_private_desktop: flag,
  require_mxc: flag,
})

export const computerUseShape = table({
  allow_locked_computer_use: flag,
  allow_persistent_approval: flag,
  default_app_access: access,
  macos: table({ bundle_ids: map(access) }),
  windows: table({
    aumids: map(access),
    exes: list(
      table({ publisher_name: required(text), product_name: required(text), binary_name: text, access: required(access) }),
    ),
  }),
})

const origin = table({
  access,
  uploads: anything,
  downloads: anything,
  full_cdp_access: anything,
  auto_review: anything,
  persistent_approval: anything,
  access_approval_lifetime: choice('turn', 'thread'),
})

export const browserUseShape = table({
  allow_history_access: flag,
  allow_global_persistent_approval: flag,
  allow_webmcp: flag,
  disable_auto_review: flag,
  extension: table({ request_headers: list(table({ name: required(text), value: required(text) })) }),
  default_origin_policy: origin,
  origins: map(origin),
})

export const inAppBrowserShape = table({ allow_external_browser_settings_import: flag })

export const applicationShape = table({
  network: table({ enabled: flag, domains: map(access) }),
  storage: table({ default_project_parent: text, projectless_workspace_root: text }),
})
