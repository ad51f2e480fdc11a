import { describe, expect, test } from 'vitest'
import { type Bundle, checkBundle, composeBundle, effectiveRequirements, readRequirement } from '../index.ts'

const bundle = (...contents: string[]): Bundle => ({
  config_toml: { enterprise_managed: [] },
  requirements_toml: {
    enterprise_managed: contents.map((each, index) => ({ id: `f${index}`, name: `Part ${index}`, contents: each })),
  },
})

describe('what a group is served', () => {
  const policy = { id: 'pol', name: 'Engineers', contents: 'allowed_web_search_modes = ["cached"]' }
  const computed = {
    id: 'gateway',
    name: 'Model gateway',
    contents:
      'model_provider = "bailiwick"\n[model_providers.bailiwick]\nname = "Bailiwick"\nbase_url = "http://127.0.0.1:1/v1"\n',
  }

  test('the computed fragment fills in behind the policy', () => {
    const served = composeBundle({ policy, computed })
    expect(served.requirements_toml.enterprise_managed.map(({ id }) => id)).toEqual(['pol', 'gateway'])
    expect(checkBundle(served).verdict).toBe('accepted')
    expect(effectiveRequirements(served).entries).toContainEqual({
      key: 'model_provider',
      value: 'bailiwick',
      fragment: 'gateway',
    })
  })

  test('nothing and defaults keep the wire shape', () => {
    expect(composeBundle({ policy: null, computed: null })).toEqual({
      config_toml: { enterprise_managed: [] },
      requirements_toml: { enterprise_managed: [] },
    })
    const defaults = { id: 'd', name: 'Defaults', contents: 'model = "m"' }
    expect(composeBundle({ policy: null, computed: null, defaults }).config_toml.enterprise_managed).toEqual([defaults])
  })
})

describe('merging (§7.1)', () => {
  test('lists and values of the higher fragment win, tables merge, each value names its origin', () => {
    const merged = effectiveRequirements(
      bundle(
        'allowed_web_search_modes = ["cached"]\nfeatures = {apps = false}',
        'allowed_web_search_modes = ["live"]\nfeatures = {apps = true, hooks = true}',
      ),
    )
    expect(merged.entries).toEqual([
      { key: 'allowed_web_search_modes', value: ['cached'], fragment: 'f0' },
      { key: 'features.apps', value: false, fragment: 'f0' },
      { key: 'features.hooks', value: true, fragment: 'f1' },
    ])
  })

  test('rules, hooks and deny lists add up, the higher first', () => {
    const part = (name: string) => `
      rules = {prefix_rules = [{pattern = [{token = "${name}"}], decision = "prompt"}]}
      permissions = {filesystem = {deny_read = ["/${name}"]}}
      hooks = {Stop = [{hooks = [{type = "command", command = "${name}"}]}]}`
    const { entries } = effectiveRequirements(bundle(part('one'), part('two')))
    expect(entries.map(({ key, fragment }) => [key, fragment])).toEqual([
      ['rules.prefix_rules[0]', 'f0'],
      ['rules.prefix_rules[1]', 'f1'],
      ['permissions.filesystem.deny_read[0]', 'f0'],
      ['permissions.filesystem.deny_read[1]', 'f1'],
      ['hooks.Stop[0]', 'f0'],
      ['hooks.Stop[1]', 'f1'],
    ])
  })

  test('a key the client ignores in a bundle is not effective', () => {
    expect(effectiveRequirements(bundle('chatgpt_base_url = "https://x"')).entries).toEqual([])
  })
})

describe('problems across fragments', () => {
  test('a fault is reported in the fragment and line that has it', () => {
    const check = checkBundle(
      bundle('allow_appshots = true', '# comment\nrules = {prefix_rules = [\n  {pattern = [], decision = "prompt"},\n]}'),
    )
    expect(check.verdict).toBe('refused')
    expect(check.problems).toMatchObject([
      { code: 'rule_pattern', fragment: 'f1', line: 3, column: 14, key: 'rules.prefix_rules[0].pattern' },
    ])
  })

  test('what a higher fragment hides is not judged', () => {
    expect(
      checkBundle(bundle('allowed_sandbox_modes = ["read-only"]', 'allowed_sandbox_modes = ["workspace-write"]')).verdict,
    ).toBe('accepted')
    expect(
      checkBundle(bundle('allowed_sandbox_modes = ["workspace-write"]', 'allowed_sandbox_modes = ["read-only"]')).verdict,
    ).toBe('refused')
  })

  test('a wrong type is refused even where a higher fragment hides it', () => {
    expect(checkBundle(bundle('allow_appshots = true', 'allow_appshots = 1')).problems).toMatchObject([
      { fragment: 'f1', line: 1, column: 18 },
    ])
  })

  test('fragments that only together are wrong', () => {
    expect(
      checkBundle(bundle('experimental_network = {domains = {a = "allow"}}', 'experimental_network = {allowed_domains = ["b"]}'))
        .verdict,
    ).toBe('refused')
    expect(checkBundle(bundle('hooks = {managed_dir = "/a"}', 'hooks = {managed_dir = "/b"}')).verdict).toBe('refused')
  })

  test('fragments that only together are right', () => {
    expect(checkBundle(bundle('model_provider = "a"', 'model_providers = {a = {name = "A"}}')).verdict).toBe('accepted')
  })

  test('an empty bundle is accepted', () => {
    expect(checkBundle(bundle())).toEqual({ verdict: 'accepted', problems: [] })
  })
})

test('what is wrong with a part of a list that adds up is said once', () => {
  const rule = (extra: string) => `[[rules.prefix_rules]]\npattern = [{ token = "git" }]\ndecision = "prompt"\n${extra}`
  const { problems } = checkBundle(bundle(rule(''), rule('surplus = 1\n')))
  expect(problems).toMatchObject([{ code: 'unknown_key', fragment: 'f1', line: 4, key: 'rules.prefix_rules[0].surplus' }])
})

test('a requirement of one document is found with its place, however the document spells it', () => {
  const text = '# first\n[model_providers."bailiwick"]\nname = "x"\n[permissions]\nnetwork.enabled = true'
  expect(readRequirement(text, ['model_providers', 'bailiwick', 'name'])).toEqual({ value: 'x', line: 3, column: 1 })
  expect(readRequirement(text, ['model_providers', 'bailiwick'])).toMatchObject({ line: 2, column: 18 })
  expect(readRequirement(text, ['experimental_network', 'enabled'])).toEqual({ value: true, line: 5, column: 9 })
  expect(readRequirement(text, ['model_provider'])).toBeUndefined()
  expect(readRequirement('a = ', ['a'])).toBeUndefined()
})
