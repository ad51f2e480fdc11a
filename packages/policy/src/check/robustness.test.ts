import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkBundle, checkDefaults, checkPolicy, effectiveRequirements, policyTemplates, requirementKeys } from '../index.ts'
import { problemCodes } from '../problem.ts'

const documents = [...policyTemplates.map(({ contents }) => contents), ...requirementKeys.map(({ example }) => example)]
const pieces = [
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '=',
  ',',
  '.',
  '\n',
  '\r',
  '#',
  '\\',
  '\0',
  'é',
  '𝕏',
  '__proto__',
  'constructor',
  '1e999',
  'nan',
  '[[',
  ']]',
]

/** A real document with some places overwritten, or anything at all. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(...documents),
      fc.array(fc.tuple(fc.nat(400), fc.constantFrom(...pieces), fc.nat(6)), { maxLength: 4 }),
    )
    .map(([document, edits]) =>
      edits.reduce((old, [at, piece, cut]) => old.slice(0, at) + piece + old.slice(at + cut), document),
    ),
)

test('never throws, and every problem lies inside the document', () => {
  fc.assert(
    fc.property(text, (document) => {
      const { problems, verdict } = checkPolicy(document)
      const lines = document.split('\n')
      for (const problem of problems) {
        expect(problemCodes).toContain(problem.code)
        expect(problem.line).toBeGreaterThanOrEqual(1)
        expect(problem.line).toBeLessThanOrEqual(lines.length)
        expect(problem.column).toBeGreaterThanOrEqual(1)
      }
      expect(problems.some(({ severity }) => severity === 'error')).toBe(verdict !== 'accepted')
    }),
    { numRuns: 300 },
  )
})

test('managed defaults and the older client never throw either, and broken text is never taken', () => {
  fc.assert(
    fc.property(text, text, (document, policy) => {
      for (const check of [checkDefaults(document, { policy }), checkPolicy(document, { client: '0.130.0' })])
        expect(check.problems.some(({ severity }) => severity === 'error')).toBe(check.verdict !== 'accepted')
      expect(checkDefaults(`${document}\n[`).verdict).toBe('refused')
    }),
    { numRuns: 150 },
  )
})

test('bundles never throw, and the same bundle always gets the same answer', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), (contents) => {
      const bundle = {
        config_toml: { enterprise_managed: [] },
        requirements_toml: {
          enterprise_managed: contents.map((each, index) => ({ id: `f${index}`, name: 'Part', contents: each })),
        },
      }
      const check = checkBundle(bundle)
      expect(checkBundle(structuredClone(bundle))).toEqual(check)
      for (const { fragment } of check.problems) expect(fragment).toMatch(/^f\d$/)
      expect(effectiveRequirements(bundle)).toEqual(effectiveRequirements(structuredClone(bundle)))
    }),
    { numRuns: 100 },
  )
})

/** Milliseconds of this process alone: other work on the machine does not count. */
function processorTime(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `k${index} = 1`).join('\n')

const hostile: [string, (size: number) => string][] = [
  ['open brackets', (size) => `a = ${'['.repeat(size)}`],
  ['open braces', (size) => `a = ${'{a='.repeat(size)}`],
  ['dotted keys', (size) => `a${'.a'.repeat(size)} = 1`],
  ['unknown keys', (size) => Array.from({ length: size / 10 }, (_, index) => `k${index} = 1`).join('\n')],
  ['features', (size) => `[features]\n${Array.from({ length: size / 10 }, (_, index) => `k${index} = 1`).join('\n')}`],
  ['groups of a regex', (size) => `mcp_servers={a={identity={url={match="regex",expression="${'(a*)*'.repeat(size / 5)}"}}}}`],
  ['nested classes', (size) => `hooks={PreToolUse=[{matcher="${'['.repeat(size)}",hooks=[{type="command",command="a"}]}]}`],
  [
    'profiles in a chain',
    (size) => Array.from({ length: size / 30 }, (_, index) => `[permissions.p${index}]\nextends="p${index + 1}"`).join('\n'),
  ],
  ['open table headers', (size) => `[a${'.a'.repeat(size)}]`],
  ['dots of a host', (size) => `[experimental_network.domains]\n"a${'.'.repeat(size)}x" = "allow"`],
  ['open classes of a glob', (size) => `[permissions.filesystem]\ndeny_read = ["/${'['.repeat(size)}"]`],
  ['entries below a long name', (size) => `[${'k'.repeat(size / 2)}]\n${lines(size / 20)}`],
  ['broken entries below a long name', (size) => `[mcp_servers.${'k'.repeat(size / 2)}]\n${lines(size / 20)}`],
  ['wrong items', (size) => `allowed_sandbox_modes = [${'1,'.repeat(size / 2)}]`],
  ['numbers before a huge one', (size) => `a = [${'1,'.repeat(size / 4)}${'9'.repeat(size / 2)}]`],
  ['table headers', (size) => Array.from({ length: size / 10 }, (_, index) => `[mcp_servers.a${index}]`).join('\n')],
]

test.each(hostile)('%s are answered soon', (_what, make) => {
  const document = make(250_000)
  const bundle = {
    config_toml: { enterprise_managed: [] },
    requirements_toml: {
      enterprise_managed: [document, 'model_provider = "a"'].map((contents, index) => ({ id: `${index}`, name: '', contents })),
    },
  }
  expect(processorTime(() => [checkPolicy(document), checkBundle(bundle)])).toBeLessThan(1500)
  expect(effectiveRequirements(bundle).toml.length).toBeLessThan(10_000_000)
})

test('keys of more than 80 steps are refused where they begin, and dots inside strings are no steps', () => {
  const long = `a${'.b'.repeat(80)}`
  for (const [text, line, column] of [
    [`${long} = 1`, 1, 1],
    [`x = 1\n  [ ${long} ]`, 2, 5],
    [`x = [1, { ${long} = 1 }]`, 1, 11],
    [`x = """\n${long}"""\n'y' . ${long} = 1`, 3, 1],
  ] as const) {
    expect(checkPolicy(text)).toMatchObject({ verdict: 'refused', problems: [{ code: 'toml_too_deep', line, column }] })
  }
  expect(checkPolicy(`x = 1\nx = 2\n${long} = 1`).problems).toMatchObject([{ code: 'toml_syntax', line: 2 }])
  expect(checkPolicy(`additional_developer_instructions = "${'a.'.repeat(200)}" # ${long}`).verdict).toBe('accepted')
})

test('a long list of problems ends with how many more there are, and names the errors first', () => {
  const { problems, verdict } = checkPolicy(`${lines(1000)}\nallow_login_shell = 1`)
  expect(verdict).toBe('refused')
  expect(problems).toHaveLength(201)
  expect(problems[0]).toMatchObject({ code: 'type_mismatch', line: 1001 })
  expect(problems.at(-1)).toMatchObject({ code: 'more_problems', message: '801 more problems are not shown.' })
})

test('a document of 1,000 rules is judged in well under 50 ms', () => {
  const rule = (index: number) =>
    `[[rules.prefix_rules]]\npattern = [{ token = "tool${index}" }, { any_of = ["push", "commit"] }]\ndecision = "prompt"\n`
  const document = Array.from({ length: 1000 }, (_, index) => rule(index)).join('\n')
  const times = Array.from({ length: 7 }, () => {
    return processorTime(() => expect(checkPolicy(document)).toEqual({ verdict: 'accepted', problems: [] }))
  })
  expect(Math.min(...times)).toBeLessThan(50)
})
