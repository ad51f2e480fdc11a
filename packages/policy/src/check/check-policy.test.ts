import { describe, expect, test } from 'vitest'
import { checkPolicy, policyTemplates, requirementKeys } from '../index.ts'
import type { ProblemCode, Verdict } from '../problem.ts'

/** Sections are those of the client's rules: §18.n, or the key table §7. */
const cases: [section: string, document: string, verdict: Verdict, code?: ProblemCode][] = [
  ['5.3 not TOML', 'a = [', 'refused', 'toml_syntax'],
  ['18.1 byte order mark and CRLF', '\uFEFFallow_appshots = true\r\n', 'accepted'],
  ['18.1 TOML 1.1', 'feedback = {\n  enabled = true,\n}\n', 'accepted'],
  ['18.1 bare CR', 'allow_appshots = true\rallow_login_shell = true', 'refused', 'toml_syntax'],
  ['18.1 too deep', `a = ${'['.repeat(90)}${']'.repeat(90)}`, 'refused', 'toml_too_deep'],
  ['18.1 beyond int64', 'a = 9223372036854775808', 'refused', 'toml_syntax'],
  ['18.2 unknown key', 'colour = "red"', 'accepted', 'unknown_key'],
  ['18.2 strict table', '[otel]\ncolour = "red"', 'refused', 'unknown_key_refused'],
  ['18.2 case of a value', 'allowed_sandbox_modes = ["Read-Only"]', 'refused', 'unknown_value'],
  ['18.3 a date passes as a string', 'guardian_policy_config = 2024-01-01', 'accepted'],
  ['18.4 approvals', 'allowed_approval_policies = ["on-request", "on-failure"]', 'accepted'],
  ['18.4 no approval', 'allowed_approval_policies = []', 'refused', 'empty_list'],
  ['18.4 no reviewer', 'allowed_approvals_reviewers = []', 'refused', 'empty_list'],
  ['18.4 granular', 'allowed_approval_policies = [{granular={sandbox_approval=true,rules=true}}]', 'refused', 'missing_field'],
  ['18.5 read-only is missing', 'allowed_sandbox_modes = ["workspace-write"]', 'refused', 'sandbox_needs_read_only'],
  ['18.5 host entry', 'remote_sandbox_config = [{hostname_patterns=["b-*"]}]', 'refused', 'missing_field'],
  [
    '18.5 host entry without read-only',
    'remote_sandbox_config=[{hostname_patterns=["b"],allowed_sandbox_modes=[]}]',
    'accepted',
    'sandbox_needs_read_only',
  ],
  ['18.5 every host', 'remote_sandbox_config=[{hostname_patterns=["*"],allowed_sandbox_modes=["read-only"]}]', 'accepted'],
  ['18.6 web search', 'allowed_web_search_modes = []', 'accepted'],
  ['18.7 default without list', 'default_permissions = ":read-only"', 'refused', 'permission_default'],
  ['18.7 list without default', 'allowed_permission_profiles = {":read-only" = true}', 'refused', 'permission_default'],
  [
    '18.7 undefined profile',
    'allowed_permission_profiles={":read-only"=true,":workspace"=true,x=false}',
    'refused',
    'permission_profile',
  ],
  ['18.7 reserved name', 'permissions = {":x" = {}}', 'refused', 'permission_profile'],
  ['18.7 network is no profile', 'permissions = {network = {}}', 'refused', 'permission_profile'],
  [
    '18.7 circle',
    'default_permissions="p"\nallowed_permission_profiles={p=true}\npermissions={p={extends="q"},q={extends="p"}}',
    'refused',
    'permission_profile',
  ],
  [
    '18.7 relative path',
    'default_permissions="p"\nallowed_permission_profiles={p=true}\npermissions={p={filesystem={"x"="read"}}}',
    'refused',
    'permission_path',
  ],
  ['18.8 deny_read', 'permissions = {filesystem = {deny_read = ["/srv/secret", "~/.ssh/**"]}}', 'accepted'],
  ['18.8 relative', 'permissions = {filesystem = {deny_read = ["**/.env"]}}', 'accepted', 'path_not_effective'],
  ['18.8 Windows path', `permissions = {filesystem = {deny_read = ['C:\\x']}}`, 'refused', 'deny_read_path'],
  ['18.8 empty', 'permissions = {filesystem = {deny_read = [""]}}', 'refused', 'deny_read_path'],
  ['18.8 catalogue', 'model_catalog_json = "/etc/models.json"', 'refused', 'path_must_exist'],
  ['18.8 relative folder', 'log_dir = "logs"', 'accepted', 'path_relative'],
  ['18.9 feature', 'features = {computer_use = "no"}', 'refused', 'type_mismatch'],
  ['18.9 unknown feature', 'features = {computer_usage = false}', 'accepted', 'feature_unknown'],
  ['18.9 both spellings', 'features = {}\nfeature_requirements = {}', 'refused', 'feature_spelled_twice'],
  ['18.10 mixed lists', 'experimental_network = {domains = {}, denied_domains = []}', 'refused', 'network_mixed_lists'],
  ['18.10 port', 'experimental_network = {http_port = 65536}', 'refused', 'out_of_range'],
  ['18.10 star', 'experimental_network = {allowed_domains = ["*"]}', 'refused', 'network_pattern_refused'],
  [
    '18.10 scheme',
    'experimental_network = {enabled=true, allowed_domains = ["https://a.com"]}',
    'breaks_sessions',
    'network_pattern_breaks',
  ],
  [
    '18.10 CIDR',
    'experimental_network = {enabled=true, denied_domains = ["10.0.0.0/8"]}',
    'breaks_sessions',
    'network_pattern_breaks',
  ],
  ['18.10 not enabled', 'experimental_network = {allowed_domains = ["a.com"]}', 'accepted', 'network_not_enabled'],
  [
    '18.10 other spelling',
    'network_proxy = {enabled=true, allowed_domains = ["https://a.com"]}',
    'breaks_sessions',
    'network_pattern_breaks',
  ],
  [
    '18.10 socket',
    'experimental_network = {enabled=true, unix_sockets={"x"="allow"}}',
    'breaks_sessions',
    'network_pattern_breaks',
  ],
  ['18.11 no rules', 'rules = {prefix_rules = []}', 'refused', 'rule_empty'],
  ['18.11 no decision', 'rules = {prefix_rules = [{pattern=[{token="a"}]}]}', 'refused', 'rule_decision_missing'],
  ['18.11 allow', 'rules = {prefix_rules = [{pattern=[{token="a"}],decision="allow"}]}', 'refused', 'rule_decision_allow'],
  ['18.11 both', 'rules = {prefix_rules = [{pattern=[{token="a",any_of=["b"]}],decision="prompt"}]}', 'refused', 'rule_pattern'],
  ['18.11 blank', 'rules = {prefix_rules = [{pattern=[{token=" "}],decision="prompt"}]}', 'refused', 'rule_blank_token'],
  [
    '18.11 two words',
    'rules = {prefix_rules = [{pattern=[{token="git push"}],decision="prompt"}]}',
    'accepted',
    'rule_word_with_blank',
  ],
  ['18.11 prompt-user', 'rules = {prefix_rules = [{pattern=[{token="a"}],decision="prompt-user"}]}', 'accepted'],
  ['18.12 identity', 'mcp_servers = {a = {}}', 'refused', 'missing_field'],
  ['18.12 look-around', 'mcp_servers={a={identity={url={match="regex",expression="(?=x)"}}}}', 'refused', 'mcp_regex'],
  ['18.12 value for a regex', 'mcp_servers={a={identity={url={match="regex",value="x"}}}}', 'refused'],
  ['18.12 none', 'mcp_servers = {}', 'accepted', 'mcp_none_allowed'],
  ['18.13 command', 'hooks={PreToolUse=[{hooks=[{type="command"}]}]}', 'refused', 'missing_field'],
  ['18.13 prompt', 'hooks={PreToolUse=[{hooks=[{type="prompt"}]}]}', 'breaks_sessions', 'hook_breaks'],
  ['18.13 empty command', 'hooks={PreToolUse=[{hooks=[{type="command",command=""}]}]}', 'breaks_sessions', 'hook_breaks'],
  ['18.13 matcher', 'hooks={PreToolUse=[{matcher="(",hooks=[{type="command",command="a"}]}]}', 'breaks_sessions', 'hook_breaks'],
  ['18.13 timeout', 'hooks={PreToolUse=[{hooks=[{type="command",command="a",timeout=-1}]}]}', 'refused', 'out_of_range'],
  ['18.13 misspelt event', 'hooks={pretooluse=1}', 'accepted', 'hook_event_unknown'],
  ['18.14 provider', 'model_provider = "acme"', 'refused', 'model_provider_unknown'],
  ['18.14 own provider', 'model_provider = "ollama"', 'accepted'],
  ['18.14 redefined', 'model_providers = {openai = {name = "x"}}', 'refused', 'model_provider_reserved'],
  ['18.14 no name', 'model_providers = {acme = {}}', 'refused', 'model_provider_invalid'],
  ['18.14 chat', 'model_providers = {acme = {name="x",wire_api="chat"}}', 'refused', 'model_provider_invalid'],
  ['18.15 longest', `additional_developer_instructions = "${'x'.repeat(39_831)}"`, 'accepted'],
  ['18.15 too long', `additional_developer_instructions = "${'x'.repeat(39_832)}"`, 'refused', 'instructions_too_long'],
  ['18.16 slug', 'auto_review = {required_on_models = ["a/b"]}', 'refused', 'auto_review_model'],
  ['18.16 Windows', 'windows = {allowed_sandbox_implementations = ["mxc"]}', 'refused', 'unknown_value'],
  ['18.16 Windows, none', 'windows = {allowed_sandbox_implementations = []}', 'refused', 'empty_list'],
  ['18.17 exporter', 'otel = {exporter = {otlp-http = {endpoint = "x"}}}', 'refused', 'missing_field'],
  [
    '18.17 two exporters',
    'otel = {exporter = {otlp-http = {endpoint="x",protocol="json"}, otlp-grpc = {endpoint="x"}}}',
    'refused',
  ],
  ['18.18 host', 'application = {network = {domains = {"*.a.com" = "allow"}}}', 'refused', 'application_domain'],
  ['18.18 storage', 'application = {storage = {default_project_parent = "x"}}', 'refused', 'application_path'],
  ['18.18 own traffic', 'application = {network = {enabled = true}}', 'breaks_sessions', 'application_network_blocks_client'],
  ['18.18 residency', 'enforce_residency = "eu"', 'refused', 'unknown_value'],
  ['18.19 config_server', '[config_server]', 'refused', 'local_only_key'],
  ['18.19 login keys', 'chatgpt_base_url = 1\nallowed_login_methods = 2', 'accepted', 'cloud_ignored_key'],
  ['18.20 swallowed', '[features]\nallow_appshots = false', 'accepted', 'misplaced_key'],
  ['18.20 refused', '[otel]\nallow_appshots = false', 'refused', 'unknown_key_refused'],
]

test.each(cases)('%s: %s', (_section, document, verdict, code) => {
  const check = checkPolicy(document)
  expect(check.verdict).toBe(verdict)
  if (code) expect(check.problems.map((problem) => problem.code)).toContain(code)
})

const wrongType: Record<string, string> = { boolean: '"yes"', string: '[1]', 'absolute path': 'false' }
const parsed = requirementKeys.filter(({ cloudIgnored }) => !cloudIgnored)

describe('all 46 keys (§7)', () => {
  test('are listed once', () => {
    expect(new Set(requirementKeys.map(({ key }) => key)).size).toBe(46)
    expect(requirementKeys.filter(({ cloudIgnored }) => cloudIgnored).map(({ key }) => key)).toEqual([
      'allowed_login_methods',
      'allowed_chatgpt_workspaces',
      'cli_auth_credentials_store',
      'chatgpt_base_url',
      'config_server',
    ])
  })

  test.each(parsed.filter(({ key }) => key !== 'model_catalog_json'))('the example of $key is accepted', ({ key, example }) => {
    const check = checkPolicy(example)
    expect(check.verdict).toBe('accepted')
    expect(check.problems.filter(({ severity, code }) => severity !== 'info' && code !== 'unknown_key')).toEqual([])
    expect(check.problems.map(({ code }) => code)).not.toContain('unknown_key')
    expect(example).toContain(key)
  })

  test.each(parsed)('a wrong type in $key is refused at the value', ({ key, type }) => {
    const check = checkPolicy(`# first line\n${key} = ${wrongType[type] ?? '7'}\n`)
    expect(check.verdict).toBe('refused')
    expect(check.problems[0]).toMatchObject({ code: 'type_mismatch', line: 2, column: key.length + 4, key })
  })
})

describe('templates (PO-09)', () => {
  test.each(policyTemplates)('$id is accepted without a warning', ({ contents }) => {
    const check = checkPolicy(contents)
    expect(check.verdict).toBe('accepted')
    expect(check.problems.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  test('all of them together are accepted', () => {
    const combined = policyTemplates.map(({ contents }) => contents).join('\n')
    expect(checkPolicy(combined).verdict).toBe('accepted')
  })

  test('the first, as published, is refused for read-only and nothing else', () => {
    const { problems, verdict } = checkPolicy(policyTemplates[0]?.asPublished ?? '')
    expect(verdict).toBe('refused')
    expect(problems.filter(({ severity }) => severity === 'error').map(({ code, line }) => [code, line])).toEqual([
      ['sandbox_needs_read_only', 2],
    ])
  })

  test('the third, as published, opens more than it says', () => {
    const published = policyTemplates.find(({ id }) => id === 'network-allow-list')?.asPublished ?? ''
    expect(checkPolicy(published).problems.map(({ key, code }) => [key, code])).toEqual(
      expect.arrayContaining([
        ['experimental_network.dangerously_allow_all_unix_sockets', 'network_wide_open'],
        ['experimental_network.allow_local_binding', 'network_wide_open'],
      ]),
    )
  })
})
