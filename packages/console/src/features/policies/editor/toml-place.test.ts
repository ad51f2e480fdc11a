import { expect, test } from 'vitest'
import { placeAt } from './toml-place.ts'

/** The bar is the cursor. */
const at = (text: string) => placeAt(text.replace('|', ''), text.indexOf('|'))

test.each([
  ['|', 'key', [], ''],
  ['allowed_sa|', 'key', [], 'allowed_sa'],
  ['# note |', undefined, [], ''],
  ['a = 1\nb|', 'key', [], 'b'],
  ['allowed_sandbox_modes = |', 'value', ['allowed_sandbox_modes'], ''],
  ['allowed_sandbox_modes = [|', 'value', ['allowed_sandbox_modes', 0], ''],
  ['allowed_sandbox_modes = ["read-only", "wo|"]', 'value', ['allowed_sandbox_modes', 1], 'wo'],
  ['a = [\n  "x",\n  |\n]', 'value', ['a', 1], ''],
  ['[feat|', 'header', [], 'feat'],
  ['[[rules.pre|', 'header', ['rules'], 'pre'],
  ['[features]\ncomp|', 'key', ['features'], 'comp'],
  ['[features] # pins\ncomputer_use = tr|', 'value', ['features', 'computer_use'], 'tr'],
  ['[[rules.prefix_rules]]\npattern = [{ |', 'key', ['rules', 'prefix_rules', 0, 'pattern', 0], ''],
  ['[rules]\nprefix_rules = [\n { pattern = [{ token = "git" }], deci|', 'key', ['rules', 'prefix_rules', 0], 'deci'],
  [
    '[rules]\nprefix_rules = [\n { pattern = [{ token = "a" }], decision = "pr|" }',
    'value',
    ['rules', 'prefix_rules', 0, 'decision'],
    'pr',
  ],
  ['[mcp_servers.docs]\nidentity.|', 'key', ['mcp_servers', 'docs', 'identity'], ''],
])('%j', (text, writing, path, word) => {
  expect(at(text)?.writing).toBe(writing)
  if (writing) expect(at(text)).toMatchObject({ path, word })
})

test('keys that stand there already are known', () => {
  expect(at('[x]\na = 1\nb = { c = 1, | }')?.has).toEqual(['c'])
  expect(at('[x]\na = 1\nb = { c = 1 }\n|')?.has).toEqual(['a', 'b'])
})
