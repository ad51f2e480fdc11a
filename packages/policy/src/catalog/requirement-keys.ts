import { type ClientVersion, recordedClients } from '../problem.ts'
import { cloudIgnoredKeys, type RequirementKey, requirementFields } from '../schema/requirements.ts'
import { olderFields } from '../schema/requirements-older.ts'
import type { Shape } from '../schema/shape.ts'
import { keyEffects, type Risk } from './key-effects.table.ts'
import { fieldsBelow, type NestedField, valuesOf } from './nested-fields.ts'

export interface RequirementKeyInfo {
  key: RequirementKey
  type: string
  summary: string
  /** Read from local files only: a policy that carries it changes nothing (or, for `config_server`, is refused). */
  cloudIgnored?: boolean
  example: string
  /** The only values it may have, or the only items of its list. */
  values?: readonly string[]
  /** What may stand below it. */
  fields: NestedField[]
  /** What holds when no policy says anything. */
  absent: string
  /** What a slip in it does. */
  risk: Risk
  /** What to know before using it. */
  docs: string
  /** The recorded clients that read it from a policy. */
  clients: readonly ClientVersion[]
}

const facts = {
  allowed_approval_policies: [
    'array of strings',
    'When Codex may ask for approval. The first value is the fallback.',
    'allowed_approval_policies = ["on-request", "untrusted"]',
  ],
  allowed_approvals_reviewers: [
    'array of strings',
    'Who may approve: the user or the automatic reviewer. The first value is the fallback.',
    'allowed_approvals_reviewers = ["user"]',
  ],
  allowed_sandbox_modes: [
    'array of strings',
    'Sandbox modes users may choose. Must contain "read-only".',
    'allowed_sandbox_modes = ["read-only", "workspace-write"]',
  ],
  remote_sandbox_config: [
    'array of tables',
    'Other sandbox modes for hosts whose name matches a pattern.',
    '[[remote_sandbox_config]]\nhostname_patterns = ["build-*"]\nallowed_sandbox_modes = ["read-only"]',
  ],
  allowed_permission_profiles: [
    'table of booleans',
    'The complete list of permission profiles users may choose.',
    '[allowed_permission_profiles]\n":read-only" = true\n":workspace" = true',
  ],
  default_permissions: [
    'string',
    'The permission profile a session starts with.',
    'default_permissions = ":read-only"\n\n[allowed_permission_profiles]\n":read-only" = true',
  ],
  permissions: [
    'table',
    'Files that must not be read, and managed permission profiles.',
    '[permissions.filesystem]\ndeny_read = ["~/.ssh/**"]',
  ],
  allowed_web_search_modes: [
    'array of strings',
    'Web search modes users may choose. Empty means none; "disabled" is always allowed.',
    'allowed_web_search_modes = ["cached"]',
  ],
  features: ['table of booleans', 'Features pinned on or off.', '[features]\ncomputer_use = false'],
  rules: [
    'table',
    'Commands that must be asked for or are forbidden.',
    '[[rules.prefix_rules]]\npattern = [{ token = "git" }, { token = "push" }]\ndecision = "prompt"',
  ],
  mcp_servers: [
    'table of tables',
    'The only MCP servers that stay enabled. An empty table disables all.',
    '[mcp_servers.docs]\nidentity = { url = "https://docs.example.com/mcp" }',
  ],
  plugins: [
    'table of tables',
    'The MCP servers of plugins that stay enabled.',
    '[plugins.tools.mcp_servers.docs]\nidentity = { command = "docs-mcp" }',
  ],
  marketplaces: [
    'table',
    'Where plugins may come from.',
    '[marketplaces]\nrestrict_to_allowed_sources = true\n\n[marketplaces.allowed_sources.ours]\nsource = "git"\nurl = "https://git.example.com/plugins.git"',
  ],
  apps: ['table of tables', 'Connectors and their tools.', '[apps.mail]\nenabled = false'],
  hooks: [
    'table',
    'Commands the client runs at points of a session.',
    '[[hooks.PreToolUse]]\nmatcher = "Bash"\nhooks = [{ type = "command", command = "/usr/local/bin/check", timeout = 10 }]',
  ],
  allow_managed_hooks_only: ['boolean', 'Ignores hooks of users, projects and plugins.', 'allow_managed_hooks_only = true'],
  guardian_policy_config: [
    'string',
    'What the automatic reviewer is told about your organisation.',
    'guardian_policy_config = "Never approve a deployment."',
  ],
  guardian_extra_policy: [
    'string',
    'More policy for the automatic reviewer.',
    'guardian_extra_policy = "Refuse uploads to other hosts."',
  ],
  auto_review: ['table', 'Models that need the automatic reviewer.', '[auto_review]\nrequired_on_models = ["acme-coder"]'],
  additional_developer_instructions: [
    'string',
    'Instructions added to every session.',
    'additional_developer_instructions = "Follow our coding rules."',
  ],
  models: [
    'table',
    'Model, reasoning effort and service tier of new threads; users may change them.',
    '[models.new_thread]\nmodel = "acme-coder"',
  ],
  model_provider: [
    'string',
    'The model provider every session uses.',
    'model_provider = "acme"\n\n[model_providers.acme]\nname = "Acme"\nbase_url = "https://models.example.com/v1"',
  ],
  model_providers: [
    'table of tables',
    'Model provider definitions that override the user’s.',
    '[model_providers.acme]\nname = "Acme"\nbase_url = "https://models.example.com/v1"\nwire_api = "responses"',
  ],
  otel: [
    'table',
    'Where the client sends its telemetry.',
    '[otel]\nlog_user_prompt = false\nexporter = { otlp-http = { endpoint = "https://otel.example.com/v1/logs", protocol = "json" } }',
  ],
  experimental_network: [
    'table',
    'The network commands may reach.',
    '[experimental_network]\nenabled = true\n\n[experimental_network.domains]\n"*.example.com" = "allow"',
  ],
  enforce_residency: ['string', 'Where requests must be processed; only "us".', 'enforce_residency = "us"'],
  allow_login_shell: ['boolean', 'Whether commands may run in a login shell.', 'allow_login_shell = false'],
  check_for_update_on_startup: ['boolean', 'Whether the client looks for updates.', 'check_for_update_on_startup = false'],
  feedback: ['table', 'Whether users may send feedback.', '[feedback]\nenabled = false'],
  sqlite_home: ['absolute path', 'Where the client keeps its database.', 'sqlite_home = "/var/lib/codex"'],
  log_dir: ['absolute path', 'Where the client writes logs.', 'log_dir = "/var/log/codex"'],
  model_catalog_json: [
    'absolute path',
    'A model catalogue file that exists on every device.',
    'model_catalog_json = "/etc/codex/models.json"',
  ],
  unsafe_enforce_sqlite_journal_mode: [
    'boolean',
    'Forces the journal mode of the client’s database.',
    'unsafe_enforce_sqlite_journal_mode = false',
  ],
  windows: ['table', 'The Windows sandbox.', '[windows]\nallowed_sandbox_implementations = ["elevated"]'],
  allow_browser_and_computer_use: ['boolean', 'Browser and computer use as a whole.', 'allow_browser_and_computer_use = false'],
  allow_appshots: ['boolean', 'Whether apps may be captured.', 'allow_appshots = false'],
  allow_remote_control: ['boolean', 'Whether the client may be controlled from elsewhere.', 'allow_remote_control = false'],
  computer_use: ['table', 'Limits of computer use on the desktop.', '[computer_use]\nallow_locked_computer_use = false'],
  browser_use: ['table', 'Limits of browser use on the desktop.', '[browser_use]\nallow_history_access = false'],
  in_app_browser: ['table', 'Limits of the in-app browser.', '[in_app_browser]\nallow_external_browser_settings_import = false'],
  application: [
    'table',
    'Network and storage of the desktop app.',
    '[application.storage]\ndefault_project_parent = "/srv/projects"',
  ],
  allowed_login_methods: [
    'array of strings',
    'Sign-in methods. Belongs in the device’s own requirements file.',
    'allowed_login_methods = ["chatgpt"]',
  ],
  allowed_chatgpt_workspaces: [
    'array of strings',
    'Workspaces users may sign in to. Belongs in the device’s own requirements file.',
    'allowed_chatgpt_workspaces = ["00000000-0000-0000-0000-000000000000"]',
  ],
  cli_auth_credentials_store: [
    'string',
    'Where credentials are kept. Belongs in the device’s own requirements file.',
    'cli_auth_credentials_store = "keyring"',
  ],
  chatgpt_base_url: [
    'string',
    'The server of the client. Belongs in the device’s own requirements file.',
    'chatgpt_base_url = "https://bailiwick.example.com/backend-api"',
  ],
  config_server: [
    'table',
    'A server of managed settings. Belongs in the device’s own requirements file; refused in a policy.',
    '[config_server]\nbase_url = "https://bailiwick.example.com/cfg"',
  ],
} satisfies Record<RequirementKey, [type: string, summary: string, example: string]>

/** All 46 keys of requirements.toml that client 0.169.0 knows, for the editor's completion and the reference page. */
export const requirementKeys: RequirementKeyInfo[] = Object.entries(facts).map(([key, [type, summary, example]]) => {
  const name = key as RequirementKey // the keys of `facts` are exactly these
  const localOnly: readonly string[] = [...cloudIgnoredKeys, 'config_server']
  const ignored = localOnly.includes(name)
  const shape: Shape = requirementFields[name]
  const values = valuesOf(shape)
  const [risk, absent, docs] = keyEffects[name]
  return {
    key: name,
    type,
    summary,
    example,
    ...(ignored ? { cloudIgnored: true } : {}),
    ...(values ? { values } : {}),
    fields: fieldsBelow(shape),
    absent,
    risk,
    docs,
    clients: ignored ? [] : recordedClients.filter((client) => client !== '0.130.0' || Object.hasOwn(olderFields, name)),
  }
})
