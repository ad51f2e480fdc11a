import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bundle, composeBundle, diffPolicies, policyTemplates, requirementKeys } from '../index.ts'

const effects = (before: string, after: string) =>
  diffPolicies(before, after).changes.map(({ key, effect }) => `${effect} ${key}`)
const rules = (...list: string[]) => `rules = {prefix_rules = [${list.join(', ')}]}`
const rule = (token: string, decision: string, more = '') => `{pattern = [{token = "${token}"}], decision = "${decision}"${more}}`
const net = (text: string) => `[experimental_network]\n${text}`

const cases: [what: string, before: string, after: string, effects: string[]][] = [
  [
    'a sandbox mode less',
    'allowed_sandbox_modes=["read-only","workspace-write"]',
    'allowed_sandbox_modes=["read-only"]',
    ['tightened allowed_sandbox_modes'],
  ],
  ['a first list of modes', '', 'allowed_sandbox_modes=["read-only"]', ['tightened allowed_sandbox_modes']],
  [
    'one mode for another',
    'allowed_sandbox_modes=["read-only","workspace-write"]',
    'allowed_sandbox_modes=["read-only","danger-full-access"]',
    ['changed allowed_sandbox_modes'],
  ],
  [
    'modes in another order',
    'allowed_sandbox_modes=["read-only","workspace-write"]',
    'allowed_sandbox_modes=["workspace-write","read-only"]',
    ['no_effect allowed_sandbox_modes'],
  ],
  [
    'another fallback',
    'allowed_approval_policies=["on-request","never"]',
    'allowed_approval_policies=["never","on-request"]',
    ['changed allowed_approval_policies'],
  ],
  [
    'the same by another name',
    'allowed_approval_policies=["on-failure"]',
    'allowed_approval_policies=["on-request"]',
    ['no_effect allowed_approval_policies'],
  ],
  [
    'disabled is always there',
    'allowed_web_search_modes=[]',
    'allowed_web_search_modes=["disabled"]',
    ['no_effect allowed_web_search_modes'],
  ],
  ['web search for all', 'allowed_web_search_modes=["cached"]', '', ['loosened allowed_web_search_modes']],
  ['a rule more', '', rules(rule('git', 'prompt')), ['tightened rules.prefix_rules']],
  ['a stricter rule', rules(rule('git', 'prompt')), rules(rule('git', 'forbidden')), ['tightened rules.prefix_rules']],
  [
    'another reason',
    rules(rule('git', 'prompt')),
    rules(rule('git', 'prompt', ', justification = "x"')),
    ['changed rules.prefix_rules'],
  ],
  [
    'rules in another order',
    rules(rule('a', 'prompt'), rule('b', 'prompt')),
    rules(rule('b', 'prompt'), rule('a', 'prompt')),
    ['moved rules.prefix_rules'],
  ],
  ['a rule twice', rules(rule('a', 'forbidden')), rules(rule('a', 'prompt'), rule('a', 'forbidden')), []],
  ['a rule that never matches', '', rules(rule('git push', 'prompt')), ['no_effect rules.prefix_rules']],
  [
    'token or any_of',
    rules(rule('a', 'prompt')),
    'rules = {prefix_rules = [{pattern = [{any_of = ["a"]}], decision = "prompt"}]}',
    [],
  ],
  ['a pin off', '', 'features = {computer_use = false}', ['tightened features.computer_use']],
  ['from off to on', 'features = {computer_use = false}', 'features = {computer_use = true}', ['loosened features.computer_use']],
  ['the other spelling', 'features = {computer_use = false}', 'feature_requirements = {computer_use = false}', []],
  ['an old name', 'features = {collab = false}', 'features = {multi_agent = false}', []],
  ['an unknown feature', '', 'features = {colour = false}', ['no_effect features.colour']],
  [
    'a host allowed',
    net('enabled = true'),
    net('enabled = true\nallowed_domains = ["a.example"]'),
    ['loosened experimental_network.domains'],
  ],
  [
    'a host denied',
    net('enabled = true\nallowed_domains = ["a.example"]'),
    net('enabled = true\ndenied_domains = ["a.example"]'),
    ['tightened experimental_network.domains'],
  ],
  [
    'lists or a table',
    net('enabled = true\nallowed_domains = ["a.example"]'),
    net('enabled = true\ndomains = {"A.example" = "allow"}'),
    [],
  ],
  ['hosts that are not in force', '', net('allowed_domains = ["a.example"]'), ['no_effect experimental_network']],
  [
    'network rules come into force',
    net('denied_domains = ["a.example"]'),
    net('enabled = true\ndenied_domains = ["a.example"]'),
    ['tightened experimental_network.enabled'],
  ],
  [
    'a door opens',
    net('enabled = true'),
    net('enabled = true\nallow_local_binding = true'),
    ['loosened experimental_network.allow_local_binding'],
  ],
  ['a first list of servers', '', 'mcp_servers = {}', ['tightened mcp_servers']],
  ['a server more', 'mcp_servers = {}', '[mcp_servers.a]\nidentity = {command = "x"}', ['loosened mcp_servers.a']],
  [
    'another identity',
    '[mcp_servers.a]\nidentity = {command = "x"}',
    '[mcp_servers.a]\nidentity = {command = "y"}',
    ['changed mcp_servers.a'],
  ],
  ['a path closed', '', 'permissions = {filesystem = {deny_read = ["~/.ssh"]}}', ['tightened permissions.filesystem.deny_read']],
  [
    'a relative path',
    '',
    'permissions = {filesystem = {deny_read = ["**/.env"]}}',
    ['no_effect permissions.filesystem.deny_read'],
  ],
  ['a switch', 'allow_appshots = true', 'allow_appshots = false', ['tightened allow_appshots']],
  ['a switch about hooks', '', 'allow_managed_hooks_only = true', ['tightened allow_managed_hooks_only']],
  ['a text', 'guardian_policy_config = "a"', 'guardian_policy_config = "b"', ['changed guardian_policy_config']],
  ['an unknown key', '', 'colour = 1', ['no_effect colour']],
  ['a key of the device', '', 'chatgpt_base_url = "https://x.example"', ['no_effect chatgpt_base_url']],
  ['comments', '# a\nallow_appshots = false', 'allow_appshots = false # b', []],
  ['order of keys', 'allow_appshots = false\nallow_login_shell = false', 'allow_login_shell = false\nallow_appshots = false', []],
  ['a document that is not TOML', '', 'a = [', ['tightened ']],
]

describe('what changes for users', () => {
  test.each(cases)('%s', (_, before, after, expected) => {
    expect(effects(before, after)).toEqual(expected)
    const { textual, changes } = diffPolicies(before, after)
    expect(textual).toBe(true)
    for (const { sentence } of changes) expect(sentence).toMatch(/^\S.*[.…]$/s)
  })

  test('the same requirement from another part is moved', () => {
    const part = (id: string, contents: string) => ({ id, name: id, contents })
    const before = composeBundle({ policy: part('pol', 'allow_appshots = false'), computed: part('com', '') })
    const after = composeBundle({ policy: part('pol', ''), computed: part('com', 'allow_appshots = false') })
    expect(diffPolicies(before, after).changes).toMatchObject([
      { key: 'allow_appshots', effect: 'moved', before: 'pol', after: 'com' },
    ])
  })

  test('a policy where there was none', () => {
    const none = composeBundle({ policy: null, computed: null })
    expect(diffPolicies(none, 'allowed_sandbox_modes = ["read-only"]').summary.tightened).toBe(1)
  })
})

const some = <T>(values: T[]) => fc.subarray(values)
const shuffled = (values: string[]) => fc.shuffledSubarray(values).map((list) => JSON.stringify(list))
const decision = fc.constantFrom('prompt', 'prompt-user', 'forbidden')
const anyRule = fc.tuple(
  fc.constantFrom('git', 'npm', 'git push'),
  decision,
  fc.constantFrom('', ', justification = "x"', ', canonical_matching = true'),
)
const tables = {
  allowed_sandbox_modes: shuffled(['read-only', 'workspace-write', 'danger-full-access']),
  allowed_approval_policies: shuffled(['on-request', 'never', 'on-failure', 'untrusted']),
  allowed_approvals_reviewers: shuffled(['user', 'auto_review', 'guardian_subagent']),
  allowed_web_search_modes: shuffled(['disabled', 'cached', 'live']),
  features: some(['computer_use = false', 'shell_tool = true', 'collab = false', 'colour = true']).map(
    (pins) => `{${pins.join()}}`,
  ),
  rules: fc.array(anyRule, { maxLength: 4 }).map((list) => `{prefix_rules = [${list.map((it) => rule(...it)).join()}]}`),
  experimental_network: fc
    .tuple(
      fc.constantFrom('enabled = true', 'enabled = false'),
      some([
        'allow_local_binding = true',
        'http_port = 1',
        'managed_allowed_domains_only = true',
        'denied_domains = ["a.x"]',
        'allowed_domains = ["a.x", "b.x"]',
        'review_domains = ["b.x"]',
        'allow_unix_sockets = ["/s"]',
      ]),
    )
    .map(([on, rest]) => `{${[on, ...rest].join()}}`),
  mcp_servers: some(['a = {identity = {command = "x"}}', 'b = {identity = {url = "y"}}']).map((list) => `{${list.join()}}`),
  permissions: some(['"~/.ssh"', '"/srv"', '"**/.env"']).map((list) => `{filesystem = {deny_read = [${list.join()}]}}`),
  allowed_permission_profiles: some(['":read-only" = true', '":workspace" = true', '":danger-full-access" = false']).map(
    (list) => `{${list.join()}}`,
  ),
  hooks: some(['Stop = [{hooks = []}]', 'PreToolUse = [{matcher = "a"}, {matcher = "b"}]']).map((list) => `{${list.join()}}`),
  apps: some(['a = {enabled = false}', 'b = {enabled = true}']).map((list) => `{${list.join()}}`),
  browser_use: some(['allow_webmcp = false', 'disable_auto_review = true', 'origins = {"https://x" = {access = "deny"}}']).map(
    (list) => `{${list.join()}}`,
  ),
  allow_appshots: fc.constantFrom('true', 'false'),
  model_provider: fc.constantFrom('"a"', '"b"'),
  guardian_policy_config: fc.constantFrom('"a"', '"b"'),
  colour: fc.constantFrom('1', '2'),
  chatgpt_base_url: fc.constantFrom('"a"', '"b"'),
}
const document = fc.tuple(fc.record(tables, { requiredKeys: [] }), fc.constantFrom('', '# note\n')).map(
  ([keys, note]) =>
    note +
    Object.entries(keys)
      .map(([key, value]) => `${key} = ${value}`)
      .join('\n'),
)
const part = (id: string, contents: string) => ({ id, name: id, contents })
const subject = fc.oneof(
  { weight: 3, arbitrary: document as fc.Arbitrary<string | Bundle> },
  fc
    .tuple(document, document)
    .map(([policy, computed]) => composeBundle({ policy: part('pol', policy), computed: part('com', computed) })),
)

describe('properties', () => {
  test('nothing changes from a policy to itself', () => {
    fc.assert(
      fc.property(subject, (it) => {
        const copy = typeof it === 'string' ? `${it}` : structuredClone(it)
        const { changes, textual } = diffPolicies(it, copy)
        expect({ changes, textual }).toEqual({ changes: [], textual: false })
      }),
    )
    for (const { contents } of policyTemplates) expect(diffPolicies(contents, contents).changes).toEqual([])
    for (const { example } of requirementKeys) expect(diffPolicies(example, example).changes).toEqual([])
  })

  test('the way back mirrors the way there: tighter for looser, the rest as it was', () => {
    const mirrored = {
      tightened: 'loosened',
      loosened: 'tightened',
      changed: 'changed',
      moved: 'moved',
      no_effect: 'no_effect',
    } as const
    fc.assert(
      fc.property(subject, subject, (a, b) => {
        const sorted = (list: string[]) => list.toSorted()
        const there = diffPolicies(a, b).changes.map(({ key, effect, before, after }) => `${effect} ${key} ${before} ${after}`)
        const back = diffPolicies(b, a).changes.map(
          ({ key, effect, before, after }) => `${mirrored[effect]} ${key} ${after} ${before}`,
        )
        expect(sorted(back)).toEqual(sorted(there))
      }),
      { numRuns: 400 },
    )
  })

  test('comments and blank lines change nothing', () => {
    fc.assert(
      fc.property(document, (it) => {
        const { changes } = diffPolicies(it, `# a comment\n\n${it}\n# another`)
        expect(changes).toEqual([])
      }),
    )
  })

  test('hostile texts are compared without a fault', () => {
    const text = fc.string({ unit: 'binary', maxLength: 80 })
    fc.assert(fc.property(text, text, (a, b) => diffPolicies(a, b).changes.length >= 0))
    const odd = ['1', '"x"', '[1]', '[[]]', '{a=1}', '[{a=[1]}]', 'true', '{a={b=[{}]}}']
    for (const { key } of requirementKeys)
      for (const [index, a] of odd.entries()) diffPolicies(`${key} = ${a}`, `${key} = ${odd[(index + 3) % odd.length]}`)
  })
})
