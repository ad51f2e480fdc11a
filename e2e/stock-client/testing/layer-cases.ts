import type { Layers } from './layered-device.ts'

const part = (id: string, contents: string) => ({ id, name: `Part ${id}`, contents })
const cloud = (...contents: string[]) => contents.map((it, index) => part(`r${index + 1}`, it))
const defaults = (...contents: string[]) => contents.map((it, index) => part(`d${index + 1}`, it))

const readOnly = 'allowed_sandbox_modes = ["read-only"]\n'
const writing = 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n'
const provider = (name: string) => `name = "${name}"\nbase_url = "http://127.0.0.1:9/${name}"\nwire_api = "responses"\n`
const forced = `model_provider = "bw"\n[model_providers.bw]\n${provider('house')}`

/** Combinations of layers, each about one question of who wins. */
export const layerCases: Record<string, Layers> = {
  'nothing at all': {},
  'a user alone': { userConfig: 'model = "user"\napproval_policy = "never"\n' },
  'every configuration layer sets the model': {
    systemConfig: 'model = "system"\nreview_model = "system"\n',
    cloudDefaults: defaults('model = "cloud"\nreview_model = "cloud"\nmodel_verbosity = "low"\n'),
    userConfig: 'model = "user"\nmodel_verbosity = "high"\n',
    projectConfig: 'model = "project"\n',
    projectTrusted: true,
    sessionFlags: 'model="flag"',
    managedConfig: 'model = "managed"\n',
  },
  'without managed_config the flag wins': { userConfig: 'model = "user"\n', sessionFlags: 'model="flag"' },
  'a trusted project beats the user': {
    userConfig: 'model = "user"\n',
    projectConfig: 'model = "project"\n',
    projectTrusted: true,
  },
  'an untrusted project counts for nothing': { userConfig: 'model = "user"\n', projectConfig: 'model = "project"\n' },
  'the user beats managed defaults': { userConfig: 'model = "user"\n', cloudDefaults: defaults('model = "cloud"\n') },
  'managed defaults beat the system’s': { systemConfig: 'model = "system"\n', cloudDefaults: defaults('model = "cloud"\n') },
  'of two defaults the first wins, key by key': {
    cloudDefaults: defaults(
      'model = "first"\n[tui]\nanimations = true\n',
      'model = "second"\nreview_model = "second"\n[tui]\nanimations = false\nalternate_screen = "never"\n',
    ),
  },
  'tables of all layers merge by key': {
    systemConfig: '[shell_environment_policy]\ninherit = "none"\n',
    cloudDefaults: defaults('[shell_environment_policy.set]\nA = "cloud"\nB = "cloud"\n'),
    userConfig: '[shell_environment_policy.set]\nA = "user"\n',
  },
  'a project may not choose the provider': {
    projectTrusted: true,
    projectConfig: `model_provider = "evil"\nmodel = "project"\nopenai_base_url = "http://127.0.0.1:9"\n[model_providers.evil]\n${provider('evil')}[otel]\nexporter = "none"\n`,
  },
  'cloud requirements beat the system file': { systemRequirements: readOnly, cloudRequirements: cloud(writing) },
  'the system file fills what the cloud leaves open': {
    systemRequirements: `${readOnly}allow_login_shell = false\n`,
    cloudRequirements: cloud('allowed_approval_policies = ["untrusted"]\n'),
  },
  'the first cloud fragment wins': { cloudRequirements: cloud(readOnly, writing, 'allow_login_shell = true\n') },
  'managed_config beats the cloud: sandbox': {
    managedConfig: 'sandbox_mode = "workspace-write"\n',
    cloudRequirements: cloud(readOnly),
  },
  'managed_config beats the cloud: full access': {
    managedConfig: 'sandbox_mode = "danger-full-access"\n',
    cloudRequirements: cloud(readOnly),
  },
  'managed_config holds the user: sandbox': {
    managedConfig: 'sandbox_mode = "read-only"\n',
    userConfig: 'sandbox_mode = "workspace-write"\n',
  },
  'managed_config beats system and cloud: approval': {
    systemRequirements: 'allowed_approval_policies = ["untrusted"]\n',
    managedConfig: 'approval_policy = "never"\n',
    cloudRequirements: cloud('allowed_approval_policies = ["on-request"]\n'),
  },
  'managed_config: the user as reviewer': { managedConfig: 'approvals_reviewer = "user"\n' },
  'managed_config: the automatic reviewer leaves the user allowed': { managedConfig: 'approvals_reviewer = "auto_review"\n' },
  'managed_config: granular approval': {
    managedConfig: 'approval_policy = { granular = { sandbox_approval = true, rules = true, mcp_elicitations = false } }\n',
  },
  'managed_config without legacy fields requires nothing': {
    managedConfig: 'model = "managed"\n',
    cloudRequirements: cloud(readOnly),
    sessionFlags: 'model="flag"',
  },
  'a requirement clamps managed_config': {
    managedConfig: 'web_search = "live"\n',
    cloudRequirements: cloud('allowed_web_search_modes = ["cached"]\n'),
  },
  'approval: what is not allowed becomes the first': {
    userConfig: 'approval_policy = "never"\n',
    cloudRequirements: cloud('allowed_approval_policies = ["untrusted", "on-request"]\n'),
  },
  'approval: what is allowed stays': {
    userConfig: 'approval_policy = "on-request"\n',
    cloudRequirements: cloud('allowed_approval_policies = ["untrusted", "on-request"]\n'),
  },
  'approval: the client’s own default is held without a word': {
    cloudRequirements: cloud('allowed_approval_policies = ["never"]\n'),
  },
  'reviewer: what is not allowed becomes the first': {
    userConfig: 'approvals_reviewer = "auto_review"\n',
    cloudRequirements: cloud('allowed_approvals_reviewers = ["user"]\n'),
  },
  'reviewer: the client’s own default is held without a word': {
    cloudRequirements: cloud('allowed_approvals_reviewers = ["auto_review"]\n'),
  },
  'sandbox: a flag is clamped as well': { sessionFlags: 'sandbox_mode="danger-full-access"', cloudRequirements: cloud(writing) },
  'sandbox: a trusted project’s default is clamped': { projectTrusted: true, cloudRequirements: cloud(readOnly) },
  'sandbox: a trusted project writes': { projectTrusted: true, cloudRequirements: cloud(writing) },
  'sandbox: files that must not be read rule out full access': {
    userConfig: 'sandbox_mode = "danger-full-access"\n',
    cloudRequirements: cloud('[permissions.filesystem]\ndeny_read = ["/etc/shadow"]\n'),
  },
  'sandbox: a host entry replaces the list of its own layer': {
    systemRequirements: `${writing}[[remote_sandbox_config]]\nhostname_patterns = ["*"]\nallowed_sandbox_modes = ["read-only"]\n`,
    userConfig: 'sandbox_mode = "workspace-write"\n',
  },
  'sandbox: the cloud’s list beats a host entry of the system': {
    systemRequirements: '[[remote_sandbox_config]]\nhostname_patterns = ["*"]\nallowed_sandbox_modes = ["read-only"]\n',
    cloudRequirements: cloud(writing),
    userConfig: 'sandbox_mode = "workspace-write"\n',
  },
  'web search: falls back to what is nearest to cached': {
    userConfig: 'web_search = "cached"\n',
    cloudRequirements: cloud('allowed_web_search_modes = ["live", "indexed"]\n'),
  },
  'web search: nothing allowed': { cloudRequirements: cloud('allowed_web_search_modes = []\n') },
  'web search: disabled is always allowed': {
    userConfig: 'web_search = "disabled"\n',
    cloudRequirements: cloud('allowed_web_search_modes = ["live"]\n'),
  },
  'a forced provider beats the user’s choice and definition': {
    cloudRequirements: cloud(forced),
    userConfig: `model_provider = "evil"\n[model_providers.evil]\n${provider('evil')}[model_providers.bw]\n${provider('mine')}`,
  },
  'the cloud’s provider beats the system’s': {
    systemRequirements: `model_provider = "sys"\n[model_providers.sys]\n${provider('sys')}`,
    cloudRequirements: cloud(forced),
  },
  'exact keys override the user': {
    cloudRequirements: cloud('check_for_update_on_startup = false\nallow_login_shell = false\nlog_dir = "/tmp/codex-log"\n'),
    userConfig: 'check_for_update_on_startup = true\nallow_login_shell = true\nlog_dir = "/tmp/other-log"\n',
  },
  'an exact key that says the same says nothing': {
    cloudRequirements: cloud('check_for_update_on_startup = false\n'),
    userConfig: 'check_for_update_on_startup = false\n',
  },
  'otel and feedback are required setting by setting': {
    cloudRequirements: cloud('[feedback]\nenabled = false\n[otel]\nmetrics_exporter = "none"\nlog_user_prompt = false\n'),
    userConfig: '[feedback]\nenabled = true\n[otel]\nlog_user_prompt = true\nenvironment = "user"\n',
  },
  'otel of two layers merges': {
    systemRequirements: '[otel]\nenvironment = "system"\nmetrics_exporter = "none"\n',
    cloudRequirements: cloud('[otel]\nenvironment = "cloud"\n'),
  },
  'features of all layers merge, the highest wins': {
    systemRequirements: '[features]\nbrowser_use = false\nshell_tool = true\n',
    cloudRequirements: cloud('[features]\nshell_tool = false\n'),
    userConfig: '[features]\nshell_tool = true\nbrowser_use = false\n',
    managedConfig: '[features]\nbrowser_use = true\n',
  },
  'permission profiles: what is not allowed becomes the default': {
    cloudRequirements: cloud(
      'default_permissions = ":read-only"\n[allowed_permission_profiles]\n":read-only" = true\n":workspace" = false\n',
    ),
    userConfig: 'default_permissions = ":workspace"\n',
  },
  'permission profiles: an older sandbox mode is not looked at': {
    cloudRequirements: cloud('[allowed_permission_profiles]\n":read-only" = true\n":workspace" = true\n'),
    userConfig: 'sandbox_mode = "danger-full-access"\n',
  },
  'permission profiles of two layers merge by name': {
    systemRequirements: '[allowed_permission_profiles]\n":read-only" = true\n":workspace" = true\n',
    cloudRequirements: cloud('[allowed_permission_profiles]\n":danger-full-access" = false\n'),
  },
  'hooks of all layers add up': {
    systemRequirements: '[hooks]\nPreToolUse = [{ matcher = "S", hooks = [{ type = "command", command = "/bin/true" }] }]\n',
    cloudRequirements: cloud(
      '[hooks]\nPreToolUse = [{ matcher = "C", hooks = [{ type = "command", command = "/bin/true", timeout = 5 }] }]\n',
    ),
  },
  'network domains merge': {
    systemRequirements: '[experimental_network]\nenabled = true\ndomains = { "a.example" = "allow", "b.example" = "allow" }\n',
    cloudRequirements: cloud('[experimental_network]\ndomains = { "b.example" = "deny" }\n'),
  },
  'models for new threads merge': {
    systemRequirements: '[models.new_thread]\nmodel = "system"\nservice_tier = "fast"\n',
    cloudRequirements: cloud('[models.new_thread]\nmodel = "cloud"\n'),
  },
  'local keys count in the system file': {
    systemRequirements: 'allowed_login_methods = ["chatgpt"]\ncli_auth_credentials_store = "file"\n',
  },
  'local keys count for nothing in the cloud': {
    cloudRequirements: cloud(
      'allowed_login_methods = ["api"]\nchatgpt_base_url = "http://127.0.0.1:9"\nallow_login_shell = false\n',
    ),
  },
  'a relative path starts at its file': {
    systemRequirements: 'sqlite_home = "data"\n',
    cloudRequirements: cloud('log_dir = "~/log"\n'),
  },
  'a retired approval policy ends everything': { userConfig: 'model = "user"\napproval_policy = "untrusted"\n' },
  'a retired approval policy that something above replaces does not matter': {
    userConfig: 'approval_policy = "untrusted"\n',
    sessionFlags: 'approval_policy="never"',
  },
  'an unreadable system file ends everything': { systemRequirements: 'allowed_sandbox_modes = [\n' },
  'an unreadable managed_config ends everything': { managedConfig: 'model =\n' },
  'an unreadable user file ends everything': { userConfig: 'model = [\n' },
}
