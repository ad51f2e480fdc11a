import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkBundle, checkPolicy, effectiveRequirements, policyTemplates, requirementKeys } from '../index.ts'
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
  ['table headers', (size) => Array.from({ length: size / 10 }, (_, index) => `[mcp_servers.a${index}]`).join('\n')],
]

test.each(hostile)('%s are answered soon', (_what, make) => {
  const document = make(60_000)
  expect(processorTime(() => checkPolicy(document))).toBeLessThan(1500)
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
