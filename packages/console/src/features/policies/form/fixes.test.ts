import { checkPolicy, parseToml } from '@bailiwick/policy'
import { expect, test } from 'vitest'
import { fixOf } from './fixes.ts'

/** Presses every button that is offered for the first remark of this kind; what the engine says then. */
function press(text: string, code: string): { text: string; left: string[] } {
  const problem = checkPolicy(text).problems.find((it) => it.code === code)
  const parsed = parseToml(text)
  if (!problem || !parsed.ok) throw new Error(`no ${code} in ${text}`)
  const fixed = fixOf(problem, parsed.root)?.apply(text)
  if (fixed === undefined) throw new Error(`no fix of ${code}`)
  return { text: fixed, left: checkPolicy(fixed).problems.map((it) => it.code) }
}

const rule = (pattern: string, decision = 'decision = "prompt"') =>
  `[[rules.prefix_rules]] # why\npattern = ${pattern}\n${decision}\n`

test.each([
  ['rule_word_with_blank', rule('[{ token = "git push" }]'), rule('[{ token = "git" }, { token = "push" }]')],
  ['rule_decision_allow', rule('[{ token = "git" }]', 'decision = "allow"'), rule('[{ token = "git" }]')],
  ['rule_decision_missing', rule('[{ token = "git" }]', ''), 'decision = "prompt"'],
  ['rule_empty', '# top\n\n[rules]\nprefix_rules = []\n', '# top'],
  ['sandbox_needs_read_only', 'allowed_sandbox_modes = ["workspace-write"] # x\n', '["read-only", "workspace-write"] # x'],
  ['empty_list', '# top\n\nallowed_approval_policies = []\n', '# top'],
  ['feature_legacy_name', '[features]\ncollab = true # c\n', '[features]\nmulti_agent = true # c\n'],
  ['feature_unknown', '[features]\ncomputer_usee = false\n', '[features]\ncomputer_use = false\n'],
  ['unknown_value', 'allowed_sandbox_modes = ["read-only", "Workspace_Write"]\n', '["read-only", "workspace-write"]'],
  ['network_not_enabled', '[experimental_network]\ndomains."a.example.com" = "allow"\n', 'enabled = true'],
  ['network_wide_open', '[experimental_network]\nenabled = true\nallow_local_binding = true\n', 'allow_local_binding = false'],
  ['cloud_ignored_key', 'chatgpt_base_url = "https://x.example.com"\n', ''],
  ['misplaced_key', '[features]\napps = true\nallow_login_shell = false\n', 'allow_login_shell = false\n\n[features]'],
  [
    'network_mixed_lists',
    '[experimental_network]\nenabled = true\ndenied_domains = ["b.example.com"]\n\n[experimental_network.domains]\n"a.example.com" = "allow"\n',
    '"b.example.com" = "deny"',
  ],
])('%s is put right by its button', (code, before, after) => {
  const { text, left } = press(before, code)
  expect(text).toContain(after)
  expect(left).not.toContain(code)
})

test('a remark whose cure is not certain has no button', () => {
  const text = rule('[{ any_of = ["git push", "rm"] }]')
  const problem = checkPolicy(text).problems.find((it) => it.code === 'rule_word_with_blank')
  expect(problem && fixOf(problem, {})).toBeUndefined()
})
