import type { RequirementKey } from '../schema/requirements.ts'

/** `limits`: holds users back. `opens`: can give more than it seems to. `breaks`: a wrong value stops every client. */
export type Risk = 'none' | 'limits' | 'opens' | 'breaks'

/** For each key: what a slip in it does, what holds without it, and what an administrator should know before using it (client 0.169.0). */
export const keyEffects = {
  allowed_approval_policies: [
    'limits',
    'Users choose when they are asked.',
    'A user’s value outside the list becomes the first one, with a warning. An empty list is refused.',
  ],
  allowed_approvals_reviewers: [
    'limits',
    'The user or the automatic reviewer may approve.',
    'A value outside the list becomes the first one. An empty list is refused.',
  ],
  allowed_sandbox_modes: [
    'limits',
    'Users may choose any sandbox mode, none included.',
    'What is not listed falls back to read-only, also for --dangerously-bypass-approvals-and-sandbox. A list without read-only is refused.',
  ],
  remote_sandbox_config: [
    'limits',
    'allowed_sandbox_modes holds on every device.',
    'The first entry with a pattern that fits the device’s name replaces allowed_sandbox_modes of the same document. The name is compared without case; * and ? are wildcards.',
  ],
  allowed_permission_profiles: [
    'limits',
    'Users may choose any permission profile.',
    'The list is complete: what is left out is denied. Each name must be one of the client’s own or defined in permissions.',
  ],
  default_permissions: [
    'breaks',
    'The client’s own default, :workspace when it and :read-only are allowed.',
    'Needs allowed_permission_profiles, with this profile set to true there.',
  ],
  permissions: [
    'limits',
    'No file is closed to reading, and there are no managed profiles.',
    'filesystem.deny_read adds up over all documents and makes full access impossible. Only paths that begin with / or ~/ protect anything; other names define profiles.',
  ],
  allowed_web_search_modes: [
    'limits',
    'Users may search the live web.',
    'An empty list switches web search off. disabled is always allowed; the fallback is cached, then indexed, then live.',
  ],
  features: [
    'limits',
    'Users switch features on and off.',
    'A pin overrides the user without a warning. Names the client does not know are ignored.',
  ],
  rules: [
    'limits',
    'No command is forbidden or asked for by name.',
    'Patterns are compared with the first words of a command; the strictest rule wins. Lines with redirects, variables, wildcards, assignments or & are not taken apart, so a rule is no replacement for the sandbox.',
  ],
  mcp_servers: [
    'limits',
    'Users may add any MCP server.',
    'Only servers whose name and identity are listed stay enabled; an empty table disables all. A plain command is compared without its arguments.',
  ],
  plugins: [
    'limits',
    'MCP servers of plugins are not limited.',
    'For each plugin the servers that stay enabled, as in mcp_servers.',
  ],
  marketplaces: [
    'limits',
    'Plugins may come from any marketplace.',
    'Sources count only with restrict_to_allowed_sources = true. Unknown fields are refused.',
  ],
  apps: ['limits', 'Users decide about connectors.', 'enabled = false from any document wins.'],
  hooks: [
    'breaks',
    'There are no managed hooks.',
    'Hooks run outside the sandbox, on every device. An empty command, a type prompt or agent, or a matcher that is no regular expression stops every session.',
  ],
  allow_managed_hooks_only: [
    'limits',
    'Hooks of users, projects and plugins run.',
    'With true only the hooks of the policy run.',
  ],
  guardian_policy_config: [
    'none',
    'The automatic reviewer has its own text.',
    'Replaces what the reviewer is told about the organisation. A blank text is ignored.',
  ],
  guardian_extra_policy: [
    'none',
    'The automatic reviewer is told nothing more.',
    'Is added to what the reviewer is told. A blank text is ignored.',
  ],
  auto_review: [
    'limits',
    'No model needs the automatic reviewer.',
    'required_on_models adds up over all documents; names carry no slash and no blank.',
  ],
  additional_developer_instructions: [
    'none',
    'Sessions get no instructions from the policy.',
    'Up to about 39,000 bytes; a longer text is refused. Instructions ask, they do not enforce.',
  ],
  models: ['none', 'New threads begin with the client’s own model.', 'Initial values only: users may change them.'],
  model_provider: [
    'breaks',
    'Users choose the model provider.',
    'Overrides users with a warning. The provider must be built in or defined; Bailiwick forces its own gateway unless the policy names another.',
  ],
  model_providers: [
    'opens',
    'Users define providers.',
    'Overrides what users define under the same name: all model traffic goes where base_url says. openai cannot be redefined.',
  ],
  otel: [
    'opens',
    'The client’s own telemetry settings.',
    'Overrides the user’s. With log_user_prompt = true telemetry contains what users write. Unknown fields are refused.',
  ],
  experimental_network: [
    'opens',
    'A sandbox with network reaches every host.',
    'Nothing counts without enabled = true. A denial wins, *.x stands for subdomains only, **.x for x as well. It gives a sandbox no network, and does not hold where the sandbox is off.',
  ],
  enforce_residency: ['limits', 'Requests may be processed anywhere.', 'Sends the residency header; only us exists.'],
  allow_login_shell: ['limits', 'Users decide.', 'An exact value: the user’s own is overridden.'],
  check_for_update_on_startup: ['none', 'Users decide.', 'An exact value: the user’s own is overridden.'],
  feedback: ['limits', 'Users may send feedback to the vendor.', 'enabled = false takes the command away.'],
  sqlite_home: ['none', 'Below the client’s own folder.', 'An absolute path, or one below the home with ~/.'],
  log_dir: ['none', 'Below the client’s own folder.', 'An absolute path, or one below the home with ~/.'],
  model_catalog_json: [
    'breaks',
    'The client’s own list of models, or the gateway’s.',
    'A device where the file is missing or is not JSON cannot start the client: serve models from the gateway instead.',
  ],
  unsafe_enforce_sqlite_journal_mode: ['none', 'The client chooses.', 'For support cases only.'],
  windows: ['limits', 'Users choose the Windows sandbox.', 'Has an effect on Windows only. An empty list is refused.'],
  allow_browser_and_computer_use: [
    'limits',
    'Browser and computer use as the user wants.',
    'For the desktop app and surfaces that can do either.',
  ],
  allow_appshots: ['limits', 'Apps may be captured.', 'For the desktop app.'],
  allow_remote_control: ['limits', 'The client may be controlled from elsewhere.', 'An exact value.'],
  computer_use: [
    'limits',
    'Users decide app by app.',
    'For the desktop app: which apps may be used, and how long an approval lasts.',
  ],
  browser_use: ['limits', 'Users decide site by site.', 'For the desktop app: which origins may be used, and for what.'],
  in_app_browser: ['limits', 'Settings of other browsers may be imported.', 'For the desktop app.'],
  application: [
    'breaks',
    'The desktop app’s own network and folders.',
    'network.enabled = true has been seen to cut the command-line client off from its model server.',
  ],
  allowed_login_methods: [
    'none',
    'Any sign-in method.',
    'In a policy from the server it is ignored: put it into /etc/codex/requirements.toml.',
  ],
  allowed_chatgpt_workspaces: [
    'none',
    'Any workspace.',
    'In a policy from the server it is ignored: put it into /etc/codex/requirements.toml.',
  ],
  cli_auth_credentials_store: [
    'none',
    'The client chooses.',
    'In a policy from the server it is ignored: put it into /etc/codex/requirements.toml.',
  ],
  chatgpt_base_url: [
    'none',
    'The vendor’s server.',
    'In a policy from the server it is ignored: put it into /etc/codex/requirements.toml.',
  ],
  config_server: [
    'breaks',
    'Settings come from the signed-in workspace.',
    'A policy from the server that carries it is refused: put it into /etc/codex/requirements.toml.',
  ],
} satisfies Record<RequirementKey, [risk: Risk, absent: string, docs: string]>
