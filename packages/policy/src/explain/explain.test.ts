import { describe, expect, test } from 'vitest'
import { composeBundle, explainPolicy, policyTemplates, requirementKeys } from '../index.ts'

const said = (policy: string) =>
  explainPolicy(policy)
    .filter(({ effect }) => effect !== 'missing')
    .map(({ effect, sentence, line }) => `${line} ${effect}: ${sentence}`)

describe('a policy in plain sentences', () => {
  test('limits, rules and pins', () => {
    expect(
      said(`allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_approval_policies = ["on-request", "on-failure"]
allowed_web_search_modes = []
[features]
computer_use = false
colour = true
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { any_of = ["push", "commit"] }]
decision = "forbidden"
justification = "No pushing."
[[rules.prefix_rules]]
pattern = [{ token = "git push" }]
decision = "prompt"
`),
    ).toEqual([
      '2 limits: Users may choose only the approval policies on-request; anything else becomes on-request.',
      '1 limits: Users may choose only the sandbox modes read-only and workspace-write; anything else falls back to read-only.',
      '3 limits: Web search is switched off for everyone.',
      '5 limits: The feature computer_use is off, and users cannot change that.',
      '6 no_effect: The feature colour is unknown to the client: pinning it changes nothing.',
      '7 limits: Commands that begin with git (push or commit) are forbidden. Reason: No pushing.',
      '11 no_effect: The rule about git push never matches: a word of it contains a blank.',
    ])
  })

  test('what has no effect says so', () => {
    expect(
      said(`chatgpt_base_url = "https://x.example"
colour = "red"
[permissions.filesystem]
deny_read = ["**/.env", "~/.ssh"]
[experimental_network]
denied_domains = ["a.example"]
`),
    ).toEqual([
      '4 limits: Nobody’s agent may read ~/.ssh; with that the sandbox cannot be switched off.',
      '4 no_effect: **/.env is relative: it applies below the client’s own folder and protects nothing in the workspace.',
      '6 no_effect: Without enabled = true this has no effect. Commands never reach a.example; that beats whatever is allowed.',
      '2 no_effect: The client knows no requirement colour and ignores it.',
      '1 no_effect: chatgpt_base_url is read from the device only; in a policy from the server the client ignores it without a word.',
    ])
  })

  test('what is expected and missing is said', () => {
    const missing = (policy: string) =>
      explainPolicy(policy)
        .filter(({ effect }) => effect === 'missing')
        .map(({ key }) => key)
    expect(missing('')).toEqual([
      'allowed_sandbox_modes',
      'allowed_approval_policies',
      'allowed_web_search_modes',
      'mcp_servers',
      'experimental_network',
      'rules',
    ])
    expect(missing('allowed_sandbox_modes = ["read-only"]')).not.toContain('allowed_sandbox_modes')
  })

  test.each(requirementKeys.map(({ key, example }) => [key, example]))('%s has a sentence', (key, example) => {
    const about = explainPolicy(example).filter((it) => it.key.startsWith(key) && it.effect !== 'missing')
    expect(about.length).toBeGreaterThan(0)
    for (const { sentence, line } of about) {
      expect(sentence).toMatch(/^\S.*[.…]$/s)
      expect(sentence).not.toMatch(/undefined|\[object/)
      expect(line).toBeGreaterThan(0)
    }
  })

  test('the templates read without a key that has no effect', () => {
    for (const { contents } of policyTemplates) {
      expect(explainPolicy(contents).filter(({ effect }) => effect === 'no_effect')).toEqual([])
    }
  })

  test('of a bundle each sentence names its part', () => {
    const bundle = composeBundle({
      policy: { id: 'pol', name: 'Ours', contents: 'allow_appshots = false' },
      computed: { id: 'com', name: 'Gateway', contents: '\nallow_appshots = true\nallow_login_shell = false' },
    })
    expect(explainPolicy(bundle).filter(({ effect }) => effect === 'limits')).toMatchObject([
      { key: 'allow_login_shell', fragment: 'com', line: 3 },
      { key: 'allow_appshots', fragment: 'pol', line: 1 },
    ])
  })

  test('a document that is not TOML explains nothing, and values of a wrong type do no harm', () => {
    expect(explainPolicy('a = [')).toEqual([])
    for (const { key } of requirementKeys)
      for (const value of ['1', '"x"', '[1]', '[[]]', '{a=1}', '[{a=[1]}]', 'true']) explainPolicy(`${key} = ${value}`)
  })
})
