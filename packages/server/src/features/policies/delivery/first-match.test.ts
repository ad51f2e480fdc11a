import { resolvePolicy } from '@bailiwick/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstMatch } from './first-match.ts'

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const ruleSet = fc.record({
  rules: fc
    .array(fc.record({ groupId: name, policyId: name }), { maxLength: 8 })
    .map((rules) => rules.map((it, index) => ({ ...it, id: `rule-${index}` }))),
  defaultPolicyId: fc.option(name),
})

test('the winner found quickly is the one that the engine explains', () => {
  fc.assert(
    fc.property(ruleSet, fc.array(name), (rules, groups) => {
      const { ruleId, position } = resolvePolicy(rules, new Set(groups))
      const match = firstMatch(rules, groups)
      expect(match?.rule.id ?? null).toBe(ruleId)
      expect(match ? match.index + 1 : null).toBe(position)
    }),
  )
})
