import { checkPolicy, parseToml, type TomlValue, valueAt } from '@bailiwick/policy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdit } from './apply-edit.ts'
import { commentsOf } from './comments.ts'
import { afterEdit, type Edit, removedPath } from './edit.ts'

const edited = (text: string, edit: Edit): string => {
  const result = applyEdit(text, edit)
  if (!result.ok) throw new Error(result.why)
  return result.text
}

const policy = `# Standard, by Security

# The sandbox
allowed_sandbox_modes = ["read-only", "workspace-write"] # read-only must stay
allow_login_shell = true   # until May

# Commands
[rules]
prefix_rules = [
  # pushing
  { pattern = [{ token = "git" }, { any_of = ["push", "commit"] }], decision = "prompt", justification = "Look first." }, # asked
  # removing
  { pattern = [{ token = "rm" }], decision = "forbidden" }
]

# Where commands may go
[experimental_network]
enabled = true # on
domains."a.example.com" = "allow" # ours
domains."b.example.com" = "deny"

[features]
computer_use = false
`

const blocks = `# top
[[rules.prefix_rules]] # one
# inside one
pattern = [{ token = "git" }]
decision = "prompt"

# about two
[[rules.prefix_rules]]
pattern = [{ token = "rm" }]
decision = "forbidden"

# about three
[[rules.prefix_rules]]
pattern = [{ token = "dd" }]
decision = "forbidden"

# after the rules
[features]
apps = true
`

describe('what is written stays as it is written', () => {
  test('a value is written over and its comments stay', () => {
    expect(edited(policy, { do: 'set', path: ['allow_login_shell'], value: false })).toBe(
      policy.replace('allow_login_shell = true ', 'allow_login_shell = false '),
    )
  })
  test('a choice joins a list on one line', () => {
    const text = edited(policy, { do: 'insert', path: ['allowed_sandbox_modes'], at: 2, value: 'danger-full-access' })
    expect(text).toContain('allowed_sandbox_modes = ["read-only", "workspace-write", "danger-full-access"] # read-only must stay')
  })
  test('the first choice becomes the fallback', () => {
    const text = edited(policy, { do: 'move', path: ['allowed_sandbox_modes'], from: 1, to: 0 })
    expect(text).toContain('allowed_sandbox_modes = ["workspace-write", "read-only"] # read-only must stay')
  })
  test('a root key comes after the other root keys, not below a table', () => {
    const text = edited(policy, { do: 'set', path: ['enforce_residency'], value: 'us' })
    expect(text).toContain('# until May\nenforce_residency = "us"\n\n# Commands\n[rules]')
  })
  test('the first root key stands above the comment of the first table', () => {
    const text = edited('# about features\n[features]\napps = true\n', { do: 'set', path: ['allow_appshots'], value: false })
    expect(text).toBe('allow_appshots = false\n\n# about features\n[features]\napps = true\n')
  })
  test('a key joins its table, a dotted key the dotted keys', () => {
    expect(edited(policy, { do: 'set', path: ['features', 'apps'], value: true })).toContain(
      'computer_use = false\napps = true\n',
    )
    expect(edited(policy, { do: 'set', path: ['experimental_network', 'domains', 'c.example.com'], value: 'deny' })).toContain(
      'domains."b.example.com" = "deny"\ndomains."c.example.com" = "deny"\n',
    )
  })
  test('a table that is not there is made at the end, a sub-table below its own', () => {
    expect(edited('# only a comment\n', { do: 'set', path: ['feedback', 'enabled'], value: false })).toBe(
      '# only a comment\n\n[feedback]\nenabled = false\n',
    )
    const text = edited('[permissions.filesystem]\ndeny_read = ["/a"]\n\n[features]\napps = true\n', {
      do: 'set',
      path: ['permissions', 'team', 'extends'],
      value: ':workspace',
    })
    expect(parsed(text)).toMatchObject({ permissions: { team: { extends: ':workspace' } }, features: { apps: true } })
  })
  test('an inline table takes a key and gives it back', () => {
    const text = 'feedback = { enabled = true } # why\n'
    const more = edited(text, { do: 'set', path: ['feedback', 'other'], value: 'x' })
    expect(more).toMatch(/^feedback = \{ ?enabled = true, other = "x" ?\} # why\n$/)
    expect(edited(more, { do: 'remove', path: ['feedback', 'other'] })).toMatch(/^feedback = \{ ?enabled = true ?\} # why\n$/)
  })
})

describe('rules', () => {
  test('an inline rule moves with the comments above and beside it', () => {
    const text = edited(policy, { do: 'move', path: ['rules', 'prefix_rules'], from: 1, to: 0 })
    expect(text).toContain(`prefix_rules = [
  # removing
  { pattern = [{ token = "rm" }], decision = "forbidden" },
  # pushing
  { pattern = [{ token = "git" }, { any_of = ["push", "commit"] }], decision = "prompt", justification = "Look first." }, # asked
]`)
  })
  test('an inline rule is added as the others are written', () => {
    const value = { pattern: [{ token: 'dd' }], decision: 'forbidden' }
    const text = edited(policy, { do: 'insert', path: ['rules', 'prefix_rules'], at: 2, value })
    expect(text).toContain('decision = "forbidden" },\n  { pattern = [{ token = "dd" }], decision = "forbidden" },\n]')
  })
  test('a rule in a block of its own moves with its comments', () => {
    const text = edited(blocks, { do: 'move', path: ['rules', 'prefix_rules'], from: 2, to: 0 })
    expect(text.indexOf('# about three')).toBeLessThan(text.indexOf('# top'))
    expect(text).toContain('# about three\n[[rules.prefix_rules]]\npattern = [{ token = "dd" }]')
    expect(text).toContain('decision = "forbidden"\n\n# after the rules\n[features]')
  })
  test('a rule in a block of its own is removed with its comments, and only with those', () => {
    const text = edited(blocks, { do: 'remove', path: ['rules', 'prefix_rules', 1] })
    expect(text).toBe(blocks.replace(/# about two\n[^#]*/, ''))
  })
  test('a block joins the blocks', () => {
    const value = { pattern: [{ token: 'sudo' }], decision: 'prompt' }
    const text = edited(blocks, { do: 'insert', path: ['rules', 'prefix_rules'], at: 3, value })
    expect(text).toContain(
      '[[rules.prefix_rules]]\npattern = [{ token = "sudo" }]\ndecision = "prompt"\n\n# after the rules\n[features]',
    )
  })
  test('the first rule makes the list', () => {
    const value = { pattern: [{ token: 'sudo' }], decision: 'prompt' }
    expect(edited('', { do: 'insert', path: ['rules', 'prefix_rules'], at: 0, value })).toBe(
      '[[rules.prefix_rules]]\npattern = [{ token = "sudo" }]\ndecision = "prompt"\n',
    )
  })
  test('a word of a rule changes and the rest of its line stays', () => {
    const text = edited(policy, { do: 'set', path: ['rules', 'prefix_rules', 1, 'decision'], value: 'prompt' })
    expect(text).toBe(policy.replace('decision = "forbidden"', 'decision = "prompt"'))
    const split = edited(policy, { do: 'insert', path: ['rules', 'prefix_rules', 1, 'pattern'], at: 1, value: { token: '-r' } })
    expect(valueAt(parsed(split), ['rules', 'prefix_rules', 1, 'pattern'])).toEqual([{ token: 'rm' }, { token: '-r' }])
  })
})

describe('the last entry takes its table with it', () => {
  test('of features, of rules, of a list of paths', () => {
    expect(edited(policy, { do: 'remove', path: ['features', 'computer_use'] })).not.toContain('[features]')
    const one = edited(blocks, { do: 'remove', path: ['rules', 'prefix_rules', 0] })
    const two = edited(one, { do: 'remove', path: ['rules', 'prefix_rules', 0] })
    expect(parsed(edited(two, { do: 'remove', path: ['rules', 'prefix_rules', 0] }))).toEqual({ features: { apps: true } })
    expect(edited('[permissions.filesystem]\ndeny_read = ["/a"]\n', { do: 'remove', path: deny(0) }).trim()).toBe('')
  })
  test('but not where nothing means none', () => {
    const text = '[mcp_servers.docs]\nidentity = { command = "docs" }\n'
    expect(parsed(edited(text, { do: 'remove', path: ['mcp_servers', 'docs'] }))).toEqual({ mcp_servers: {} })
    const modes = edited('allowed_web_search_modes = ["live"]\n', { do: 'remove', path: ['allowed_web_search_modes', 0] })
    expect(parsed(modes)).toEqual({ allowed_web_search_modes: [] })
  })
})

test('a text that is not TOML is not edited, and the line is named', () => {
  expect(applyEdit('a = 1\nb = \n', { do: 'set', path: ['c'], value: 'x' })).toMatchObject({
    ok: false,
    why: expect.stringContaining('Line 2'),
  })
})

test('what cannot be written is told, not done by halves', () => {
  const text = '# c1\nfeedback = { enabled = true }\n'
  const result = applyEdit(text, { do: 'set', path: ['feedback', 'enabled', 'deeper'], value: 'x' })
  expect(result.ok ? parsed(result.text) : undefined).toEqual({ feedback: { enabled: { deeper: 'x' } } })
})

describe('for any document and any act', () => {
  const word = fc.constantFrom('a', 'b b', 'c#d', 'e"f', "g'h", 'é', '*.example.com', '\\', '~/.ssh/**')
  const rule = fc.record({
    pattern: fc.array(
      fc.oneof(fc.record({ token: word }), fc.record({ any_of: fc.array(word, { minLength: 1, maxLength: 2 }) })),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    decision: fc.constantFrom('prompt', 'forbidden'),
  })
  const spacing = fc.constantFrom('', '\n', '\n\n', '# note\n', '# note\n\n')
  const list = (items: string[], long: boolean) =>
    long ? `[\n${items.map((it) => `  ${it}, # of ${it.length}\n`).join('')}]` : `[${items.join(', ')}]`
  const literal = (value: TomlValue): string =>
    typeof value === 'string'
      ? JSON.stringify(value)
      : Array.isArray(value)
        ? `[${value.map(literal).join(', ')}]`
        : `{ ${Object.entries(value)
            .map(([key, item]) => `${JSON.stringify(key)} = ${literal(item)}`)
            .join(', ')} }`
  const document = fc
    .record({
      modes: fc.uniqueArray(fc.constantFrom('read-only', 'workspace-write', 'danger-full-access'), { minLength: 1 }),
      rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
      domains: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
      inline: fc.boolean(),
      long: fc.boolean(),
      dotted: fc.boolean(),
      crlf: fc.boolean(),
      gaps: fc.array(spacing, { minLength: 5, maxLength: 5 }),
    })
    .map(({ modes, rules, domains, inline, long, dotted, crlf, gaps }) => {
      const parts = [
        `allowed_sandbox_modes = ${list(
          modes.map((it) => `"${it}"`),
          long,
        )} # modes\n`,
        inline
          ? `[rules]\nprefix_rules = ${list(
              rules.map((it) => literal(it)),
              long,
            )}\n`
          : rules
              .map(
                (it, at) =>
                  `# rule ${at}\n[[rules.prefix_rules]]\npattern = ${literal(it.pattern)}\ndecision = "${it.decision}"\n`,
              )
              .join(gaps[3]),
        dotted
          ? `[experimental_network]\n${domains.map((it) => `domains.${JSON.stringify(it)} = "allow" # ${it}\n`).join('')}`
          : `[experimental_network.domains]\n${domains.map((it) => `${JSON.stringify(it)} = "deny"\n`).join('')}`,
      ]
      const text = parts.map((it, at) => (gaps[at] ?? '') + it).join('')
      return crlf ? text.replaceAll('\n', '\r\n') : text
    })
  const index = fc.nat({ max: 3 })
  const act = fc.oneof(
    fc.record({
      do: fc.constant('set' as const),
      path: fc.constantFrom(['allow_login_shell'], ['features', 'apps']),
      value: fc.boolean(),
    }),
    word.map((name) => ({ do: 'set' as const, path: ['experimental_network', 'domains', name], value: 'allow' })),
    word.map((name) => ({ do: 'remove' as const, path: ['experimental_network', 'domains', name] })),
    fc.record({ do: fc.constant('insert' as const), path: fc.constant(['rules', 'prefix_rules']), at: index, value: rule }),
    fc.record({ do: fc.constant('move' as const), path: fc.constant(['rules', 'prefix_rules']), from: index, to: index }),
    index.map((at) => ({ do: 'remove' as const, path: ['rules', 'prefix_rules', at] })),
    index.map((at) => ({ do: 'remove' as const, path: ['allowed_sandbox_modes', at] })),
    fc.record({
      do: fc.constant('set' as const),
      path: index.map((at) => ['rules', 'prefix_rules', at, 'decision']),
      value: fc.constantFrom('prompt', 'forbidden'),
    }),
  )

  test('what was meant is what is read, no comment elsewhere is lost, and a client judges it no worse', () => {
    fc.assert(
      fc.property(document, act, (text, edit) => {
        const before = parseToml(text)
        if (!before.ok) throw new Error(before.message)
        if (!appliesTo(before.root, edit)) return
        const after = edited(text, edit)
        const wanted = edit.do === 'remove' ? { ...edit, path: removedPath(before.root, edit.path) } : edit
        expect(parsed(after)).toEqual(afterEdit(before.root, wanted))
        if (edit.do !== 'remove') {
          expect(
            commentsOf(after)
              .map((it) => it.words)
              .toSorted(),
          ).toEqual(
            commentsOf(text)
              .map((it) => it.words)
              .toSorted(),
          )
        }
        if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n')
        const bad = (it: string) => checkPolicy(it).problems.filter(({ severity }) => severity === 'error').length
        if (edit.do === 'move') expect(bad(after)).toBe(bad(text))
      }),
      { numRuns: 300 },
    )
  })
})

const deny = (at: number) => ['permissions', 'filesystem', 'deny_read', at]

/** The form offers an act only on what is there. */
function appliesTo(root: ReturnType<typeof parsed>, edit: Edit): boolean {
  if (edit.do === 'remove') return valueAt(root, edit.path) !== undefined
  const length = (path: Edit['path']) => {
    const value = valueAt(root, path)
    return Array.isArray(value) ? value.length : 0
  }
  if (edit.do === 'insert') return edit.at <= length(edit.path)
  if (edit.do === 'move') return Math.max(edit.from, edit.to) < length(edit.path)
  return edit.path.every((step, at) => typeof step !== 'number' || step < length(edit.path.slice(0, at)))
}

function parsed(text: string) {
  const result = parseToml(text)
  if (!result.ok) throw new Error(`${result.message} at line ${result.line}:\n${text}`)
  return result.root
}
