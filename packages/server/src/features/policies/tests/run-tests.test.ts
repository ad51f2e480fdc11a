import type { PolicyTest } from '@bailiwick/contracts'
import { expect, test } from 'vitest'
import { memberOf, policyInForce, rulingOf } from '../impact/testing/worlds.ts'
import { runTests, type TestWorld } from './run-tests.ts'

const standard = policyInForce(
  'standard',
  3,
  `allowed_sandbox_modes = ["read-only", "workspace-write"]
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "push" }]
decision = "prompt"
justification = "Pushing leaves the machine."
`,
)
const strict = policyInForce(
  'strict',
  1,
  `allowed_sandbox_modes = ["read-only"]
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "push" }]
decision = "forbidden"
justification = "Contractors hand over by review."
`,
)
const dan = memberOf('dan', ['eng'], { name: 'Dan Developer', email: 'dan@acme.test' })
const carl = memberOf('carl', ['con'], { name: 'Carl Contractor', email: 'carl@acme.test' })
const nora = memberOf('nora', [], { name: 'Nora New', email: 'nora@acme.test' })
const people = [dan, carl, nora]

const world = (change: Partial<TestWorld> = {}): TestWorld => ({
  publicUrl: 'https://codex.acme.test',
  ruling: rulingOf(
    1,
    [
      ['con', strict],
      ['eng', standard],
    ],
    standard,
  ),
  members: () => people,
  memberByEmail: (email) => people.find((it) => it.email === email.toLowerCase()),
  groupNames: new Map([
    ['con', 'Contractors'],
    ['eng', 'Engineering'],
  ]),
  policyNames: new Map([
    ['standard', 'Standard'],
    ['strict', 'Strict'],
  ]),
  ...change,
})

const push = { kind: 'command', command: 'git push origin main' } as const
const gets = (subject: PolicyTest['subject'], policyId: string | null): PolicyTest => ({
  id: 't',
  name: '',
  subject,
  expect: { kind: 'gets', policyId },
})
const answers = (subject: PolicyTest['subject'], verdict: 'allowed' | 'prompted' | 'denied' | 'not_restricted'): PolicyTest => ({
  id: 't',
  name: '',
  subject,
  expect: { kind: 'answers', question: push, verdict },
})
const email = (address: string) => ({ kind: 'member', email: address }) as const
const group = (groupId: string) => ({ kind: 'group', groupId }) as const
const everyone = { kind: 'everyone' } as const
const run = (it: PolicyTest, change?: Partial<TestWorld>) => runTests([it], world(change))[0]

test('a member gets a policy, through the rule that is named', () => {
  expect(run(gets(email('DAN@acme.test'), 'standard'))).toEqual({
    id: 't',
    passed: true,
    sentence: 'Dan Developer: gets “Standard”.',
    because: 'Rule 2 (Engineering) gives “standard” v3.',
  })
  expect(run(gets(email('nora@acme.test'), 'strict'))).toMatchObject({
    passed: false,
    because: 'The default gives “standard” v3.',
  })
})

test('a group is asked for somebody who is only in it, and the answer names rule, policy, key and line', () => {
  const found = run(answers(group('con'), 'prompted'))
  expect(found).toMatchObject({
    passed: false,
    sentence: 'Somebody who is only in Contractors: `git push origin main` is prompted.',
  })
  expect(found?.because).toContain(
    'Rule 1 (Contractors) gives “strict” v1, where `git push origin main` is denied, by rules.prefix_rules',
  )
  expect(found?.because).toMatch(/in line \d of “strict” v1/)
  expect(run(answers(group('eng'), 'prompted'))?.passed).toBe(true)
})

test('everyone is every rule and the default: one that differs fails it and is named', () => {
  const failed = run(answers(everyone, 'prompted'))
  expect(failed?.passed).toBe(false)
  expect(failed?.because).toContain('Rule 1 (Contractors)')
  expect(failed?.because).not.toContain('Engineering')
  const same = rulingOf(1, [['eng', standard]], standard)
  expect(run(answers(everyone, 'prompted'), { ruling: same })?.passed).toBe(true)
})

test('without a default everyone holds while every active member matches a rule', () => {
  const ruling = rulingOf(1, [['eng', standard]], null)
  expect(run(gets(everyone, 'standard'), { ruling, members: () => [dan] })?.passed).toBe(true)
  expect(run(gets(everyone, 'standard'), { ruling })).toMatchObject({
    passed: false,
    because: 'The end of the list without a default gives no policy.',
  })
  const nothing = rulingOf(1, [], null)
  expect(run(gets(everyone, null), { ruling: nothing, members: () => [] })?.passed).toBe(false)
})

test('an exception of one’s own neither passes nor fails a test', () => {
  const excepted = { ...dan, exceptions: [{ id: 'exc', policyId: 'strict', until: new Date('2999-01-01') }] }
  expect(run(gets(email('dan@acme.test'), 'standard'), { memberByEmail: () => excepted })?.passed).toBe(true)
})

test('whom or what a test names in vain fails it with the reason', () => {
  const gone = [
    [gets(email('nobody@acme.test'), 'standard'), 'Nobody here has the e-mail address nobody@acme.test.'],
    [gets(group('deleted'), 'standard'), 'This group does not exist any more.'],
    [gets(email('dan@acme.test'), 'deleted'), 'The policy that it names does not exist any more.'],
  ] as const
  for (const [asserted, because] of gone) expect(run(asserted)).toMatchObject({ passed: false, because })
})

test('every kind of question gets an answer, also of nobody’s policy and of texts that no client reads', () => {
  const questions = [
    push,
    { kind: 'domain', host: '*.exfil.example.com' },
    { kind: 'mcp', name: 'docs', url: 'https://docs.test' },
    { kind: 'sandbox', mode: 'danger-full-access' },
    { kind: 'approval', policy: 'never' },
    { kind: 'web_search', mode: 'live' },
    { kind: 'feature', name: 'browser_use' },
  ] as const
  const rulings = [rulingOf(1, [], null), rulingOf(1, [], policyInForce('broken', 1, 'a = ')), rulingOf(1, [], strict)]
  for (const ruling of rulings) {
    for (const question of questions) {
      const asserted: PolicyTest = {
        ...gets(email('dan@acme.test'), null),
        expect: { kind: 'answers', question, verdict: 'allowed' },
      }
      const found = run(asserted, { ruling })
      expect(found?.because.length).toBeGreaterThan(20)
    }
  }
})
