import { choice, flag, list, map, required, strictTable, table, text } from './shape.ts'

const access = choice('allow', 'deny')

export const windowsShape = table({
  allowed_sandbox_implementations: list(choice('elevated', 'unelevated')),
  allow_mxc: flag,
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

const originPolicy = table({
  access,
  uploads: access,
  downloads: access,
  full_cdp_access: access,
  auto_review: access,
  persistent_approval: flag,
  access_approval_lifetime: choice('turn', 'thread'),
})

export const browserUseShape = table({
  allow_history_access: flag,
  allow_global_persistent_approval: flag,
  allow_webmcp: flag,
  disable_auto_review: flag,
  extension: table({ request_headers: list(strictTable({ name: required(text), value: required(text) })) }),
  default_origin_policy: originPolicy,
  origins: map(originPolicy),
})

export const inAppBrowserShape = table({ allow_external_browser_settings_import: flag })

export const applicationShape = strictTable({
  network: strictTable({ enabled: flag, domains: map(access) }),
  storage: strictTable({ default_project_parent: text, projectless_workspace_root: text }),
})
