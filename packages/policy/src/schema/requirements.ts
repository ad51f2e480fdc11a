import { appsShape } from './apps.ts'
import { applicationShape, browserUseShape, computerUseShape, inAppBrowserShape, windowsShape } from './desktop.ts'
import { hooksShape } from './hooks.ts'
import { marketplacesShape, mcpServersShape, pluginsShape } from './mcp.ts'
import { networkShape } from './network.ts'
import { otelShape } from './otel.ts'
import { permissionsShape } from './permissions.ts'
import { modelProvidersShape } from './providers.ts'
import { anything, choice, type Fields, flag, inOrder, list, map, nonEmptyText, oneOf, required, table, text } from './shape.ts'

const sandboxModes = ['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'] as const
const approvalPolicies = ['untrusted', 'on-failure', 'on-request', 'never'] as const

const sandboxMode = choice(...sandboxModes)

const granular = inOrder(
  'sandbox_approval rules skill_approval? request_permissions? mcp_elicitations',
  table({
    sandbox_approval: required(flag),
    rules: required(flag),
    skill_approval: flag,
    request_permissions: flag,
    mcp_elicitations: required(flag),
  }),
)

export const approvalPolicy = {
  is: 'either',
  options: [choice(...approvalPolicies), oneOf({ granular: required(granular) })],
  expected: '"untrusted", "on-request", "never" or a granular table with sandbox_approval, rules and mcp_elicitations',
} as const

const patternItem = inOrder('token any_of', table({ token: text, any_of: list(text) }))
const prefixRule = inOrder(
  'canonical_matching pattern decision justification',
  table({
    pattern: required(list(patternItem)),
    canonical_matching: flag,
    decision: choice('allow', 'prompt', 'prompt-user', 'forbidden'),
    justification: text,
  }),
)
const remoteSandbox = inOrder(
  'hostname_patterns allowed_sandbox_modes',
  table({ hostname_patterns: required(list(text)), allowed_sandbox_modes: required(list(sandboxMode)) }),
)
const newThread = inOrder(
  'model model_reasoning_effort service_tier',
  table({ model: text, model_reasoning_effort: nonEmptyText, service_tier: text }),
)

/** The 46 top-level keys of requirements.toml of client 0.169.0 and their types. */
export const requirementFields = {
  allowed_approval_policies: list(approvalPolicy),
  allowed_approvals_reviewers: list(choice('user', 'auto_review', 'guardian_subagent')),
  allowed_sandbox_modes: list(sandboxMode),
  remote_sandbox_config: list(remoteSandbox),
  allowed_permission_profiles: map(flag),
  default_permissions: text,
  permissions: permissionsShape,
  allowed_web_search_modes: list(choice('disabled', 'cached', 'indexed', 'live')),
  features: map(flag),
  rules: inOrder('prefix_rules', table({ prefix_rules: required(list(prefixRule)) })),
  mcp_servers: mcpServersShape,
  plugins: pluginsShape,
  marketplaces: marketplacesShape,
  apps: appsShape,
  hooks: hooksShape,
  allow_managed_hooks_only: flag,
  guardian_policy_config: text,
  guardian_extra_policy: text,
  auto_review: inOrder('required_on_models ignore_rules', table({ required_on_models: list(text), ignore_rules: list(text) })),
  additional_developer_instructions: text,
  models: inOrder('new_thread', table({ new_thread: newThread })),
  model_provider: text,
  model_providers: modelProvidersShape,
  otel: otelShape,
  experimental_network: networkShape,
  enforce_residency: choice('us'),
  allow_login_shell: flag,
  check_for_update_on_startup: flag,
  feedback: inOrder('enabled', table({ enabled: flag })),
  sqlite_home: text,
  log_dir: text,
  model_catalog_json: text,
  unsafe_enforce_sqlite_journal_mode: flag,
  windows: windowsShape,
  allow_browser_and_computer_use: flag,
  allow_appshots: flag,
  allow_remote_control: flag,
  computer_use: computerUseShape,
  browser_use: browserUseShape,
  in_app_browser: inAppBrowserShape,
  application: applicationShape,
  allowed_login_methods: anything,
  allowed_chatgpt_workspaces: anything,
  cli_auth_credentials_store: anything,
  chatgpt_base_url: anything,
  config_server: anything,
} satisfies Fields

export type RequirementKey = keyof typeof requirementFields

/** Other spellings the client reads (0.169.0); writing a key in both spellings is refused. */
export const aliases = { feature_requirements: 'features', network_proxy: 'experimental_network' } as const

/** Keys the client reads from local files only; in the bundle it ignores them whatever their type. */
export const cloudIgnoredKeys = [
  'allowed_login_methods',
  'allowed_chatgpt_workspaces',
  'cli_auth_credentials_store',
  'chatgpt_base_url',
] as const
