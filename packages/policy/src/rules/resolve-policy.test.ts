import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RuleSet, resolvePolicy } from './resolve-policy.ts'

const rules: RuleSet = {
  rules: [
    { id: 'r1', groupId: 'contractors', policyId: 'strict' },
    { id: 'r2', groupId: 'engineers', policyId: 'open' },
    { id: 'r3', groupId: 'everyone', policyId: 'baseline' },
  ],
  defaultPolicyId: 'fallback',
}

test('the first rule whose group contains the user wins, and the losers say why (PO-03)', () => {
  const resolution = resolvePolicy(rules, new Set(['engineers', 'everyone']))
  expect(resolution).toMatchObject({ outcome: 'rule', policyId: 'open', ruleId: 'r2', position: 2 })
  expect(resolution.considered.map(({ verdict }) => verdict)).toEqual(['not_member', 'won', 'lost'])
  expect(resolution.considered[2]?.because).toBe('Rule 2 comes first.')
})

test('without a match the default serves (PO-04)', () => {
  expect(resolvePolicy(rules, new Set())).toMatchObject({
    outcome: 'default',
    policyId: 'fallback',
    ruleId: null,
    position: null,
  })
})

test('without a match and without a default there is no policy', () => {
  expect(resolvePolicy({ ...rules, defaultPolicyId: null }, new Set())).toMatchObject({ outcome: 'none', policyId: null })
})

const groups = ['a', 'b', 'c', 'd', 'e']
const ruleSets: fc.Arbitrary<RuleSet> = fc.record({
  rules: fc.array(fc.record({ id: fc.uuid(), groupId: fc.constantFrom(...groups), policyId: fc.constantFrom('p', 'q', 'r') }), {
    maxLength: 12,
  }),
  defaultPolicyId: fc.option(fc.constantFrom('p', 'z')),
})

test('agrees with a loop that looks at nothing else (PO-03, PO-04, PO-05)', () => {
  fc.assert(
    fc.property(ruleSets, fc.subarray(groups), (set, mine) => {
      let expected = set.defaultPolicyId
      let position: number | null = null
      for (let index = set.rules.length - 1; index >= 0; index--) {
        const rule = set.rules[index]
        if (!rule || !mine.includes(rule.groupId)) continue
        expected = rule.policyId
        position = index + 1
      }
      const resolution = resolvePolicy(set, new Set(mine))
      expect(resolution.policyId).toBe(expected)
      expect(resolution.position).toBe(position)
      expect(resolution.outcome).toBe(position ? 'rule' : expected === null ? 'none' : 'default')
      expect(resolution.considered).toHaveLength(set.rules.length)
      const winners = resolution.considered.filter(({ verdict }) => verdict === 'won')
      expect(winners.map(({ ruleId }) => ruleId)).toEqual(resolution.ruleId === null ? [] : [resolution.ruleId])
      for (const seen of resolution.considered) expect(seen.verdict === 'not_member').toBe(!mine.includes(seen.groupId))
    }),
  )
})
