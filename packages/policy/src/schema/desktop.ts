import { choice, flag, inOrder, list, map, required, strictTable, table, text } from './shape.ts'

const access = choice('allow', 'deny')

export const windowsShape = inOrder(
  'allowed_sandbox_implementations allow_mxc require_mxc',
  table({ allowed_sandbox_implementations: list(choice('elevated', 'unelevated')), allow_mxc: flag, require_mxc: flag }),
)

const exe = inOrder(
  'publisher_name product_name binary_name access',
  table({ publisher_name: required(text), product_name: required(text), binary_name: text, access: required(access) }),
)

export const computerUseShape = inOrder(
  'allow_locked_computer_use allow_persistent_approval default_app_access macos windows',
  table({
    allow_locked_computer_use: flag,
    allow_persistent_approval: flag,
    default_app_access: access,
    macos: inOrder('bundle_ids', table({ bundle_ids: map(access) })),
    windows: inOrder('aumids exes', table({ aumids: map(access), exes: list(exe) })),
  }),
)

const originPolicy = inOrder(
  'access downloads uploads full_cdp_access auto_review persistent_approval access_approval_lifetime',
  table({
    access,
    uploads: access,
    downloads: access,
    full_cdp_access: access,
    auto_review: access,
    persistent_approval: flag,
    access_approval_lifetime: choice('turn', 'thread'),
  }),
)

const requestHeader = inOrder('name value', strictTable({ name: required(text), value: required(text) }))

export const browserUseShape = inOrder(
  'extension allow_webmcp allow_history_access disable_auto_review allow_global_persistent_approval default_origin_policy origins',
  table({
    allow_history_access: flag,
    allow_global_persistent_approval: flag,
    allow_webmcp: flag,
    disable_auto_review: flag,
    extension: inOrder('request_headers', table({ request_headers: list(requestHeader) })),
    default_origin_policy: originPolicy,
    origins: map(originPolicy),
  }),
)

export const inAppBrowserShape = inOrder(
  'allow_external_browser_settings_import',
  table({ allow_external_browser_settings_import: flag }),
)

export const applicationShape = inOrder(
  'network storage',
  strictTable({
    network: inOrder('enabled domains?', strictTable({ enabled: flag, domains: map(access) })),
    storage: inOrder(
      'default_project_parent? projectless_workspace_root?',
      strictTable({ default_project_parent: text, projectless_workspace_root: text }),
    ),
  }),
)
